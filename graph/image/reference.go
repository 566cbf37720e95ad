package image

import (
	"strings"

	"github.com/distribution/reference"
)

// dockerHub is the host that references without one mean.
const dockerHub = "docker.io"

// name is an image's name as Docker means it: postgres is
// docker.io/library/postgres:latest. A name with a digest may have a tag as
// well, which then is only for people.
type name struct {
	host   string // docker.io, ghcr.io, localhost:5000
	path   string // library/postgres
	tag    string
	digest string
}

// parseName reads a reference as docker pull does.
func parseName(s string) (name, error) {
	named, err := reference.ParseNormalizedNamed(s)
	if err != nil {
		return name{}, faultf(Invalid, "%s", strings.TrimPrefix(err.Error(), "invalid reference format: "))
	}
	n := name{host: reference.Domain(named), path: reference.Path(named)}
	if tagged, ok := named.(reference.Tagged); ok {
		n.tag = tagged.Tag()
	}
	if digested, ok := named.(reference.Digested); ok {
		n.digest = digested.Digest().String()
	}
	if n.tag == "" && n.digest == "" {
		n.tag = "latest"
	}
	return n, nil
}

// repository is the name without tag and digest.
func (n name) repository() string { return n.host + "/" + n.path }

// identifier is what the registry is asked for: the digest if there is one.
func (n name) identifier() string {
	if n.digest != "" {
		return n.digest
	}
	return n.tag
}

// String is the full reference.
func (n name) String() string {
	s := n.repository()
	if n.tag != "" {
		s += ":" + n.tag
	}
	if n.digest != "" {
		s += "@" + n.digest
	}
	return s
}
