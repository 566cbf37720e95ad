package program

import (
	"slices"
	"strings"
)

// language is how a programming language spells comments and strings.
type language struct {
	line   []string  // what opens a comment up to the end of its line
	block  [2]string // what encloses a comment
	quotes []quote   // longer ones first
}

// quote is a kind of string.
type quote struct {
	open, end string
	// raw says that a backslash escapes nothing, long that the string may go on
	// over lines, doc that it is documentation rather than a value.
	raw, long, doc bool
	// code is what opens code inside of the string, up to a closing brace;
	// marked says that it does so only where an f stands in front.
	code   string
	marked bool
}

// maxNesting bounds code in strings in code.
const maxNesting = 16

// lexer tells code from strings and comments.
type lexer struct {
	language
	text   string
	out    []byte
	quoted []bool
	pos    int
	inside *quote // the string at hand, nil in code
	stack  []nest // the strings that the code at hand is in
}

// nest is a string that code is in, and how many braces are open in that code.
type nest struct {
	quote  *quote
	braces int
}

// lex prepares a script for patterns.
func (s *script) lex(l language) {
	x := &lexer{language: l, text: s.source, out: []byte(s.source), quoted: make([]bool, len(s.source))}
	for x.pos < len(x.text) {
		if x.inside != nil {
			x.str()
		} else {
			x.code()
		}
	}
	s.text, s.quoted = string(x.out), x.quoted
}

func (x *lexer) has(prefix string) bool {
	return prefix != "" && strings.HasPrefix(x.text[x.pos:], prefix)
}

// code takes a step in code.
func (x *lexer) code() {
	switch {
	case slices.ContainsFunc(x.line, x.has):
		x.blank(strings.IndexByte(x.text[x.pos:], '\n'), 0)
	case x.has(x.block[0]):
		x.blank(strings.Index(x.text[x.pos+len(x.block[0]):], x.block[1]), len(x.block[0])+len(x.block[1]))
	default:
		if x.open() {
			return
		}
		x.brace()
		x.pos++
	}
}

// blank takes away a comment that is n bytes and some more long; a negative n
// is up to the end of the text.
func (x *lexer) blank(n, more int) {
	end := len(x.text)
	if n >= 0 {
		end = x.pos + n + more
	}
	for ; x.pos < end; x.pos++ {
		if x.out[x.pos] != '\n' {
			x.out[x.pos] = ' '
		}
	}
}

// open enters a string.
func (x *lexer) open() bool {
	i := slices.IndexFunc(x.quotes, func(q quote) bool { return x.has(q.open) })
	if i < 0 {
		return false
	}
	q := x.quotes[i]
	if q.marked && !isFormat(x.text[:x.pos]) {
		q.code = ""
	}
	x.pos += len(q.open)
	x.inside = &q
	if q.doc && q.code == "" {
		x.blank(strings.Index(x.text[x.pos:], q.end), 0)
	}
	return true
}

// brace counts the braces of code that is in a string.
func (x *lexer) brace() {
	n := len(x.stack) - 1
	if n < 0 {
		return
	}
	switch x.text[x.pos] {
	case '{':
		x.stack[n].braces++
	case '}':
		if x.stack[n].braces--; x.stack[n].braces == 0 {
			x.inside = x.stack[n].quote
			x.stack = x.stack[:n]
		}
	}
}

// str takes a step in a string.
func (x *lexer) str() {
	q := x.inside
	switch c := x.text[x.pos]; {
	case x.has(q.end):
		x.pos += len(q.end)
		x.inside = nil
	case c == '\\' && !q.raw && x.pos+1 < len(x.text):
		x.quote(2)
	case c == '\n' && !q.long:
		x.pos++ // somebody forgot to close it, or it was none
		x.inside, x.stack = nil, nil
	case x.entersCode(q):
		x.stack = append(x.stack, nest{q, 1})
		x.inside = nil
		x.pos += len(q.code)
	default:
		x.quote(1)
	}
}

// quote marks bytes as those of a string.
func (x *lexer) quote(n int) {
	for range n {
		x.quoted[x.pos] = true
		x.pos++
	}
}

// entersCode reports whether code begins in the string.
func (x *lexer) entersCode(q *quote) bool {
	if !x.has(q.code) || len(x.stack) >= maxNesting {
		return false
	}
	if q.marked && strings.HasPrefix(x.text[x.pos+1:], "{") {
		x.quote(1) // {{ is a brace
		return false
	}
	return true
}

// isFormat reports whether an f is among the letters in front of a string.
func isFormat(head string) bool {
	letters := head[max(0, len(head)-2):]
	return strings.ContainsAny(strings.TrimLeft(letters, "rRbB"), "fF") && strings.Trim(letters[len(letters)-1:], "fFrR") == ""
}
