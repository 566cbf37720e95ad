package contract

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// reader reads the operand of a head or key. Its first failure sticks, and
// nothing is read after it.
type reader struct {
	text     string
	pos, end int
	failure  *SyntaxError
}

// fail keeps the first failure, at what stands at the cursor.
func (r *reader) fail(message string) {
	r.failAt(r.pos, message)
}

func (r *reader) failAt(start int, message string) {
	r.failNear(start, message, nil)
}

func (r *reader) failNear(start int, message string, near []string) {
	if r.failure != nil {
		return
	}
	end := max(start, r.pos)
	for end < r.end && !isSpace(r.text[end]) {
		end++
	}
	r.failure = &SyntaxError{Span: source.Span{Start: start, End: end}, Message: message, Near: near}
	r.pos = r.end
}

// expect fails with what was expected, and what is there instead.
func (r *reader) expect(what string) {
	if r.failure == nil {
		r.fail("expected " + what + ", found " + r.found())
	}
}

// found is the word at the cursor, for messages.
func (r *reader) found() string {
	const longest = 40
	word := r.text[r.pos:r.end]
	if i := strings.IndexAny(word, " \t\r\n"); i >= 0 {
		word = word[:i]
	}
	switch {
	case word == "":
		return "nothing"
	case len(word) > longest:
		word = strings.ToValidUTF8(word[:longest], "") + "..."
	}
	return "`" + word + "`"
}

// skip moves over white space and joined lines.
func (r *reader) skip() {
	for r.pos < r.end {
		n := continuation(r.text[:r.end], r.pos)
		if isSpace(r.text[r.pos]) {
			n = 1
		}
		if n == 0 {
			return
		}
		r.pos += n
	}
}

// more reports whether anything but white space is left.
func (r *reader) more() bool {
	r.skip()
	return r.pos < r.end
}

// peek is the byte at the cursor, 0 at the end.
func (r *reader) peek() byte {
	if r.pos < r.end {
		return r.text[r.pos]
	}
	return 0
}

// has moves over a text when it is next.
func (r *reader) has(s string) bool {
	if !strings.HasPrefix(r.text[r.pos:r.end], s) {
		return false
	}
	r.pos += len(s)
	return true
}

// need moves over a text that must be next.
func (r *reader) need(s string) {
	if !r.has(s) {
		r.expect("`" + s + "`")
	}
}

// run reads the bytes of a kind; "" when there are none.
func (r *reader) run(is func(byte) bool) string {
	start := r.pos
	for r.pos < r.end && is(r.text[r.pos]) {
		r.pos++
	}
	return r.text[start:r.pos]
}

// finish fails when anything is left of a key's value.
func (r *reader) finish(key string) {
	if r.failure == nil && r.more() {
		r.fail("expected nothing more behind " + key + ":, found " + r.found())
	}
}

// quoted reads a text in quotes, in which \n and \t stand for white space and
// a backslash before any other byte stands for that byte.
func (r *reader) quoted() string {
	if r.peek() != '"' {
		r.expect("a text in quotes")
		return ""
	}
	var b strings.Builder
	for r.pos++; r.pos < r.end && r.text[r.pos] != '"'; {
		r.unescape(&b)
	}
	r.need(`"`)
	return b.String()
}

// unescape reads one byte of a text in quotes, with the backslash before it.
func (r *reader) unescape(b *strings.Builder) {
	c := r.text[r.pos]
	if c == '\\' && r.pos+1 < r.end {
		if n := continuation(r.text, r.pos); n > 0 {
			r.pos += n
			return
		}
		r.pos++
		c = unescaped(r.text[r.pos])
	}
	b.WriteByte(c)
	r.pos++
}

// unescaped is what a byte stands for behind a backslash.
func unescaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// number reads digits.
func (r *reader) number(what string) int {
	r.skip()
	start := r.pos
	digits := r.run(isDigit)
	n, ok := atoi(digits)
	if !ok {
		r.pos = start
		r.expect(what)
	}
	return n
}

// atoi is strconv.Atoi for numbers up to nine digits.
func atoi(s string) (int, bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// oneOf reads one of some words; it fails with all of them, and returns "".
func (r *reader) oneOf(words ...string) string {
	r.skip()
	start := r.pos
	got := r.run(isWordByte)
	for _, w := range words {
		if w == got {
			return w
		}
	}
	r.pos = start
	if r.failure == nil {
		r.failNear(start, "expected "+orList(words)+", found "+r.found(), nearest(got, words))
	}
	return ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isWordByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' || c == '_' }
