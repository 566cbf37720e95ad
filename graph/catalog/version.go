package catalog

import (
	"regexp"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// VersionTag returns the tag that tells the version of an image: the tag
// itself, or, where it does not begin with the version, the version and then
// the tag: 17-0.8.0-pg17. The version is the part that TAGGED names, or the
// image's own variable, which variable looks up. It is "" when nothing tells.
func (s Section) VersionTag(tag string, variable func(name string) string) string {
	if s.Tagged != "" {
		re, err := regexp.Compile(s.Tagged)
		if err != nil {
			return ""
		}
		if m := re.FindStringSubmatch(tag); len(m) > 1 {
			return versioned(m[1], tag)
		}
		tag = ""
	}
	if s.Version != "" && !holdsVersion(tag) {
		if v := variable(s.Version); v != "" {
			return versioned(v, tag)
		}
	}
	return tag
}

// versioned puts a version in front of a tag, so that ranges read the one and
// patterns still find what the other says: fpm, alpine.
func versioned(version, tag string) string {
	if tag == "" || tag == version {
		return version
	}
	return version + "-" + tag
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
