package term

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// width is the cells that a text takes.
func width(text string) int { return displaywidth.String(text) }

// wrap breaks a text into lines of at most n cells, at spaces; a longer word
// has a line of its own. There is at least one line.
func wrap(text string, n int) []string {
	var lines []string
	var current strings.Builder
	cells := 0
	for word := range strings.FieldsSeq(text) {
		w := width(word)
		if cells > 0 && cells+1+w > n {
			lines = append(lines, current.String())
			current.Reset()
			cells = 0
		}
		if cells > 0 {
			current.WriteByte(' ')
			cells++
		}
		current.WriteString(word)
		cells += w
	}
	return append(lines, current.String())
}
