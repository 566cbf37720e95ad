package dockerfile

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// scope is what variables mean at a place of a Dockerfile.
type scope struct {
	args map[string]value
	env  map[string]value // goes before args
	// closed says that what is in neither is not set, as opposed to perhaps
	// set by a base image that nobody has looked at.
	closed bool
}

// value is what a variable holds, so far as that is known.
type value struct {
	text  string
	known bool
}

// lookup returns a variable's value, and whether it is set as far as can be
// told.
func (s *scope) lookup(name string) (v value, set bool) {
	if v, ok := s.env[name]; ok {
		return v, true
	}
	if v, ok := s.args[name]; ok {
		return v, true
	}
	return value{known: s.closed}, false
}

// maxExpanded bounds what all the variables of a file expand to.
const maxExpanded = 16 << 20

// evaluate expands the variables in a text and removes its quotes. The names
// returned are of variables whose value is not known.
func (d *describer) evaluate(text string, s *scope) (result string, unknown []string) {
	if d.expanded > maxExpanded {
		return text, []string{"?"}
	}
	l := lexer{escape: rune(d.file.Escape), lookup: func(name string) (string, bool) {
		v, set := s.lookup(name)
		if !v.known {
			unknown = append(unknown, name)
		}
		return v.text, set
	}}
	result, err := l.expand(text)
	if err != nil {
		return text, append(unknown, "?")
	}
	d.expanded += len(result)
	return result, unknown
}

// expand is the value of a word, which points at the word without its quotes.
func (d *describer) expand(w Word, s *scope) graph.Text {
	result, unknown := d.evaluate(w.Text, s)
	t := graph.Text{Value: result, Place: d.file.place(d.narrow(w.Span, result))}
	for _, name := range unknown {
		t.Parts = append(t.Parts, graph.Part{
			Span: source.Span{Start: 0, End: len(result)}, Variable: name, Origin: graph.FromNothing,
		})
	}
	return t
}

// narrow finds a value within the span that it was made from.
func (d *describer) narrow(span source.Span, value string) source.Span {
	raw := string(d.file.Source.Data[span.Start:span.End])
	i := strings.Index(raw, value)
	if i < 0 || value == "" {
		return span
	}
	return source.Span{Start: span.Start + i, End: span.Start + i + len(value)}
}

// declare reads ARG NAME[=DEFAULT] ... into a scope. What the build is given
// goes before the default, and a global value serves where there is neither.
func (d *describer) declare(s *scope, i *Instruction) {
	for _, w := range i.Words {
		name, fallback, found := strings.Cut(w.Text, "=")
		given, isGiven := d.given(name)
		global, isGlobal := d.global.args[name]
		switch {
		case isGiven:
			s.args[name] = given
		case found:
			text, unknown := d.evaluate(fallback, s)
			s.args[name] = value{text, len(unknown) == 0}
		case isGlobal:
			s.args[name] = global
		}
	}
}

// given is what the build is given for an argument.
func (d *describer) given(name string) (value, bool) {
	n := slices.IndexFunc(d.options.Args, func(v graph.Variable) bool { return v.Name == name })
	if n < 0 {
		return value{}, false
	}
	v := d.options.Args[n]
	return value{v.Value, v.State != graph.PassThrough && v.Known()}, true
}

// platformArgs are the arguments that every builder sets.
func platformArgs(platform string) map[string]value {
	parts := append(strings.SplitN(platform, "/", 3), "", "")
	known := platform != ""
	args := map[string]value{
		"TARGETPLATFORM": {platform, known}, "TARGETOS": {parts[0], known},
		"TARGETARCH": {parts[1], known}, "TARGETVARIANT": {parts[2], known},
	}
	for _, name := range []string{"BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT"} {
		args[name] = value{}
	}
	return args
}
