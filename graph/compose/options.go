// Package compose loads compose projects: it finds their files, has compose-go
// merge them, and says where each value stands. It is the only user of
// compose-go, whose load is the truth about values; positions, bounds, the
// consistency checks and everything that is said to users are its own.
//
// # Routes
//
// A place in a compose project is a route through the merged model
// (source.Path) and a span of the value there. Routes follow the model as it
// is written, layers merged, before compose rewrites its short forms:
//
//   - A key of a mapping, merge keys and aliases followed, layers merged:
//     /services/web/image, /services/web/build/context. A service is what
//     extends, include, override files and its own block make of it.
//   - A list item, counted from 0 over the items of all layers that make up
//     the list, lowest layer first, before compose drops repeated ones:
//     /services/web/ports/1, /services/web/volumes/0/target.
//   - In lists that stand for mappings, the key: /services/web/environment/PORT
//     for `- PORT=80`, whose value is `80`; /services/web/depends_on/db for
//     `- db`; likewise labels, annotations, sysctls, networks, models,
//     build/args, build/labels, build/additional_contexts.
//   - A string that stands for a list or mapping has the routes of the long
//     form: /services/web/command/1 is the second word of a command string,
//     /services/web/env_file/0/path the string of `env_file: web.env`,
//     /services/web/build/context that of `build: .`.
//   - A variable that an env file sets: /services/web/env_file/0/variables/PORT;
//     a label of a label file: /services/web/label_file/0/variables/NAME.
//
// A span counts bytes of the value at the route, after interpolation; the zero
// span is all of it.
package compose

import (
	"errors"
	"io"
)

// Options say which project to load and how. They mean what docker compose
// means by them.
type Options struct {
	// Path is a compose file, a folder, or - for Stdin. Path and Files exclude
	// each other; without either, the files are found from WorkingDir upward.
	Path string
	// Files are merged in order; - is Stdin.
	Files []string
	// Profiles are active; * stands for all. None stands for COMPOSE_PROFILES.
	Profiles []string
	// EnvFiles stand for the .env file beside the project.
	EnvFiles []string
	// ProjectName and ProjectDirectory are found when empty.
	ProjectName, ProjectDirectory string
	// Environment is that of the process.
	Environment map[string]string
	// WorkingDir is an absolute path.
	WorkingDir string
	// Readable are further folders whose files may be read.
	Readable []string
	// Stdin is read when a file is -.
	Stdin io.Reader
	// Overlay are texts that stand for files, by absolute path: what an editor
	// has not saved yet.
	Overlay map[string][]byte
	// FileSystem is what files are read from; nil is the machine's own.
	FileSystem FileSystem
}

// Options that contradict each other, or lack what all others rest on.
var (
	errPathAndFiles = errors.New("a path and a list of files cannot both be given")
	errWorkingDir   = errors.New("the working directory must be an absolute path")
)

// stdinName is how the user names standard input.
const stdinName = "-"
