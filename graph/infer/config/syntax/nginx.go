package syntax

import "strings"

// Nginx returns the directives of a file that ends them with semicolons and
// encloses blocks in braces; false when it does not.
func Nginx(t Text) ([]*Directive, bool) {
	s := nginxScanner{text: t}
	var n nesting
	var words []Text
	for {
		token, kind := s.next()
		switch kind {
		case endOfText:
			return n.root.Block, len(n.stack) == 0 && len(words) == 0
		case aWord:
			words = append(words, token)
			continue
		case semicolon:
			if len(words) > 0 {
				n.add(words)
			}
		case opening:
			if !n.open(words) {
				return nil, false
			}
			if strings.HasSuffix(words[0].Value, "_by_lua_block") {
				s.skipLua()
			}
		case closing:
			if len(words) > 0 || !n.end() {
				return nil, false
			}
		}
		words = nil
	}
}

// token is a kind of token.
type token int

const (
	endOfText token = iota
	aWord
	semicolon
	opening
	closing
)

type nginxScanner struct {
	text Text
	pos  int
}

// next returns the next token; only words have a text.
func (s *nginxScanner) next() (Text, token) {
	v := s.text.Value
	for s.pos < len(v) {
		switch c := v[s.pos]; {
		case isSpace(c):
			s.pos++
		case c == '#':
			s.skipLine()
		case c == ';':
			s.pos++
			return Text{}, semicolon
		case c == '{':
			s.pos++
			return Text{}, opening
		case c == '}':
			s.pos++
			return Text{}, closing
		case c == '"' || c == '\'':
			return s.quoted(c), aWord
		default:
			return s.word(), aWord
		}
	}
	return Text{}, endOfText
}

func (s *nginxScanner) skipLine() {
	n := strings.IndexByte(s.text.Value[s.pos:], '\n')
	if n < 0 {
		n = len(s.text.Value) - s.pos
	}
	s.pos += n
}

// quoted returns a word without its quotes. Backslashes stay: no name and no
// address has any.
func (s *nginxScanner) quoted(quote byte) Text {
	v, start := s.text.Value, s.pos+1
	for i := start; i < len(v); i++ {
		switch v[i] {
		case '\\':
			i++
		case quote:
			s.pos = i + 1
			return s.text.Sub(start, i)
		}
	}
	s.pos = len(v)
	return s.text.From(start)
}

// word returns a word up to a delimiter; the braces of ${name} are none.
func (s *nginxScanner) word() Text {
	v, start := s.text.Value, s.pos
	for s.pos < len(v) {
		c := v[s.pos]
		if isSpace(c) || c == ';' || c == '{' && v[s.pos-1] != '$' {
			break
		}
		if c == '\\' {
			s.pos++
		}
		s.pos++
	}
	s.pos = min(s.pos, len(v))
	return s.text.Sub(start, s.pos)
}

// skipLua skips a block of Lua up to its closing brace.
func (s *nginxScanner) skipLua() {
	v := s.text.Value
	for depth := 1; s.pos < len(v); {
		switch c := v[s.pos]; {
		case c == '"' || c == '\'':
			s.quoted(c)
			continue
		case strings.HasPrefix(v[s.pos:], "--"):
			s.skipLine()
			continue
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return
			}
		}
		s.pos++
	}
}
