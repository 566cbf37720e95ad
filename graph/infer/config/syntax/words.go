package syntax

import "strings"

// WordLines returns the words of each line that has any. A backslash at a
// line's end joins lines.
func WordLines(t Text) [][]Text {
	var all [][]Text
	for _, line := range joined(lines(t)) {
		if words := Words(line); len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// Words splits a line at white space. Quotes hold words together, a backslash
// takes the meaning from what follows it, and a word that starts with # ends
// the line.
func Words(line Text) []Text {
	var words []Text
	for i := 0; i < len(line.Value); {
		switch c := line.Value[i]; {
		case isSpace(c):
			i++
		case c == '#':
			return words
		default:
			n := wordLength(line.Value[i:])
			words = append(words, word(line.Sub(i, i+n)))
			i += n
		}
	}
	return words
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// wordLength is how long the word at the start of s is, with its quotes.
func wordLength(s string) int {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quote != '\'':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case isSpace(c):
			return i
		}
	}
	return len(s)
}

// word drops the quotes around a word, and its backslashes.
func word(t Text) Text {
	if bare := t.Unquote(); len(bare.Value) < len(t.Value) {
		if t.Value[0] == '\'' {
			return bare
		}
		t = bare
	}
	return decoded(t, backslash)
}

// backslash decodes a backslash that takes the meaning from what follows it.
func backslash(s string) (means string, width int) {
	if len(s) < 2 {
		return "", 0
	}
	return s[1:2], 2
}

// joined joins lines whose last byte is a backslash with those that follow.
func joined(all []Text) []Text {
	var out []Text
	var pieces []Text
	for _, line := range all {
		continues := strings.HasSuffix(line.Value, `\`) && !strings.HasPrefix(line.Trim().Value, "#")
		if continues {
			line = line.Sub(0, len(line.Value)-1)
		}
		if len(pieces) > 0 || continues {
			pieces = append(pieces, line)
		}
		switch {
		case continues:
		case len(pieces) > 0:
			out = append(out, Join(pieces))
			pieces = nil
		default:
			out = append(out, line)
		}
	}
	if len(pieces) > 0 {
		out = append(out, Join(pieces))
	}
	return out
}
