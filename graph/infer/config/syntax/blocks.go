package syntax

import "strings"

// Blocks returns the blocks and assignments of Alloy's and Terraform's language
// and of Logstash's, as a mapping: name "label" { key = value } and plugin {
// key => value }. Labels are dropped; what has to be computed is an empty
// scalar. It is nil when the braces do not match.
func Blocks(t Text) *Node {
	b := blockParser{scanner: blockScanner{text: t}, left: mostNodes}
	root := b.body(0)
	if b.failed || b.left <= 0 || b.peek() != 0 {
		return nil
	}
	return root
}

// The kinds of a block's tokens that are not one byte, which stands for itself.
const (
	noMark     byte = 0
	nameMark   byte = 'a'
	stringMark byte = '"'
	breakMark  byte = '\n'
)

type blockParser struct {
	scanner blockScanner
	ahead   *blockToken
	left    int
	failed  bool
}

// blockToken is a word, a string, a line break or a single byte.
type blockToken struct {
	mark byte
	text Text
}

func (b *blockParser) next() blockToken {
	if b.ahead != nil {
		t := *b.ahead
		b.ahead = nil
		return t
	}
	return b.scanner.next()
}

func (b *blockParser) peek() byte {
	if b.ahead == nil {
		t := b.scanner.next()
		b.ahead = &t
	}
	return b.ahead.mark
}

// skip skips tokens of some kinds.
func (b *blockParser) skip(marks string) {
	for m := b.peek(); m != noMark && strings.IndexByte(marks, m) >= 0; m = b.peek() {
		b.next()
	}
}

// body reads what stands in braces, or all of the file, without the closing
// brace.
func (b *blockParser) body(depth int) *Node {
	m := &Node{Kind: Mapping}
	if depth > deepest {
		b.failed = true
	}
	for !b.failed && b.left > 0 {
		b.skip("\n,;")
		switch b.peek() {
		case noMark, '}':
			return m
		case nameMark, stringMark:
			b.statement(m, b.next().text, depth)
		default:
			b.next()
		}
	}
	return m
}

// statement reads what follows a name: an assignment, or what heads a block.
func (b *blockParser) statement(m *Node, name Text, depth int) {
	b.left--
	if mark := b.peek(); mark == '=' || mark == ':' {
		b.next()
		b.skip("\n")
		m.add(scalar(name), b.value(depth+1))
		return
	}
	for {
		switch b.peek() {
		case '{':
			m.add(scalar(name), b.braces(depth+1))
			return
		case noMark, breakMark, '}':
			return
		default:
			b.next()
		}
	}
}

func (b *blockParser) braces(depth int) *Node {
	b.next()
	m := b.body(depth)
	if b.next().mark != '}' {
		b.failed = true
	}
	return m
}

func (b *blockParser) value(depth int) *Node {
	b.left--
	var n *Node
	switch b.peek() {
	case '{':
		n = b.braces(depth)
	case '[':
		n = b.list(depth)
	case nameMark, stringMark:
		n = scalar(b.next().text)
	default:
		n = &Node{Kind: Scalar}
	}
	if b.isValueEnd() {
		return n
	}
	b.rest()
	return &Node{Kind: Scalar}
}

// isValueEnd reports whether what comes next is no part of the value before it.
func (b *blockParser) isValueEnd() bool {
	return strings.IndexByte("\n,;}]a\"\x00", b.peek()) >= 0
}

// rest skips the rest of an expression: to the end of the line, or of what
// encloses it.
func (b *blockParser) rest() {
	for depth := 0; ; {
		switch b.peek() {
		case noMark:
			return
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth == 0 {
				return
			}
			depth--
		case breakMark, ',':
			if depth == 0 {
				return
			}
		}
		b.next()
	}
}

func (b *blockParser) list(depth int) *Node {
	l := &Node{Kind: List}
	if depth > deepest {
		b.failed = true
	}
	b.next()
	for !b.failed && b.left > 0 {
		b.skip("\n,;")
		switch b.peek() {
		case ']':
			b.next()
			return l
		case noMark, '}', ')':
			b.failed = true
		default:
			l.Items = append(l.Items, b.value(depth+1))
		}
	}
	return l
}

type blockScanner struct {
	text    Text
	pos     int
	matches bool // the last token was ~, which a regular expression follows
}

func (s *blockScanner) next() blockToken {
	v := s.text.Value
	for s.pos < len(v) {
		rest := v[s.pos:]
		c := rest[0]
		switch {
		case c == '\n':
			s.pos++
			return blockToken{mark: breakMark}
		case isSpace(c):
			s.pos++
		case c == '#' || strings.HasPrefix(rest, "//"):
			s.pos += until(rest, "\n")
		case strings.HasPrefix(rest, "/*"):
			s.pos += until(rest, "*/") + len("*/")
		case s.matches && c == '/':
			s.delimited(c, '\\')
			s.matches = false
		default:
			s.matches = c == '~'
			return s.token(c)
		}
	}
	return blockToken{}
}

// until is where a separator begins, or the end.
func until(s, separator string) int {
	if n := strings.Index(s, separator); n >= 0 {
		return n
	}
	return len(s)
}

func (s *blockScanner) token(c byte) blockToken {
	switch {
	case c == '"' || c == '\'':
		return blockToken{stringMark, decoded(s.delimited(c, '\\'), escape)}
	case c == '`':
		return blockToken{stringMark, s.delimited(c, 0)}
	case isNameByte(c):
		start := s.pos
		for s.pos < len(s.text.Value) && isNameByte(s.text.Value[s.pos]) {
			s.pos++
		}
		return blockToken{nameMark, s.text.Sub(start, s.pos)}
	case strings.HasPrefix(s.text.Value[s.pos:], "=>"):
		s.pos += len("=>")
		return blockToken{mark: '='}
	}
	s.pos++
	if c == nameMark || c == 0 {
		c = '?'
	}
	return blockToken{mark: c}
}

// delimited returns what stands between two delimiters.
func (s *blockScanner) delimited(delimiter, escape byte) Text {
	v, start := s.text.Value, s.pos+1
	for i := start; i < len(v); i++ {
		switch v[i] {
		case escape:
			i++
		case delimiter:
			s.pos = i + 1
			return s.text.Sub(start, i)
		}
	}
	s.pos = len(v)
	return s.text.From(start)
}

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-' || c == '@' || c == '$'
}
