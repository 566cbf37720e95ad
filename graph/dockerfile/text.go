package dockerfile

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// text is a logical line, put together from the lines of the file that a
// continuation character joins. It knows where in the file its bytes are from.
type text struct {
	joined strings.Builder
	runs   []run
}

// run is the part of a logical line that one line of the file contributes.
type run struct {
	at   int // in the logical line
	span source.Span
}

// add appends a part of the file.
func (t *text) add(data []byte, span source.Span) {
	t.runs = append(t.runs, run{t.joined.Len(), span})
	t.joined.Write(data[span.Start:span.End])
}

// span is where the bytes from start to end of the logical line are in the file.
func (t *text) span(start, end int) source.Span {
	first := t.offset(start)
	if end <= start {
		return source.Span{Start: first, End: first}
	}
	return source.Span{Start: first, End: t.offset(end-1) + 1}
}

// offset is where a byte of the logical line is in the file. The byte after
// the last one is after the last one there, too.
func (t *text) offset(i int) int {
	if len(t.runs) == 0 {
		return 0
	}
	n := sort.Search(len(t.runs), func(n int) bool { return t.runs[n].at > i }) - 1
	r := t.runs[max(n, 0)]
	return min(r.span.Start+i-r.at, r.span.End)
}

// part is a piece of a logical line: the text that an instruction makes of it,
// and from where to where it is.
type part struct {
	text       string
	start, end int
}

// word gives a part its place in the file.
func (t *text) word(p part) Word { return Word{Text: p.text, Span: t.span(p.start, p.end)} }

func (t *text) words(parts []part) []Word {
	words := make([]Word, 0, len(parts))
	for _, p := range parts {
		words = append(words, t.word(p))
	}
	return words
}

// trim cuts white space off both ends.
func (p part) trim() part {
	left := strings.TrimLeftFunc(p.text, unicode.IsSpace)
	p.start += len(p.text) - len(left)
	p.text = strings.TrimRightFunc(left, unicode.IsSpace)
	p.end = p.start + len(p.text)
	return p
}

// from is what is left of p from byte i on.
func (p part) from(i int) part { return part{p.text[i:], p.start + i, p.end} }

// isBlank reports what separates the words of most instructions.
func isBlank(b byte) bool { return b == ' ' || '\t' <= b && b <= '\r' && b != '\n' }

// cutBlank splits p at its first run of blanks.
func (p part) cutBlank() (before, after part, found bool) {
	for i := range len(p.text) {
		if !isBlank(p.text[i]) {
			continue
		}
		j := i
		for j < len(p.text) && isBlank(p.text[j]) {
			j++
		}
		return part{p.text[:i], p.start, p.start + i}, p.from(j), true
	}
	return p, part{start: p.end, end: p.end}, false
}

// fields splits p at all its runs of blanks.
func (p part) fields() []part {
	var fields []part
	for p.text != "" {
		var field part
		field, p, _ = p.cutBlank()
		fields = append(fields, field)
	}
	return fields
}

// quoted splits p into words as ENV, LABEL and ARG do: at white space, but not
// within quotes. Quotes and escape characters stay, except an escape character
// at the very end.
func (p part) quoted(escape rune) []part {
	s := splitter{part: p, escape: escape}
	for s.pos < len(p.text) {
		s.step()
	}
	s.finish(s.pos)
	return s.words
}

// splitter is the state of quoted.
type splitter struct {
	part
	escape rune
	pos    int
	words  []part
	word   strings.Builder
	begin  int  // of the word
	in     bool // a word
	quote  rune // the quote that is open, 0 for none
	seen   bool // a quote, so that the word may be empty
}

// step reads one character, or two if the first escapes the second.
func (s *splitter) step() {
	at := s.pos
	r := s.next()
	if s.quote == 0 && unicode.IsSpace(r) {
		s.finish(at)
		return
	}
	if !s.in {
		s.in, s.begin = true, at
	}
	switch {
	case r == s.escape && s.quote != '\'':
		if s.pos < len(s.text) {
			s.word.WriteRune(r)
			s.word.WriteRune(s.next())
		}
		return
	case s.quote != 0 && r == s.quote:
		s.quote = 0
	case s.quote == 0 && (r == '\'' || r == '"'):
		s.quote, s.seen = r, true
	}
	s.word.WriteRune(r)
}

func (s *splitter) next() rune {
	r, size := utf8.DecodeRuneInString(s.text[s.pos:])
	s.pos += size
	return r
}

// finish ends the word that is being read, if there is one.
func (s *splitter) finish(end int) {
	if s.in && (s.seen || s.word.Len() > 0) {
		s.words = append(s.words, part{s.word.String(), s.start + s.begin, s.start + end})
	}
	s.word.Reset()
	s.in, s.seen, s.quote = false, false, 0
}
