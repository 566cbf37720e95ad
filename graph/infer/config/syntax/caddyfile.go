package syntax

import "strings"

// Caddyfile returns the lines and blocks of a Caddyfile; false when its braces
// do not match, or a heredoc never ends.
func Caddyfile(t Text) ([]*Directive, bool) {
	s := caddyScanner{text: t}
	var n nesting
	for {
		words, more := s.line()
		last := len(words) - 1
		switch {
		case last < 0:
		case last == 0 && words[0].Value == "}":
			if !n.end() {
				return nil, false
			}
		case words[last].Value == "{":
			if last > 0 {
				words = words[:last] // else global options, called {
			}
			if !n.open(words) {
				return nil, false
			}
		default:
			n.add(words)
		}
		if !more {
			return n.root.Block, len(n.stack) == 0 && !s.failed
		}
	}
}

type caddyScanner struct {
	text   Text
	pos    int
	failed bool
}

// line returns the words of a line, and whether there are more lines. A comma
// at its end or a backslash joins it with the next one.
func (s *caddyScanner) line() (words []Text, more bool) {
	v := s.text.Value
	for s.pos < len(v) {
		switch c := v[s.pos]; {
		case c == '\n':
			s.pos++
			if n := len(words); n == 0 || !strings.HasSuffix(words[n-1].Value, ",") {
				return words, true
			}
		case isSpace(c):
			s.pos++
		case c == '\\' && isBreak(v[s.pos+1:]):
			s.pos += 1 + strings.IndexByte(v[s.pos:], '\n')
		case c == '#':
			s.skipLine()
		case strings.HasPrefix(v[s.pos:], "<<"):
			words = append(words, s.heredoc())
		case c == '"' || c == '`':
			words = append(words, s.quoted(c))
		default:
			words = append(words, s.word())
		}
	}
	return words, false
}

// isBreak reports whether a text begins with a line break.
func isBreak(s string) bool { return strings.HasPrefix(s, "\n") || strings.HasPrefix(s, "\r\n") }

func (s *caddyScanner) skipLine() {
	n := strings.IndexByte(s.text.Value[s.pos:], '\n')
	if n < 0 {
		n = len(s.text.Value) - s.pos
	}
	s.pos += n
}

func (s *caddyScanner) word() Text {
	start := s.pos
	for s.pos < len(s.text.Value) && !isSpace(s.text.Value[s.pos]) {
		s.pos++
	}
	return s.text.Sub(start, s.pos)
}

func (s *caddyScanner) quoted(quote byte) Text {
	v, start := s.text.Value, s.pos+1
	for i := start; i < len(v); i++ {
		switch {
		case v[i] == '\\' && quote == '"':
			i++
		case v[i] == quote:
			s.pos = i + 1
			return decoded(s.text.Sub(start, i), caddyEscape)
		}
	}
	s.pos = len(v)
	return s.text.From(start)
}

// caddyEscape decodes the one escape of Caddyfiles.
func caddyEscape(s string) (means string, width int) {
	if strings.HasPrefix(s, `\"`) {
		return `"`, len(`\"`)
	}
	return "", 0
}

// heredoc returns what stands between a marker and the line that repeats it.
func (s *caddyScanner) heredoc() Text {
	opener := s.word()
	marker := strings.TrimPrefix(opener.Value, "<<")
	start := s.pos
	for line := range strings.Lines(s.text.Value[start:]) {
		s.pos += len(line)
		if marker != "" && strings.TrimSpace(line) == marker {
			s.pos -= len(line) - len(strings.TrimRight(line, "\r\n"))
			return s.text.Sub(start, s.pos)
		}
	}
	s.failed = true
	return opener
}
