package source

import "strings"

// block matches a literal or folded block scalar: a header line, then lines
// whose indentation is not part of the value.
func (s *scalarScanner) block() bool {
	folded := s.peek() == '>'
	for s.pos < len(s.data) && lineBreak(s.data[s.pos:]) == 0 {
		s.pos++
	}
	s.pos += lineBreak(s.data[s.pos:])
	s.empty = s.pos
	if s.value == "" {
		return true
	}
	indent, ok := s.indentation()
	if !ok {
		return false
	}
	for s.at < len(s.value) {
		s.skipIndent(indent)
		if !s.text() {
			return false
		}
		if s.at == len(s.value) {
			return true
		}
		if !s.breaks(indent, folded) {
			return false
		}
	}
	return true
}

// indentation finds how many columns of each line are not part of the value:
// those of the first line that is not blank, less those that the value has.
func (s *scalarScanner) indentation() (int, bool) {
	value := strings.TrimLeft(s.value, "\n")
	kept := len(value) - len(strings.TrimLeft(value, " "))
	for pos := s.pos; pos < len(s.data); {
		end := pos
		for end < len(s.data) && s.data[end] == ' ' {
			end++
		}
		if n := lineBreak(s.data[end:]); n > 0 && value != "" {
			pos = end + n
			continue
		}
		return max(end-pos-kept, 0), true
	}
	return 0, value == ""
}

// skipIndent skips at most the indentation of a line.
func (s *scalarScanner) skipIndent(indent int) {
	for range indent {
		if s.peek() != ' ' {
			return
		}
		s.pos++
	}
}

// text matches the rest of a line.
func (s *scalarScanner) text() bool {
	end := s.pos
	for end < len(s.data) && lineBreak(s.data[end:]) == 0 {
		end++
	}
	return s.verbatim(min(end-s.pos, len(s.value)-s.at))
}

// breaks matches the line breaks behind a line. Each is one of the value, but
// for folded scalars: there a single one may be a space, and the first of
// several may be none.
func (s *scalarScanner) breaks(indent int, folded bool) bool {
	if !folded {
		n := lineBreak(s.data[s.pos:])
		return n > 0 && s.derive("\n", n)
	}
	if strings.HasPrefix(s.value[s.at:], " ") {
		n := lineBreak(s.data[s.pos:])
		return n > 0 && s.derive(" ", n)
	}
	start, found := s.pos, 0
	wanted := len(s.value) - s.at - len(strings.TrimLeft(s.value[s.at:], "\n"))
	for s.pos < len(s.data) && found <= wanted {
		end := s.pos
		if found > 0 {
			for end < len(s.data) && end < s.pos+indent && s.data[end] == ' ' {
				end++
			}
		}
		n := lineBreak(s.data[end:])
		if n == 0 {
			break
		}
		s.pos = end + n
		found++
	}
	width := s.pos - start
	s.pos = start
	return wanted > 0 && (found == wanted || found == wanted+1) && s.derive(strings.Repeat("\n", wanted), width)
}
