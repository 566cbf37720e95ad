package compose

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// lookup returns the value of a variable and where it is from.
type lookup func(name string) (string, graph.Origin, bool)

// expansion is a template after its variables were filled in.
type expansion struct {
	value string
	// align relates value to the template.
	align source.Alignment
	parts []graph.Part
	// unset are the plain references to variables that are set nowhere.
	unset []reference
	// failures are the references that compose refuses.
	failures []failure
}

// reference is a use of a variable in a template.
type reference struct {
	name   string
	braced bool
	span   source.Span // of the template
}

// failure says why a template cannot be filled in.
type failure struct {
	kind failureKind
	span source.Span // of the template
	name string      // the variable
	text string      // the message of ${NAME:?message}
}

// failureKind tells failures apart.
type failureKind int

const (
	invalidReference failureKind = iota + 1
	missingRequired
	valueTooLarge
	nestedTooDeep
)

// unbounded reports whether the value is not all there, for its size.
func (f failure) unbounded() bool { return f.kind == valueTooLarge || f.kind == nestedTooDeep }

// Error returns the failure in the words that users read.
func (f failure) Error() string {
	switch f.kind {
	case missingRequired:
		if f.text == "" {
			return fmt.Sprintf("`%s` is required and is not set", f.name)
		}
		return fmt.Sprintf("`%s` is required and is not set: %s", f.name, f.text)
	case valueTooLarge:
		return fmt.Sprintf("the value is larger than %d KiB once its variables are filled in", maxExpanded>>10)
	case nestedTooDeep:
		return fmt.Sprintf("defaults are nested deeper than %d", maxReferences)
	case invalidReference:
	}
	return "`${` opens a reference that is not valid"
}

// expander fills in the variables of one template, as compose's own template
// package does but in linear time, within bounds, and remembering what came
// from where.
type expander struct {
	lookup lookup
	// budget is what the values may still add up to; nil for no such bound.
	budget *int

	out     strings.Builder
	result  expansion
	owner   *owner // whose default is being written, nil at the top
	depth   int
	stopped bool
}

// owner is the reference that text written now is attributed to.
type owner struct {
	name string
	span source.Span // of the outermost reference
}

// expand fills in the variables of a template.
func expand(template string, lookup lookup, budget *int) expansion {
	if strings.IndexByte(template, '$') < 0 {
		return expansion{value: template}
	}
	e := expander{lookup: lookup, budget: budget}
	e.run(template, 0)
	e.result.value = e.out.String()
	return e.result
}

// run writes a template, or a default in it, that starts at byte base.
func (e *expander) run(template string, base int) {
	scan := referenceScanner{text: template, lineEnd: -1}
	for at := 0; at < len(template) && !e.stopped; {
		next := strings.IndexByte(template[at:], '$')
		if next < 0 {
			e.literal(template[at:], base+at)
			return
		}
		e.literal(template[at:at+next], base+at)
		at += next
		r := scan.at(at)
		e.reference(r, template[at:at+r.length], base+at)
		at += r.length
	}
}

// reference writes what one use of $ stands for; text is the use itself.
func (e *expander) reference(r scanned, text string, at int) {
	span := source.Span{Start: at, End: at + r.length}
	switch r.form {
	case loneDollar:
		e.literal("$", at)
	case escapedDollar:
		e.derived("$", span)
	case invalidForm:
		e.fail(failure{kind: invalidReference, span: span})
	case named, braced, operated:
		e.variable(r, text, span)
	}
}

// variable writes the value of a reference.
func (e *expander) variable(r scanned, text string, span source.Span) {
	value, origin, ok := e.lookup(r.name)
	is := func(op string) bool { return r.operator == op }
	absent := !ok || len(r.operator) == 2 && value == ""
	argument := text[r.argument:max(r.argument, r.length-1)]
	switch {
	case (is(":-") || is("-")) && absent:
		e.nested(r.name, argument, span, graph.FromDefault)
	case (is(":?") || is("?")) && absent:
		e.part(r, "", graph.FromNothing, span)
		e.fail(failure{kind: missingRequired, span: span, name: r.name, text: e.message(argument)})
	case (is(":+") || is("+")) && !absent:
		e.nested(r.name, argument, span, origin)
	case !ok && (is(":+") || is("+")):
		e.part(r, "", graph.FromDefault, span)
	case !ok:
		e.part(r, "", graph.FromNothing, span)
		e.result.unset = append(e.result.unset, reference{r.name, r.form != named, span})
	default:
		e.part(r, value, origin, span)
	}
}

// message fills in the text of ${NAME:?text}.
func (e *expander) message(text string) string {
	if e.depth >= maxReferences {
		return ""
	}
	inner := expander{lookup: e.lookup, budget: e.budget, depth: e.depth + 1}
	inner.run(text, 0)
	return inner.out.String()
}

// nested writes a default, or what stands for a variable that is set.
func (e *expander) nested(name, text string, span source.Span, origin graph.Origin) {
	if e.depth >= maxReferences {
		e.fail(failure{kind: nestedTooDeep, span: span})
		return
	}
	parts, outer := len(e.result.parts), e.owner
	e.owner = &owner{name: name, span: span}
	if outer != nil {
		e.owner.span = outer.span
	}
	e.depth++
	e.run(text, span.End-1-len(text))
	e.depth--
	if len(e.result.parts) == parts {
		e.piece(name, "", origin, e.owner.span)
	}
	e.owner = outer
}

// literal writes text that stands in the template as it is.
func (e *expander) literal(text string, at int) {
	if text == "" {
		return
	}
	if e.owner != nil {
		e.piece(e.owner.name, text, graph.FromDefault, e.owner.span)
		return
	}
	if e.write(text) {
		e.result.align.Verbatim(len(text), at)
	}
}

// derived writes text that the template spells differently.
func (e *expander) derived(text string, span source.Span) {
	if e.owner != nil {
		e.piece(e.owner.name, text, graph.FromDefault, e.owner.span)
		return
	}
	if e.write(text) {
		e.result.align.Derived(len(text), span)
	}
}

// part writes the value of a variable.
func (e *expander) part(r scanned, value string, origin graph.Origin, span source.Span) {
	if e.owner != nil {
		span = e.owner.span
	}
	e.piece(r.name, value, origin, span)
	e.result.parts[len(e.result.parts)-1].Braced = r.form != named
}

// piece writes a run that a variable contributed; runs of one default are one
// part.
func (e *expander) piece(name, value string, origin graph.Origin, span source.Span) {
	start := e.out.Len()
	if !e.write(value) {
		value = ""
	}
	e.result.align.Derived(len(value), span)
	part := graph.Part{
		Span:     source.Span{Start: start, End: start + len(value)},
		Variable: name, Origin: origin, Braced: true,
	}
	if last := len(e.result.parts) - 1; last >= 0 && e.owner != nil {
		p := &e.result.parts[last]
		if p.Variable == name && p.Origin == origin && p.Span.End == start && p.Span.End > p.Span.Start {
			p.Span.End = part.Span.End
			return
		}
	}
	e.result.parts = append(e.result.parts, part)
}

// write appends to the value unless that makes it too large.
func (e *expander) write(text string) bool {
	if e.stopped {
		return false
	}
	over := e.out.Len()+len(text) > maxExpanded
	if e.budget != nil {
		*e.budget -= len(text)
		over = over || *e.budget < 0
	}
	if over {
		e.fail(failure{kind: valueTooLarge})
		e.stopped = true
		return false
	}
	e.out.WriteString(text)
	return true
}

func (e *expander) fail(f failure) {
	if e.owner != nil {
		f.span = e.owner.span
	}
	e.result.failures = append(e.result.failures, f)
}

// form is how a use of $ is written.
type form int

const (
	loneDollar    form = iota // a $ that starts no reference
	escapedDollar             // $$
	named                     // $NAME
	braced                    // ${NAME}
	operated                  // ${NAME:-default} and its like
	invalidForm
)

// scanned is one use of $ in a template.
type scanned struct {
	form     form
	length   int
	name     string
	operator string // :- - :? ? :+ +
	argument int    // where the text behind the operator starts
}

// referenceScanner finds the references of a template.
type referenceScanner struct {
	text string
	// lineEnd and lastBrace remember the last closing brace of the line that
	// ends at lineEnd.
	lineEnd, lastBrace int
}

// at returns the use of the $ at a byte offset.
func (s *referenceScanner) at(i int) scanned {
	rest := s.text[i+1:]
	switch {
	case rest == "":
		return scanned{form: loneDollar, length: 1}
	case rest[0] == '$':
		return scanned{form: escapedDollar, length: 2}
	case rest[0] == '{':
		return s.braced(i)
	}
	if n := nameLength(rest); n > 0 {
		return scanned{form: named, length: 1 + n, name: rest[:n]}
	}
	return scanned{form: loneDollar, length: 1}
}

// braced returns the reference that ${ at a byte offset opens. One with an
// operator ends at the first closing brace that has no opening one, or at the
// last of the line.
func (s *referenceScanner) braced(i int) scanned {
	invalid := scanned{form: invalidForm, length: 2}
	rest := s.text[i+2:]
	n := nameLength(rest)
	if n == 0 || n == len(rest) {
		return invalid
	}
	name, rest := rest[:n], rest[n:]
	if rest[0] == '}' {
		return scanned{form: braced, length: n + 3, name: name}
	}
	width := 1
	if rest[0] == ':' {
		width = 2
	}
	if len(rest) < width || !strings.ContainsAny(rest[width-1:width], "-+?") {
		return invalid
	}
	start := i + 2 + n + width
	last := s.closing(start)
	if last < start {
		return invalid
	}
	length := last + 1 - i
	if end := firstClosing(s.text[i : last+1]); end >= 0 {
		length = end + 1
	}
	return scanned{form: operated, length: length, name: name, operator: rest[:width], argument: start - i}
}

// closing returns the last closing brace of the line that offset i is on, -1
// when there is none.
func (s *referenceScanner) closing(i int) int {
	if i > s.lineEnd {
		s.lineEnd = len(s.text)
		if n := strings.IndexByte(s.text[i:], '\n'); n >= 0 {
			s.lineEnd = i + n
		}
		s.lastBrace = strings.LastIndexByte(s.text[:s.lineEnd], '}')
	}
	return s.lastBrace
}

// firstClosing returns the brace that closes the one at the start of a
// reference, -1 when none does. As in compose, the byte behind an opening
// brace never closes it.
func firstClosing(reference string) int {
	open := 0
	for i := 0; i < len(reference); i++ {
		switch reference[i] {
		case '}':
			if open--; open == 0 {
				return i
			}
		case '{':
			open++
			i++
		}
	}
	return -1
}

// nameLength is the length of the variable name at the start of s. Letters are
// those that compose's pattern matches without regard to case, among them two
// that fold to k and s.
func nameLength(s string) int {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '\u212a' || r == '\u017f'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return i
		}
		i += size
	}
	return len(s)
}
