package graph

import (
	"strings"
	"time"

	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Metadata is what an image says of itself in its registry, or what a
// Dockerfile says of the image that it builds. Facts of a Dockerfile have
// places; facts of a registry have none.
type Metadata struct {
	// Repository is the full name, docker.io/library/postgres; of the final
	// stage's base for a Dockerfile. Tag is "" for a bare digest.
	Repository string
	Tag        string
	Digest     string
	// Platforms are those that the registry offers, sorted: linux/amd64.
	Platforms []string
	// Platform is the one that the facts below are about, "" when unsaid.
	Platform string
	// Built is true when a Dockerfile is described.
	Built bool
	// Base is the repository and tag of the image this one was built from,
	// where that is known: postgres:17 or docker.io/library/postgres:17.
	Base string

	Exposed    []Exposure
	Volumes    []Text
	Env        []Variable
	User       Text
	WorkingDir Text
	Entrypoint *Command
	Command    *Command
	Health     *Healthcheck
	// HealthKnown says that a nil Health means that the image defines none.
	HealthKnown bool
	Labels      []Label
	// Steps are the RUN and COPY lines of a Dockerfile's final stage and the
	// stages below it, in order, for what only they tell (npm install).
	Steps []Step

	// Contracts are the contract texts that the image carries.
	Contracts []ContractText
	Created   time.Time
}

// inlinePrefix begins the names of Dockerfiles that stand in a compose file.
const inlinePrefix = "dockerfile_inline of "

// InlineName names the Dockerfile that stands in the compose file, in the
// definition of a service.
func InlineName(service string) string { return inlinePrefix + service }

// InlineService is the inverse of InlineName; ok is false for other names.
func InlineService(name string) (service string, ok bool) {
	return strings.CutPrefix(name, inlinePrefix)
}

// Step is one line of a Dockerfile that changes the file system.
type Step struct {
	Keyword    string // RUN, COPY or ADD
	Text       string // what follows the keyword
	WorkingDir string
	Place      source.Place
}

// ContractText is a contract as text, before it is parsed.
type ContractText struct {
	Layer contract.Layer
	// Origin names the text for people: label dev.ctypes.contract of an image,
	// a file's name.
	Origin string
	Text   string
	// Place is where the text stands in the user's own files; zero otherwise.
	// A span of the text is a span of the value there, unless Lines is set.
	Place source.Place
	// Lines maps the starts of the text's lines to places, for a text that was
	// put together from lines that do not follow each other in a file.
	Lines []source.Place
}
