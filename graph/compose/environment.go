package compose

import (
	"errors"
	"maps"
	"slices"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// scope is the variables that the values of a file may refer to: the process
// environment, then env files.
type scope struct {
	// own are those that the process has.
	own map[string]string
	// all are all of them.
	all map[string]string
	// drawn are the variables of env files whose values hold some of the
	// process's, and whose.
	drawn map[string][]string
	// partial says that an env file could not be read, so that a variable that
	// is not here may be set all the same.
	partial bool
}

func newScope(process map[string]string) *scope {
	return &scope{own: process, all: maps.Clone(process)}
}

// lookup implements lookup.
func (s *scope) lookup(name string) (string, graph.Origin, bool) {
	value, ok := s.all[name]
	if !ok {
		return "", graph.FromNothing, false
	}
	if own, ok := s.own[name]; ok && own == value || len(s.drawn[name]) > 0 {
		return value, graph.FromProcess, true
	}
	return value, graph.FromEnvFile, true
}

// envReader reads env files into scopes.
type envReader struct {
	disk     *disk
	problems *problems
	budget   *int
	unset    []graph.Reference
	read     []string // the files that were read, as shown
	drawn    map[string][]string
}

// extend returns a scope with what env files set beside it; what is set
// already stays. Files are absolute paths.
func (r *envReader) extend(s *scope, files []string) *scope {
	if len(files) == 0 {
		return s
	}
	extended := &scope{own: s.own, all: maps.Clone(s.all), drawn: maps.Clone(s.drawn), partial: s.partial}
	seen := map[string]string{}
	inFile := func(name string) (string, graph.Origin, bool) {
		if value, origin, ok := s.lookup(name); ok {
			return value, origin, true
		}
		value, ok := seen[name]
		return value, graph.FromEnvFile, ok
	}
	for _, path := range files {
		file, err := r.disk.Read(path)
		if err != nil {
			extended.partial = true
			r.unreadable(path, err)
			continue
		}
		found, err := parseDotenv(file.Data, inFile, seen, r.budget)
		if err != nil {
			extended.partial = true
			r.problems.add(envFileProblem(file, err))
		}
		r.note("", file, found)
		extended.draw(found)
		r.read = append(r.read, file.Name)
	}
	for name, value := range seen {
		if _, ok := extended.all[name]; !ok {
			extended.all[name] = value
		}
	}
	if r.drawn == nil {
		r.drawn = map[string][]string{}
	}
	maps.Copy(r.drawn, extended.drawn)
	return extended
}

// draw notes which of some assignments hold values of the process's variables,
// also by way of other assignments.
func (s *scope) draw(found []assignment) {
	for _, a := range found {
		for _, p := range a.parts {
			of := s.drawn[p.Variable]
			if len(of) == 0 && p.Origin == graph.FromProcess {
				of = []string{p.Variable}
			}
			s.drawFrom(a.name, of)
		}
	}
}

func (s *scope) drawFrom(name string, of []string) {
	if s.drawn == nil {
		s.drawn = map[string][]string{}
	}
	for _, own := range of {
		if !slices.Contains(s.drawn[name], own) {
			s.drawn[name] = append(slices.Clip(s.drawn[name]), own)
		}
	}
}

// unreadable reports an env file that cannot be read, but for one that lies
// outside: docker compose would read that, and only its variables are unknown.
func (r *envReader) unreadable(path string, err error) {
	name := r.disk.names.show(path)
	if errors.Is(err, errOutside) {
		r.problems.unread = append(r.problems.unread, name)
		return
	}
	r.problems.add(graph.Problem{
		Message: "the env file `" + name + "` cannot be read: " + err.Error(),
		Key:     name,
		Place:   source.Place{File: name},
	})
}

// note keeps the references of an env file to variables that are set nowhere.
func (r *envReader) note(service string, file *source.File, found []assignment) {
	for _, a := range found {
		for _, u := range a.unset {
			r.unset = append(r.unset, graph.Reference{
				Variable: u.name, Braced: u.braced, Service: service, Path: source.NewPath("services", service, "env_file", a.name),
				Place: source.Place{File: file.Name, Span: u.span},
			})
		}
	}
}

// envFileProblem reports what is wrong in an env file.
func envFileProblem(file *source.File, err error) graph.Problem {
	place := source.Place{File: file.Name}
	if wrong, ok := errors.AsType[*envFileError](err); ok {
		place.Span = wrong.span
	}
	return graph.Problem{Message: err.Error(), Place: place}
}
