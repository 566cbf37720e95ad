package contract

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// chunk is a statement cut into head and fields, before any of it is
// understood.
type chunk struct {
	span       source.Span
	optionally bool
	head       field
	fields     []field
}

// field is a head or a key with the bytes of its value.
type field struct {
	name  string
	key   source.Span
	value source.Span
}

// scanner cuts a contract into chunks. It knows white space, comments, quotes,
// parentheses and patterns, and which words are keys; nothing else.
type scanner struct {
	text string
	pos  int
	// fields of all chunks share one array.
	fields []field
	errs   []SyntaxError
}

// next returns the next statement that could be cut; false at the end.
func (s *scanner) next() (chunk, bool) {
	for len(s.errs) < mostErrors && s.skipBlank() {
		before := len(s.errs)
		c, ok := s.statement()
		if ok && len(s.errs) == before {
			return c, true
		}
	}
	return chunk{}, false
}

// skipBlank moves to the next statement; false when there is none.
func (s *scanner) skipBlank() bool {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; c {
		case ' ', '\t', '\r', '\n':
			s.pos++
		case ';':
			s.pos++
		case '#':
			s.skipLine()
		default:
			n := continuation(s.text, s.pos)
			if n == 0 {
				return true
			}
			s.pos += n
		}
	}
	return false
}

// skipLine moves to the end of the line.
func (s *scanner) skipLine() {
	n := strings.IndexAny(s.text[s.pos:], "\r\n")
	if n < 0 {
		n = len(s.text) - s.pos
	}
	s.pos += n
}

// continuation is the length of a backslash with the line break after it, 0
// when there is none at i.
func continuation(text string, i int) int {
	rest := text[i:]
	switch {
	case strings.HasPrefix(rest, "\\\n"):
		return 2
	case strings.HasPrefix(rest, "\\\r\n"):
		return 3
	}
	return 0
}

// statement cuts one statement. It returns false when no head is there.
func (s *scanner) statement() (chunk, bool) {
	c := chunk{span: source.Span{Start: s.pos}}
	if rest, ok := strings.CutPrefix(s.text[s.pos:], "OPTIONALLY"); ok && rest != "" && isSpace(rest[0]) {
		c.optionally = true
		s.pos += len("OPTIONALLY")
		s.skipSpace()
	}
	head, ok := s.readHead()
	if !ok {
		s.badHead()
		return c, false
	}
	c.head = head
	first := len(s.fields)
	more := s.readValue(&c.head)
	for more {
		n := keyLength(s.text, s.pos)
		f := field{name: s.text[s.pos : s.pos+n], key: source.Span{Start: s.pos, End: s.pos + n}}
		s.pos += n + 1
		more = s.readValue(&f)
		s.fields = append(s.fields, f)
	}
	c.fields = s.fields[first:len(s.fields):len(s.fields)]
	c.span.End = c.head.value.End
	if len(c.fields) > 0 {
		c.span.End = c.fields[len(c.fields)-1].value.End
	}
	return c, true
}

// readHead reads a word or two in capitals, and their colon.
func (s *scanner) readHead() (field, bool) {
	start := s.pos
	if n := keyLength(s.text, start); n > 0 {
		s.pos += n + 1
		return field{name: s.text[start : start+n], key: source.Span{Start: start, End: start + n}}, true
	}
	first := capitals(s.text, start)
	second := start + first
	for second < len(s.text) && (s.text[second] == ' ' || s.text[second] == '\t') {
		second++
	}
	n := keyLength(s.text, second)
	if first == 0 || second == start+first || n == 0 {
		return field{}, false
	}
	s.pos = second + n + 1
	name := s.text[start : start+first+1+n]
	if second > start+first+1 { // more than one space between the words
		name = s.text[start:start+first] + " " + s.text[second:second+n]
	}
	return field{name: name, key: source.Span{Start: start, End: second + n}}, true
}

// readValue moves over the value of f, and reports whether a key follows it.
func (s *scanner) readValue(f *field) (more bool) {
	s.skipSpace()
	f.value = source.Span{Start: s.pos, End: s.pos}
	s.skipForbidden(f)
	before := len(s.errs)
	depth, opened, word := 0, 0, true
	for s.pos < len(s.text) && !s.atLineEnd() {
		c := s.text[s.pos]
		if (isSpace(c) || c == '\\') && s.skipSpace() {
			word = true
			continue
		}
		if depth == 0 && word {
			if s.endsHere(c) {
				return false
			}
			if keyLength(s.text, s.pos) > 0 {
				return true
			}
		}
		switch c {
		case '"':
			s.skipQuoted()
		case '(':
			depth, opened = depth+1, s.pos
			s.skipOpening(f.value.Start)
		case ')':
			depth = max(0, depth-1)
			s.pos++
		default:
			s.pos++
		}
		word = false
		f.value.End = s.pos
	}
	if depth > 0 && len(s.errs) == before {
		s.fail(opened, opened+1, "a `(` is never closed")
	}
	return false
}

// skipForbidden moves over the pattern that is COMMAND FORBIDS' value, the one
// that stands in no parentheses.
func (s *scanner) skipForbidden(f *field) {
	if f.name == "COMMAND FORBIDS" && s.at('/') {
		s.skipPattern()
		f.value.End = s.pos
	}
}

// atLineEnd reports whether a line break is at the cursor. A carriage return
// within a line is white space.
func (s *scanner) atLineEnd() bool {
	switch s.text[s.pos] {
	case '\n':
		return true
	case '\r':
		return s.pos+1 == len(s.text) || s.text[s.pos+1] == '\n'
	}
	return false
}

// endsHere reports whether a comment or a separator begins at the cursor, and
// moves over it.
func (s *scanner) endsHere(c byte) bool {
	switch {
	case c == '#':
		s.skipLine()
		return true
	case c == ';' && (s.pos+1 == len(s.text) || isSpace(s.text[s.pos+1])):
		s.pos++
		return true
	}
	return false
}

// skipOpening moves over a parenthesis, and over the pattern that some words
// have behind it.
func (s *scanner) skipOpening(start int) {
	before := s.text[start:s.pos]
	s.pos++
	if !s.at('/') {
		return
	}
	for _, word := range []string{"COMMAND", "TAG", "REGEX"} {
		if strings.HasSuffix(before, word) {
			s.skipPattern()
			return
		}
	}
}

// skipQuoted moves over "...".
func (s *scanner) skipQuoted() { s.skipDelimited('"', "a `\"` is never closed") }

// skipPattern moves over /.../.
func (s *scanner) skipPattern() {
	s.skipDelimited('/', "a pattern has no `/` at its end; a `/` inside of it is written `\\/`")
}

// skipDelimited moves over a text in delimiters, in which a backslash takes
// away the meaning of the next byte.
func (s *scanner) skipDelimited(delimiter byte, unclosed string) {
	start := s.pos
	for s.pos++; s.pos < len(s.text); s.pos++ {
		switch s.text[s.pos] {
		case delimiter:
			s.pos++
			return
		case '\\':
			s.pos += max(1, continuation(s.text, s.pos)-1)
		case '\n':
			s.fail(start, s.pos, unclosed)
			return
		}
	}
	s.pos = min(s.pos, len(s.text))
	s.fail(start, s.pos, unclosed)
}

// badHead reports what stands where a head should be, and moves over it.
func (s *scanner) badHead() {
	var f field
	f.key.Start = s.pos
	for s.readValue(&f) {
		n := keyLength(s.text, s.pos)
		s.pos += n + 1
	}
	end := f.key.Start + len(firstWords(s.text[f.key.Start:max(f.value.End, f.key.Start)]))
	s.errs = append(s.errs, unknownHead(s.text[f.key.Start:end], source.Span{Start: f.key.Start, End: end}))
}

func (s *scanner) fail(start, end int, message string) {
	s.errs = append(s.errs, SyntaxError{Span: source.Span{Start: start, End: end}, Message: message})
}

func (s *scanner) at(c byte) bool { return s.pos < len(s.text) && s.text[s.pos] == c }

// skipSpace moves over white space within a line, and over joined lines; false
// when there is none.
func (s *scanner) skipSpace() bool {
	start := s.pos
	for s.pos < len(s.text) {
		n := continuation(s.text, s.pos)
		if c := s.text[s.pos]; c == ' ' || c == '\t' || c == '\r' && !s.atLineEnd() {
			n = 1
		}
		if n == 0 {
			break
		}
		s.pos += n
	}
	return s.pos > start
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// capitals is the number of capitals, hyphens and underscores at i.
func capitals(text string, i int) int {
	n := i
	for n < len(text) && ('A' <= text[n] && text[n] <= 'Z' || n > i && (text[n] == '-' || text[n] == '_')) {
		n++
	}
	return n - i
}

// keyLength is the length of the key at i, without its colon, 0 when there is
// none: two capitals or more, a colon, and white space or the end.
func keyLength(text string, i int) int {
	n := capitals(text, i)
	colon := i + n
	if n < 2 || colon >= len(text) || text[colon] != ':' {
		return 0
	}
	if colon+1 < len(text) && !isSpace(text[colon+1]) && continuation(text, colon+1) == 0 {
		return 0
	}
	return n
}

// firstWords is the start of a text up to its first colon, else its first word
// or two.
func firstWords(text string) string {
	if i := strings.IndexByte(text, ':'); i > 0 && i <= longestHead {
		return text[:i]
	}
	if line := strings.IndexAny(text, "\r\n\\"); line >= 0 {
		text = text[:line]
	}
	words := strings.Fields(text)
	if len(words) == 0 {
		return text
	}
	end := strings.Index(text, words[0]) + len(words[0])
	if len(words) > 1 {
		end += strings.Index(text[end:], words[1]) + len(words[1])
	}
	return text[:end]
}

// longestHead is more than any head has letters.
const longestHead = 40
