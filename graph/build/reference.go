package build

import (
	"path"
	"strings"

	dist "github.com/distribution/reference"
)

// reference is an image's name in full.
type reference struct {
	repository string // docker.io/library/postgres
	tag        string // latest where none is told, "" for a bare digest
	// elsewhere says that the catalog knows the image only under another registry.
	elsewhere bool
}

// parseReference reads an image's name as compose spells it.
func parseReference(image string) (reference, bool) {
	named, err := dist.ParseNormalizedNamed(strings.TrimSpace(image))
	if err != nil {
		return reference{}, false
	}
	r := reference{repository: named.Name()}
	switch n := named.(type) {
	case dist.Tagged:
		r.tag = n.Tag()
	case dist.Digested:
	default:
		r.tag = "latest"
	}
	return r, true
}

// familiar is the name as people write it: postgres:17.
func (r reference) familiar() string {
	name := strings.TrimPrefix(strings.TrimPrefix(r.repository, "docker.io/"), "library/")
	if r.tag == "" {
		return name
	}
	return name + ":" + r.tag
}

// matches reports whether a pattern of a project's own contracts means the
// image: it matches the full name or the familiar one. A * stays within one
// part of the name; one that stands alone at the end takes the rest.
func (r reference) matches(pattern string) bool {
	if r.repository == "" {
		return false
	}
	short := strings.TrimPrefix(strings.TrimPrefix(r.repository, "docker.io/"), "library/")
	for _, name := range []string{r.repository, strings.TrimPrefix(r.repository, "docker.io/"), short} {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			return true
		}
		if prefix, open := strings.CutSuffix(pattern, "/*"); open && strings.HasPrefix(name, prefix+"/") {
			return true
		}
	}
	return pattern == "*"
}
