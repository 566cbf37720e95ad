package compose

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// word is one word of a command string.
type word struct {
	value string
	align source.Alignment // with the string
}

// shellWords splits a command string as compose does: at white space outside
// of quotes, up to the first control operator of a shell. It returns the first
// words, at most maxWords, and fails for quotes and brackets that are left
// open.
func shellWords(line string) ([]word, bool) {
	s := wordSplitter{}
	for i, r := range line {
		if !s.step(i, r) {
			break
		}
	}
	s.end()
	return s.words, !s.bad && !s.escaped && !s.quoted()
}

// wordSplitter is the state between two characters of a command string. Quotes
// of different kinds may be open at once.
type wordSplitter struct {
	words   []word
	text    []byte
	align   source.Alignment
	started bool // a word has begun, which may be empty
	opened  int  // where the last quote of a word that is empty so far opened
	bad     bool

	escaped, single, double, back, dollar bool
}

func (s *wordSplitter) quoted() bool { return s.single || s.double || s.back || s.dollar }

// step takes one character; it reports whether to go on.
func (s *wordSplitter) step(i int, r rune) bool {
	switch {
	case s.escaped:
		s.escaped = false
		s.add(i, r)
	case r == '\\' && s.single:
		s.write(i, r)
	case r == '\\':
		s.escaped = true
	case strings.ContainsRune(" \t\r\n", r) && s.quoted():
		s.write(i, r)
	case strings.ContainsRune(" \t\r\n", r):
		s.end()
	case strings.ContainsRune("\"'", r):
		s.quote(i, r)
	case strings.ContainsRune("`()", r):
		s.substitution(i, r)
	case strings.ContainsRune(";&|<>", r) && !s.quoted():
		if r == '>' && len(s.text) > 0 && s.text[0] >= '0' && s.text[0] <= '9' {
			s.started = false // the number of a file descriptor
		}
		return false
	default:
		s.add(i, r)
	}
	return !s.bad
}

// quote takes a quotation mark, which is not part of the word unless another
// kind is open.
func (s *wordSplitter) quote(i int, r rune) {
	open, other := &s.double, s.single
	if r == '\'' {
		open, other = &s.single, s.double
	}
	if other || s.dollar {
		s.add(i, r)
		return
	}
	s.started = s.started || *open
	*open = !*open
	if *open {
		s.opened = i + 1
	}
}

// substitution takes a backquote or a bracket, which stay part of the word.
func (s *wordSplitter) substitution(i int, r rune) {
	if s.single || s.double {
		s.add(i, r)
		return
	}
	switch {
	case r == '`' && !s.dollar:
		s.back = !s.back
	case r == ')' && !s.back:
		s.dollar = !s.dollar
	case r == '(' && !s.back:
		s.bad = s.dollar || !bytes.HasSuffix(s.text, []byte("$"))
		s.dollar = true
		s.write(i, r)
		return
	}
	s.add(i, r)
}

func (s *wordSplitter) add(i int, r rune) {
	s.started = true
	s.write(i, r)
}

func (s *wordSplitter) write(i int, r rune) {
	s.text = utf8.AppendRune(s.text, r)
	if len(s.words) < maxWords {
		s.align.Verbatim(utf8.RuneLen(r), i)
	}
}

// end finishes the word that has begun, if one has.
func (s *wordSplitter) end() {
	if !s.started {
		return
	}
	if len(s.words) < maxWords {
		if len(s.align) == 0 {
			s.align.Verbatim(0, s.opened)
		}
		s.words = append(s.words, word{string(s.text), s.align})
	}
	s.text, s.align, s.started = s.text[:0], nil, false
}
