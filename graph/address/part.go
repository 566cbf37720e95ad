package address

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// blank stands for each byte of an unfilled reference, so that the delimiters
// inside of it do not count. No value that is looked at holds it.
const blank = '\x01'

// part is a run of bytes of a value. All parts of a value share its text, so
// every one of them knows where it stands.
type part struct {
	value      *value
	start, end int
}

// value is the text as given, and the same with references blanked out.
type value struct{ given, masked string }

// newPart returns the whole of a value, false for one that is too long or
// holds control characters.
func newPart(text string) (part, bool) {
	if len(text) > longest || strings.ContainsFunc(text, isControl) {
		return part{}, false
	}
	return part{&value{text, mask(text)}, 0, len(text)}, true
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// text is the part with references blanked out; delimiters are sought in it.
func (p part) text() string { return p.value.masked[p.start:p.end] }

func (p part) span() source.Span { return source.Span{Start: p.start, End: p.end} }

func (p part) empty() bool { return p.start == p.end }

// sub is the part from i to j, both counted from its start.
func (p part) sub(i, j int) part { return part{p.value, p.start + i, p.start + j} }

// from is the part without its first i bytes.
func (p part) from(i int) part { return p.sub(i, p.end-p.start) }

// cut is strings.Cut; without sep, all of the part comes before it.
func (p part) cut(sep string) (before, after part, found bool) {
	i := strings.Index(p.text(), sep)
	if i < 0 {
		return p, p.from(p.end - p.start), false
	}
	return p.sub(0, i), p.from(i + len(sep)), true
}

// cutLogin cuts at the last @; without one, there is no login.
func (p part) cutLogin() (login, rest part, found bool) {
	i := strings.LastIndexByte(p.text(), '@')
	if i < 0 {
		return p.sub(0, 0), p, false
	}
	return p.sub(0, i), p.from(i + 1), true
}

// cutAny is cut at the first of some bytes, which stays with what follows.
func (p part) cutAny(chars string) (before, after part) {
	i := strings.IndexAny(p.text(), chars)
	if i < 0 {
		i = p.end - p.start
	}
	return p.sub(0, i), p.from(i)
}

// split is strings.Split, up to a bound.
func (p part) split(sep string) []part {
	var all []part
	for len(all) < mostList {
		before, after, found := p.cut(sep)
		all = append(all, before)
		if !found {
			break
		}
		p = after
	}
	return all
}

// trim drops white space at both ends.
func (p part) trim() part {
	left := len(p.text()) - len(strings.TrimLeft(p.text(), " \t"))
	p = p.from(left)
	return p.sub(0, len(strings.TrimRight(p.text(), " \t")))
}

// strip drops a prefix, whatever its case.
func (p part) strip(prefix string) (part, bool) {
	if len(p.text()) < len(prefix) || !strings.EqualFold(p.text()[:len(prefix)], prefix) {
		return p, false
	}
	return p.from(len(prefix)), true
}

// open reports whether the part holds an unfilled reference.
func (p part) open() bool { return strings.IndexByte(p.text(), blank) >= 0 }

// decoder turns raw bytes into what they stand for.
type decoder func(string) (string, error)

// field is the part as a field of an address. What cannot be decoded stands
// for itself.
func (p part) field(decode decoder) Field {
	raw := p.value.given[p.start:p.end]
	if p.open() {
		return Field{Text: raw, Span: p.span(), Open: true}
	}
	text, err := decode(raw)
	if err != nil {
		text = raw
	}
	return Field{Text: text, Span: p.span(), Set: true}
}

// optional is field, unset for an empty part.
func (p part) optional(decode decoder) Field {
	if p.empty() {
		return Field{}
	}
	return p.field(decode)
}

func verbatim(s string) (string, error) { return s, nil }

// mask blanks out the references in a text: ${NAME}, {{name}}, $(NAME),
// %(NAME)s, and $NAME where a part of an address begins.
func mask(text string) string {
	if !strings.ContainsAny(text, "${%") {
		return text
	}
	b := []byte(text)
	for i := 0; i < len(b); {
		n := referenceLength(text, i)
		for j := range n {
			b[i+j] = blank
		}
		i += max(n, 1)
	}
	return string(b)
}

// referenceLength is the length of the reference at i, 0 when there is none.
func referenceLength(text string, i int) int {
	rest := text[i:]
	switch {
	case strings.HasPrefix(rest, "{{"):
		return closedLength(rest, "{{", "}}")
	case strings.HasPrefix(rest, "${"):
		return nestedLength(rest)
	case strings.HasPrefix(rest, "$("):
		return closedLength(rest, "$(", ")")
	case strings.HasPrefix(rest, "%("):
		return closedLength(rest, "%(", ")s")
	case rest[0] == '$' && (i == 0 || strings.IndexByte("/@:=,;'\" (", text[i-1]) >= 0):
		return nameLength(rest)
	}
	return 0
}

// longestReference bounds the search for a reference's end, which keeps
// masking linear.
const longestReference = 512

func closedLength(rest, opening, closing string) int {
	n := strings.Index(rest[:min(len(rest), longestReference)], closing)
	if n < len(opening) {
		return 0
	}
	return n + len(closing)
}

// nestedLength is the length of ${A:-${B}}.
func nestedLength(rest string) int {
	depth := 0
	for i := range min(len(rest), longestReference) {
		switch rest[i] {
		case '{':
			depth++
		case '}':
			depth--
			if depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// nameLength is the length of $NAME, 0 when no letter follows the dollar.
func nameLength(rest string) int {
	n := 1
	for n < len(rest) && (isLetter(rest[n]) || rest[n] == '_' || n > 1 && isDigit(rest[n])) {
		n++
	}
	if n == 1 {
		return 0
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
