package source

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Scalar relates the value of a scalar node to the bytes of the file: through
// quotes, escapes, folded lines and the indentation of block scalars.
func (d *Document) Scalar(n *yaml.Node) Alignment { return d.scan(n).align }

// scanned is a scalar as it stands in its file.
type scanned struct {
	align Alignment
	outer Span // with quotes or the block header
}

// scan finds a scalar's bytes. The value is known, so the source is only
// matched against it; what cannot be matched is related as a whole.
func (d *Document) scan(n *yaml.Node) scanned {
	start := d.skipProperties(d.offset(n.Line, n.Column))
	s := scalarScanner{data: d.File.Data, pos: start, value: n.Value}
	var ok bool
	switch {
	case n.Style&yaml.SingleQuotedStyle != 0:
		ok = s.quoted('\'')
	case n.Style&yaml.DoubleQuotedStyle != 0:
		ok = s.quoted('"')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		ok = s.block()
	default:
		ok = s.flow(0)
	}
	if !ok {
		return d.unmatched(start, len(n.Value))
	}
	if len(s.align) == 0 {
		s.align.Verbatim(0, s.pos)
		if s.empty > 0 {
			s.align = nil
			s.align.Verbatim(0, s.empty)
		}
	}
	return scanned{s.align, Span{start, s.pos}}
}

// unmatched relates a value to the rest of its line.
func (d *Document) unmatched(start, length int) scanned {
	end := start
	for end < len(d.File.Data) && lineBreak(d.File.Data[end:]) == 0 {
		end++
	}
	var a Alignment
	a.Derived(length, Span{start, end})
	return scanned{a, Span{start, end}}
}

// scalarScanner walks through the source of a scalar and its value together.
type scalarScanner struct {
	data  []byte
	pos   int // in data
	value string
	at    int // in value
	align Alignment
	empty int // where an empty value would stand, when that is not pos
}

// quoted matches a quoted scalar, quotes included.
func (s *scalarScanner) quoted(quote byte) bool {
	if s.peek() != quote {
		return false
	}
	s.pos++
	s.empty = s.pos
	if !s.flow(quote) {
		return false
	}
	// An escaped line break may follow the last byte of the value.
	for quote == '"' && s.peek() == '\\' {
		if !s.escape() {
			return false
		}
	}
	if s.peek() != quote {
		return false
	}
	s.pos++
	return true
}

// flow matches the value of a plain or quoted scalar, whose line breaks fold.
func (s *scalarScanner) flow(quote byte) bool {
	for s.at < len(s.value) {
		c := s.peek()
		switch {
		case s.pos >= len(s.data):
			return false
		case c == ' ' || c == '\t' || lineBreak(s.data[s.pos:]) > 0:
			if !s.space() {
				return false
			}
		case c == '\'' && quote == '\'':
			if s.pos+1 >= len(s.data) || s.data[s.pos+1] != '\'' || !s.derive("'", 2) {
				return false
			}
		case c == '\\' && quote == '"':
			if !s.escape() {
				return false
			}
		default:
			if !s.verbatim(runeLength(s.data[s.pos:])) {
				return false
			}
		}
	}
	return true
}

// space matches blanks, or the line breaks that a run of blanks holds: one
// becomes a space, each further one a line feed.
func (s *scalarScanner) space() bool {
	end, breaks := s.pos, 0
	for end < len(s.data) {
		if n := lineBreak(s.data[end:]); n > 0 {
			breaks++
			end += n
		} else if s.data[end] == ' ' || s.data[end] == '\t' {
			end++
		} else {
			break
		}
	}
	switch breaks {
	case 0:
		return s.verbatim(min(end-s.pos, len(s.value)-s.at))
	case 1:
		return s.derive(" ", end-s.pos)
	default:
		return s.derive(strings.Repeat("\n", breaks-1), end-s.pos)
	}
}

// escape matches a double-quoted scalar's escape.
func (s *scalarScanner) escape() bool {
	rest := s.data[s.pos:]
	if len(rest) < 2 {
		return false
	}
	if n := lineBreak(rest[1:]); n > 0 {
		return s.escapedBreak(1 + n)
	}
	width := 2
	switch rest[1] {
	case 'x':
		width = 4
	case 'u':
		width = 6
	case 'U':
		width = 10
	}
	if len(rest) < width {
		return false
	}
	return s.derive(unescape(string(rest[1:width])), width)
}

// escapedBreak skips an escaped line break and the blanks behind it; further
// line breaks count.
func (s *scalarScanner) escapedBreak(width int) bool {
	start := s.pos
	s.pos += width
	breaks := 0
	for s.pos < len(s.data) {
		n := lineBreak(s.data[s.pos:])
		if n > 0 {
			breaks++
		} else if c := s.data[s.pos]; c == ' ' || c == '\t' {
			n = 1
		} else {
			break
		}
		s.pos += n
	}
	width, s.pos = s.pos-start, start
	if breaks == 0 {
		s.pos += width
		return true
	}
	return s.derive(strings.Repeat("\n", breaks), width)
}

// unescape returns what an escape stands for, without its backslash.
func unescape(escape string) string {
	if len(escape) > 1 {
		code, err := strconv.ParseUint(escape[1:], 16, 32)
		if err != nil {
			return ""
		}
		return string(rune(code)) //nolint:gosec // the value it is compared with was decoded by the parser
	}
	switch escape[0] {
	case '0':
		return "\x00"
	case 'a':
		return "\a"
	case 'b':
		return "\b"
	case 't', '\t':
		return "\t"
	case 'n':
		return "\n"
	case 'v':
		return "\v"
	case 'f':
		return "\f"
	case 'r':
		return "\r"
	case 'e':
		return "\x1b"
	case 'N':
		return "\u0085"
	case '_':
		return "\u00a0"
	case 'L':
		return "\u2028"
	case 'P':
		return "\u2029"
	}
	return escape
}

// verbatim matches n bytes that stand in the value as they stand in the source.
func (s *scalarScanner) verbatim(n int) bool {
	if n == 0 {
		return true
	}
	if s.pos+n > len(s.data) || !strings.HasPrefix(s.value[s.at:], string(s.data[s.pos:s.pos+n])) {
		return false
	}
	s.align.Verbatim(n, s.pos)
	s.pos += n
	s.at += n
	return true
}

// derive matches text of the value that n bytes of the source stand for.
func (s *scalarScanner) derive(text string, n int) bool {
	if !strings.HasPrefix(s.value[s.at:], text) {
		return false
	}
	if s.pos+n <= len(s.data) && string(s.data[s.pos:s.pos+n]) == text {
		s.align.Verbatim(n, s.pos)
	} else {
		s.align.Derived(len(text), Span{s.pos, s.pos + n})
	}
	s.pos += n
	s.at += len(text)
	return true
}

func (s *scalarScanner) peek() byte {
	if s.pos >= len(s.data) {
		return 0
	}
	return s.data[s.pos]
}

func runeLength(data []byte) int {
	_, size := utf8.DecodeRune(data)
	return size
}
