package build

import (
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// facts answer the conditions and references of a service's contract from what
// is known of the service. It implements contract.Facts.
type facts struct {
	service *graph.Service
	// tag is that of the image which the statement at hand is about.
	tag      string
	tagKnown bool
	// ofCatalog says that the statement is one of the catalog.
	ofCatalog bool
	// defaults are the DEFAULTs of the contract's own variables.
	defaults map[string]contract.Template
	// files are the variables that may name a file with a variable's value.
	files map[string]string
	// variables are the service's own, then the image's.
	variables map[string]graph.Variable
	// unread says that some variables could not be read, so that none can be
	// said to be unset.
	unread bool
	// listens are the service's listeners, once all of them are known.
	listens []*graph.Endpoint
}

func newFacts(s *graph.Service) *facts {
	f := &facts{service: s, variables: map[string]graph.Variable{}, unread: len(s.EnvFilesUnread) > 0}
	if s.Meta != nil {
		for _, v := range s.Meta.Env {
			f.variables[v.Name] = v
		}
	}
	for _, v := range s.InFiles {
		f.variables[v.Name] = v
	}
	for _, v := range s.Environment {
		f.variables[v.Name] = v
	}
	return f
}

// Variable implements contract.Facts. What a contract of the catalog asks is
// what the project sets, in compose or in a Dockerfile: the settings of the
// image itself are what it is about.
func (f *facts) Variable(name string) (string, contract.Answer) {
	v, ok := f.variables[name]
	if ok && v.Source == graph.FromImage && v.Place.IsZero() && f.ofCatalog {
		ok = false
	}
	switch {
	case !ok && f.unread, ok && v.State == graph.PassThrough:
		return "", contract.Unsaid
	case ok && !v.Known():
		return v.Value, contract.Unsaid
	case !ok || v.Value == "":
		return "", contract.No
	}
	return v.Value, contract.Yes
}

// Mounted implements contract.Facts: a path is mounted when it, a folder above
// it or something in it is.
func (f *facts) Mounted(path string) contract.Answer {
	answer := contract.No
	for _, m := range f.service.Mounts {
		switch {
		case !m.Known:
			answer = contract.Unsaid
		case below(path, m.Target) || below(m.Target, path):
			return contract.Yes
		}
	}
	return answer
}

// below reports whether a path is folder or in it.
func below(path, folder string) bool {
	folder = strings.TrimSuffix(folder, "/")
	return path == folder || strings.HasPrefix(path, folder+"/")
}

// Command implements contract.Facts. What neither compose nor the image's
// metadata tells is taken to be the image's own, which its contract knows.
func (f *facts) Command() (string, bool) {
	words := f.words()
	values := make([]string, len(words))
	known := true
	for i, w := range words {
		values[i] = w.Value
		known = known && w.Known()
	}
	return strings.Join(values, " "), known
}

// words are the effective entrypoint and command.
func (f *facts) words() []graph.Text {
	entrypoint, command := f.service.Entrypoint, f.service.Command
	if meta := f.service.Meta; meta != nil {
		if command == nil && entrypoint == nil {
			command = meta.Command
		}
		if entrypoint == nil {
			entrypoint = meta.Entrypoint
		}
	}
	var words []graph.Text
	for _, c := range []*graph.Command{entrypoint, command} {
		if c != nil {
			words = append(words, c.Words...)
		}
	}
	return words
}

// Tag implements contract.Facts.
func (f *facts) Tag() (string, bool) { return f.tag, f.tagKnown }

// defaultDepth bounds defaults that refer to each other.
const defaultDepth = 8

// expand fills in the references of a template. The value stands where its one
// reference does; ok is false when a reference is unset.
func (f *facts) expand(t contract.Template, groups map[string]graph.Value, depth int) (v graph.Value, ok bool) {
	v.Known = true
	var text strings.Builder
	for _, segment := range t {
		if segment.Ref == "" {
			text.WriteString(segment.Text)
			continue
		}
		part, set := f.reference(segment.Ref, groups, depth)
		if !set {
			return graph.Value{Key: segment.Ref}, false
		}
		text.WriteString(part.Value)
		v.Known = v.Known && part.Known()
		v.Key, v.Place = f.keyOf(segment.Ref, groups, depth), part.Place
	}
	v.Text = text.String()
	return v, true
}

// keyOf names for people what a reference's value is from: the variable that is
// set where it stands for another, the command where a pattern found it there.
func (f *facts) keyOf(name string, groups map[string]graph.Value, depth int) string {
	if g, found := groups[name]; found {
		return g.Key
	}
	d := f.defaults[name]
	if v, found := f.variables[name]; found && v.Value != "" || f.setInFile(name) || len(d) != 1 || d[0].Ref == "" || depth == 0 {
		return name
	}
	return f.keyOf(d[0].Ref, groups, depth-1)
}

// text is what a reference stands for: a named group of a condition, the
// variable, or the contract's default for it. ok is false when it is unset. A
// text that is set somewhere but cannot be read has an unset part.
func (f *facts) text(name string, groups map[string]graph.Value) (t graph.Text, ok bool) {
	return f.reference(name, groups, defaultDepth)
}

func (f *facts) reference(name string, groups map[string]graph.Value, depth int) (graph.Text, bool) {
	if g, found := groups[name]; found {
		return g.AsText(), true
	}
	v, found := f.variables[name]
	switch {
	case found && v.State == graph.PassThrough, found && v.Value == "" && !v.Known():
		return graph.Opaque("", v.Place), true
	case found && v.Value != "":
		return v.Text, true
	case f.setInFile(name), !found && f.unread:
		return graph.Opaque("", v.Place), true
	case name == "service":
		return graph.Text{Value: f.service.Name}, true
	}
	if as, isPort := strings.CutPrefix(name, "port."); isPort {
		if port, known := f.port(as); known {
			return port, true
		}
	}
	if d, has := f.defaults[name]; has && depth > 0 {
		v, ok := f.expand(d, groups, depth-1)
		return v.AsText(), ok
	}
	return graph.Text{}, false
}

// port is the port of the listener of an AS-name. One that is not sure has an
// unset part.
func (f *facts) port(as string) (graph.Text, bool) {
	for _, e := range f.listens {
		if e.Name != as || e.Ports.First == 0 {
			continue
		}
		text := strconv.Itoa(e.Ports.First)
		if e.Maybe || e.Ports.First != e.Ports.Last {
			return graph.Opaque(text, e.Place), true
		}
		return graph.Text{Value: text}, true
	}
	return graph.Text{}, false
}

// setInFile reports whether the variable that names a file with the value is set.
func (f *facts) setInFile(name string) bool {
	file, ok := f.files[name]
	if !ok {
		return false
	}
	v, found := f.variables[file]
	return found && v.State != graph.Empty
}
