package syntax

import "strings"

// Tags returns the lines and sections of a file that encloses sections in
// <Name ...> and </Name>; false when they do not match.
func Tags(t Text) ([]*Directive, bool) {
	var n nesting
	for _, line := range joined(lines(t)) {
		line = line.Trim()
		inner, opens := line.StripPrefix("<")
		switch {
		case isComment(line.Value, "#"):
		case strings.HasPrefix(line.Value, "</"):
			if !n.end() {
				return nil, false
			}
		case opens:
			inner, _, _ = inner.Cut(">")
			if !n.open(Words(inner)) {
				return nil, false
			}
		default:
			if words := Words(line); len(words) > 0 {
				n.add(words)
			}
		}
	}
	return n.root.Block, len(n.stack) == 0
}
