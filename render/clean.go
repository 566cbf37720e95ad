package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes a text from a compose file, a contract or a registry fit for one
// line of output: line breaks and tabs become spaces, bytes that are not UTF-8
// become U+FFFD, and characters that move a cursor, change colours or reorder
// text are left out.
func Clean(text string) string {
	if !strings.ContainsFunc(text, dirty) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case Control(r):
			return -1
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

func dirty(r rune) bool { return r == utf8.RuneError || Control(r) }

// Control reports whether a character acts on the terminal, or on the text
// around it, instead of standing for itself: control characters, line and
// paragraph separators, and the marks that set the direction of text.
func Control(r rune) bool {
	switch {
	case unicode.IsControl(r):
		return true
	case r == '\u2028', r == '\u2029', r == '\ufeff':
		return true
	}
	return unicode.Is(unicode.Bidi_Control, r)
}

// CleanLines is Clean for a text of several lines.
func CleanLines(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = Clean(line)
	}
	return strings.Join(lines, "\n")
}

// Insertable reports whether a fix may offer a text: where a text cannot be
// cleaned without changing what it does, it is not shown at all.
func Insertable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return r != '\n' && r != '\t' && Control(r)
	})
}
