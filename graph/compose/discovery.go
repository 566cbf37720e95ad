package compose

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// selection is which project to load: its files, its folder, its variables.
type selection struct {
	options  Options
	disk     *disk
	env      *envReader
	problems *problems

	files    []string // absolute; - for standard input
	dir      string   // the project's
	root     string
	scope    *scope
	profiles []string
}

// defaultNames are the compose files that are looked for, best first.
func defaultNames() []string {
	return []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}
}

// overrideNames are what is merged over a compose file that was found.
func overrideNames() []string {
	return []string{"compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"}
}

// find settles the selection; it reports a fatal problem when there is nothing
// to load.
func (s *selection) find() {
	process := maps.Clone(s.options.Environment)
	if process == nil {
		process = map[string]string{}
	}
	if _, ok := process["PWD"]; !ok {
		process["PWD"] = s.options.WorkingDir
	}
	s.scope = newScope(process)
	for _, dir := range s.options.Readable {
		s.disk.allowFolder(absolute(s.options.WorkingDir, dir))
	}
	s.named()
	s.enter(s.folder())
	named := s.namedEnv()
	s.scope = s.env.extend(s.scope, named)
	if len(named) == 0 {
		s.readEnv(s.dir)
	}
	if len(s.files) == 0 {
		s.fromVariable(process)
	}
	if len(s.files) == 0 {
		s.byDefault()
	}
	if len(s.files) == 0 {
		return
	}
	if dir := s.folder(); dir != s.dir {
		s.enter(dir)
		if len(named) == 0 {
			s.readEnv(dir)
		}
	}
	s.profiles = s.options.Profiles
	if len(s.profiles) == 0 {
		for p := range strings.SplitSeq(s.scope.all["COMPOSE_PROFILES"], ",") {
			if p = strings.TrimSpace(p); p != "" {
				s.profiles = append(s.profiles, p)
			}
		}
	}
}

// named takes the files that the user named.
func (s *selection) named() {
	names := s.options.Files
	if p := s.options.Path; p != "" {
		path := absolute(s.options.WorkingDir, p)
		s.disk.names.spell(path, p)
		if info, err := s.disk.files.Stat(path); err == nil && info.IsDir() {
			s.dir = path
			return
		}
		names = []string{p}
	}
	for _, name := range names {
		if name == stdinName {
			s.files = append(s.files, name)
			continue
		}
		path := absolute(s.options.WorkingDir, name)
		s.disk.allowFile(path)
		s.disk.names.spell(filepath.Dir(path), filepath.Dir(name))
		s.files = append(s.files, path)
	}
}

// folder is the project's folder as far as it is known.
func (s *selection) folder() string {
	if dir := s.options.ProjectDirectory; dir != "" {
		return absolute(s.options.WorkingDir, dir)
	}
	for _, f := range s.files {
		if f != stdinName {
			return filepath.Dir(f)
		}
	}
	if s.dir != "" {
		return s.dir
	}
	return s.options.WorkingDir
}

// enter makes a folder the project's, and what belongs to it readable.
func (s *selection) enter(dir string) {
	s.dir = dir
	s.root = readableRoot(dir, s.options.WorkingDir, s.options.Environment)
	s.disk.allowFolder(s.root)
}

// namedEnv returns the env files that the user named.
func (s *selection) namedEnv() []string {
	files := s.options.EnvFiles
	if len(files) == 0 {
		files = strings.FieldsFunc(s.options.Environment["COMPOSE_ENV_FILES"], func(r rune) bool { return r == ',' })
	}
	paths := make([]string, 0, len(files))
	for _, f := range files {
		path := absolute(s.options.WorkingDir, f)
		s.disk.allowFile(path)
		s.disk.names.spell(filepath.Dir(path), filepath.Dir(f))
		paths = append(paths, path)
	}
	return paths
}

// readEnv reads the .env file of a folder, if there is one.
func (s *selection) readEnv(dir string) {
	if s.disabled() {
		return
	}
	path := filepath.Join(dir, ".env")
	if entry := s.disk.Stat(path); entry == graph.MissingEntry || entry == graph.FolderEntry {
		return
	}
	s.scope = s.env.extend(s.scope, []string{path})
}

// disabled reports whether the .env file is not to be read.
func (s *selection) disabled() bool {
	value, ok := s.scope.all["COMPOSE_DISABLE_ENV_FILE"]
	if !ok {
		return false
	}
	off, err := strconv.ParseBool(value)
	if err != nil {
		s.problems.add(graph.Problem{
			Message: "`COMPOSE_DISABLE_ENV_FILE` must be `true` or `false`, not `" + value + "`",
			Key:     "COMPOSE_DISABLE_ENV_FILE",
		})
	}
	return off
}

// fromVariable takes the files that COMPOSE_FILE names. For a folder that the
// user named, only its own .env file counts.
func (s *selection) fromVariable(process map[string]string) {
	value, ok := s.scope.all["COMPOSE_FILE"]
	own, set := process["COMPOSE_FILE"]
	base := s.options.WorkingDir
	if s.options.Path != "" {
		if set && own == value {
			return
		}
		base = s.dir
	}
	if !ok {
		return
	}
	separator := s.scope.all["COMPOSE_PATH_SEPARATOR"]
	if separator == "" {
		separator = string(os.PathListSeparator)
	}
	for name := range strings.SplitSeq(value, separator) {
		if name != stdinName {
			name = absolute(base, name)
			if set && own == value {
				s.disk.allowFile(name)
			}
		}
		s.files = append(s.files, name)
	}
}

// byDefault looks for the files that have a default name: in the folder that
// the user named, else from the working directory upward.
func (s *selection) byDefault() {
	for dir := s.dir; ; dir = filepath.Dir(dir) {
		if file := s.first(dir, defaultNames()); file != "" {
			s.files = append(s.files, file)
			if override := s.first(dir, overrideNames()); override != "" {
				s.files = append(s.files, override)
			}
			return
		}
		if s.options.Path != "" || filepath.Dir(dir) == dir {
			break
		}
	}
	name := s.disk.names.show(s.dir)
	s.problems.fatal(graph.Problem{
		Message: "there is no compose file in `" + name + "`",
		Key:     name,
		Place:   source.Place{File: name},
		Help:    "looked for " + quotedList(defaultNames(), "and") + "; `-f` names another",
	})
}

// first returns the first name that exists in a folder.
func (s *selection) first(dir string, names []string) string {
	for _, name := range names {
		path := filepath.Join(dir, name)
		if _, ok := s.disk.overlay[path]; ok {
			return path
		}
		if _, err := s.disk.files.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// read reads the files of the project, as far as they are compose files.
func (s *selection) read(t *layout) []*composeFile {
	var files []*composeFile
	for _, path := range s.files {
		if path == stdinName {
			if f := s.stdin(t); f != nil {
				files = append(files, f)
			}
			continue
		}
		name := s.disk.names.show(path)
		text, err := s.disk.Read(path)
		if err != nil {
			s.problems.fatal(graph.Problem{
				Message: "the compose file `" + name + "` cannot be read: " + err.Error(),
				Key:     name, Place: source.Place{File: name},
			})
			continue
		}
		if f := t.keep(path, text); f != nil {
			files = append(files, f)
		}
	}
	if !slices.ContainsFunc(files, func(f *composeFile) bool { return len(f.documents) > 0 }) && !s.problems.stopped() {
		name := files[0].text.Name
		s.problems.fatal(graph.Problem{Message: "the compose file `" + name + "` is empty", Key: name, Place: source.Place{File: name}})
	}
	return files
}

// stdin reads standard input, which is there once.
func (s *selection) stdin(t *layout) *composeFile {
	if f, ok := t.parsed[stdinName]; ok {
		return f
	}
	var data []byte
	var err error
	if s.options.Stdin != nil {
		data, err = readBounded(io.LimitReader(s.options.Stdin, maxFile+1))
	}
	if err != nil {
		s.problems.fatal(graph.Problem{
			Message: "standard input cannot be read: " + err.Error(),
			Key:     stdinName, Place: source.Place{File: stdinName},
		})
		return nil
	}
	return t.keep(stdinName, s.disk.add(stdinName, data))
}
