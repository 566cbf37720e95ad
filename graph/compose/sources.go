package compose

import (
	"sync"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// sources turns places into ranges. It implements graph.Sources.
type sources struct {
	disk *disk

	mu     sync.Mutex // the layout remembers what it looked up
	layout *layout
	// env are the variables that env files and label files set, by the route
	// of the file.
	env map[source.Path]envValues
}

// envValues are the variables that an env file sets for a service.
type envValues struct {
	file   *source.File
	values map[string]assignment
}

// variablesKey is the key of routes behind which a file's variables are.
const variablesKey = "variables"

// File implements graph.Sources.
func (s *sources) File(name string) *source.File { return s.disk.file(name) }

// Resolve implements source.Resolver.
func (s *sources) Resolve(p source.Place) source.Range {
	if service, ok := graph.InlineService(p.File); ok {
		p = source.Place{Path: source.NewPath("services", service, "build", "dockerfile_inline"), Span: p.Span}
	}
	if p.File != "" {
		return s.inFile(p.File, p.Span)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, values, ok := s.variable(p.Path); ok {
		a, found := values.values[name]
		switch {
		case !found:
			return source.Range{}
		case p.Key:
			return clipped(values.file, a.key)
		}
		return clipped(values.file, a.align.Origin(p.Span))
	}
	target, ok := s.layout.find(p.Path)
	if !ok {
		return source.Range{}
	}
	if p.Key {
		return clipped(target.unit.doc.File, target.keySpan())
	}
	return clipped(target.unit.doc.File, target.span(p.Span))
}

// variable splits the route of an env file's variable.
func (s *sources) variable(path source.Path) (string, envValues, bool) {
	parent := path.Parent()
	if parent == "" || parent.Base() != variablesKey {
		return "", envValues{}, false
	}
	values, ok := s.env[parent.Parent()]
	return path.Base(), values, ok
}

func (s *sources) inFile(name string, span source.Span) source.Range {
	file := s.disk.file(name)
	if file == nil {
		start := source.Position{Line: 1, Column: 1}
		return source.Range{File: name, Start: start, End: start}
	}
	if span.IsZero() {
		return file.Range(span)
	}
	return clipped(file, span)
}

// clipped is the range of a span as far as it is inside of the file.
func clipped(file *source.File, s source.Span) source.Range {
	s.End = min(max(s.End, 0), len(file.Data))
	s.Start = min(max(s.Start, 0), s.End)
	return source.Range{File: file.Name, Start: file.Position(s.Start), End: file.Position(s.End), Bytes: s}
}

// Files implements graph.Sources.
func (s *sources) Files() []*source.File { return s.disk.all() }
