package catalog

import (
	"regexp"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// VersionTag returns the tag that tells the version of an image: the tag
// itself, the part of it that TAGGED names, or, where it holds no version, the
// image's own variable, which variable looks up. It is "" when nothing tells.
func (s Section) VersionTag(tag string, variable func(name string) string) string {
	if s.Tagged != "" {
		re, err := regexp.Compile(s.Tagged)
		if err != nil {
			return ""
		}
		if m := re.FindStringSubmatch(tag); len(m) > 1 {
			return m[1]
		}
		tag = ""
	}
	if s.Version != "" && !holdsVersion(tag) {
		if v := variable(s.Version); v != "" {
			return v
		}
	}
	return tag
}

func holdsVersion(tag string) bool {
	_, ok := contract.TagVersion(tag)
	return ok
}

// ByVariable returns the repository of the image that sets a variable in its
// config to its version, and so tells images that are built from it; "" when
// none does. A test holds the list to the entries.
func ByVariable(name string) string {
	switch name {
	case "PG_MAJOR":
		return "docker.io/library/postgres"
	}
	return ""
}
