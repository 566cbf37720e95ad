package dockerfile

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// Scan reads a Dockerfile. It goes on after errors, so that what it returns
// is all there is to be understood; the errors are in order of place.
func Scan(file *source.File) (*File, []SyntaxError) {
	s := &scanner{file: file, out: &File{Source: file, Escape: '\\'}, seen: map[string]bool{}}
	if bytes.HasPrefix(file.Data, []byte("\xef\xbb\xbf")) {
		s.pos = 3
	}
	for s.pos < len(file.Data) {
		s.step()
	}
	return s.out, s.errs
}

// scanner goes through a file line by line.
type scanner struct {
	file  *source.File
	pos   int // of the next line
	out   *File
	errs  []SyntaxError
	seen  map[string]bool // parser directives
	below bool            // the parser directives
}

// line is one line: its text without white space at its start and its line
// break at its end.
type line struct{ start, text, end int }

// next reads a line.
func (s *scanner) next() line {
	l := line{start: s.pos, end: len(s.file.Data)}
	if i := bytes.IndexByte(s.file.Data[s.pos:], '\n'); i >= 0 {
		l.end = s.pos + i + 1
	}
	s.pos = l.end
	l.end = l.start + len(bytes.TrimRight(s.file.Data[l.start:l.end], "\r\n"))
	l.text = l.end - len(bytes.TrimLeftFunc(s.file.Data[l.start:l.end], unicode.IsSpace))
	return l
}

func (s *scanner) slice(span source.Span) string { return string(s.file.Data[span.Start:span.End]) }

// fail notes a syntax error.
func (s *scanner) fail(span source.Span, message string) {
	s.errs = append(s.errs, SyntaxError{Message: message, Place: source.Place{File: s.file.Name, Span: span}})
}

// step reads a blank line, a comment or directive, or an instruction.
func (s *scanner) step() {
	l := s.next()
	if s.directive(source.Span{Start: l.text, End: l.end}) || s.comment(l) || l.text == l.end {
		return
	}
	s.instruction(l)
}

// directive reads a parser directive, which must come before anything else.
func (s *scanner) directive(span source.Span) bool {
	if s.below {
		return false
	}
	d, ok := parseDirective(s.slice(span))
	if !ok {
		s.below = true
		return false
	}
	d.Span = span
	if s.seen[d.Name] {
		s.fail(span, "the parser directive `"+d.Name+"` is there twice")
		return true
	}
	s.seen[d.Name] = true
	s.out.Directives = append(s.out.Directives, d)
	if d.Name == "escape" {
		s.setEscape(d)
	}
	return true
}

func (s *scanner) setEscape(d Directive) {
	if d.Value != `\` && d.Value != "`" {
		s.fail(d.Span, "the escape character must be \\ or `")
		return
	}
	s.out.Escape = d.Value[0]
}

// parseDirective reads # NAME=VALUE of a name that builders know.
func parseDirective(line string) (Directive, bool) {
	const blanks = " \t\n\f\r"
	rest, ok := strings.CutPrefix(line, "#")
	name, raw, found := strings.Cut(strings.TrimLeftFunc(rest, unicode.IsSpace), "=")
	if !ok || !found || raw == "" {
		return Directive{}, false
	}
	d := Directive{Name: strings.ToLower(strings.TrimRight(name, blanks)), Value: strings.Trim(raw, blanks)}
	if d.Value == "" {
		d.Value = raw[len(raw)-1:]
	}
	switch d.Name {
	case "syntax", "check", "escape":
		return d, true
	}
	return Directive{}, false
}

// comment reads a comment line.
func (s *scanner) comment(l line) bool {
	if l.text == l.end || s.file.Data[l.text] != '#' {
		return false
	}
	inner := part{string(s.file.Data[l.text+1 : l.end]), l.text + 1, l.end}.trim()
	s.out.Comments = append(s.out.Comments, Comment{
		Text: inner.text, Span: source.Span{Start: l.text, End: l.end},
		TextSpan: source.Span{Start: inner.start, End: inner.end},
	})
	return true
}

// instruction reads an instruction that begins in a line, with the lines that
// continue it and its here-documents.
func (s *scanner) instruction(first line) {
	var t text
	open := s.join(&t, source.Span{Start: first.text, End: first.end})
	last := first
	for open && s.pos < len(s.file.Data) {
		last = s.next()
		if !s.comment(last) && last.text < last.end {
			open = s.join(&t, source.Span{Start: last.start, End: last.end})
		}
	}
	joined := t.joined.String()
	p := parser{escape: rune(s.out.Escape), text: &t}
	i := p.instruction(part{joined, 0, len(joined)}, 0)
	i.text = t
	i.Span = source.Span{Start: first.text, End: last.end}
	if p.err != "" {
		s.fail(i.Span, p.err)
	}
	s.documents(i)
	s.out.Instructions = append(s.out.Instructions, i)
}

// join adds a line to a logical one and reports whether the next line goes on
// with it: whether the line ends in an escape character that is not itself
// escaped, with nothing but blanks after it.
func (s *scanner) join(t *text, span source.Span) (open bool) {
	escape := string(rune(s.out.Escape))
	line := strings.TrimRight(s.slice(span), " \t")
	before, open := strings.CutSuffix(line, escape)
	if open = open && !strings.HasSuffix(before, escape); open {
		span.End = span.Start + len(before)
	}
	t.add(s.file.Data, span)
	return open
}

// documents reads the here-documents that an instruction announces.
func (s *scanner) documents(i *Instruction) {
	inner := i
	if i.Name == "ONBUILD" && i.Trigger != nil {
		inner = i.Trigger
	}
	if inner.JSON || !slices.Contains([]string{"RUN", "COPY", "ADD"}, inner.Name) || !strings.Contains(i.Line, "<<") {
		return
	}
	found, err := documents(i.Line)
	if err != nil {
		s.fail(i.Span, err.Error())
	}
	for _, d := range found {
		if !s.document(i, &d) {
			s.fail(i.Span, "the here-document `"+d.Name+"` has no end")
		}
		inner.Documents = append(inner.Documents, d)
	}
}

// document reads a here-document up to the line that ends it, and reports
// whether there is one.
func (s *scanner) document(i *Instruction, d *Document) bool {
	d.Content = source.Span{Start: s.pos, End: s.pos}
	for s.pos < len(s.file.Data) {
		l := s.next()
		i.Span.End = l.end
		text := s.slice(source.Span{Start: l.start, End: l.end})
		if d.Chomp {
			text = strings.TrimLeft(text, "\t")
		}
		if text == d.Name {
			return true
		}
		d.Content.End = s.pos
	}
	return false
}
