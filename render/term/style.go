package term

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"github.com/ctypes-dev/ctypes/analyze"
)

// ink is what a piece of text is, for its colour. Colours only repeat what
// words and symbols say, and are of the terminal's own sixteen, so that they
// fit its theme.
type ink int

const (
	plain   ink = iota
	strong      // the message
	gutter      // line numbers and arrows
	related     // marks of related places
	advice      // help
	good        // nothing found
	mild        // an info
	bad         // a warning
	worst       // an error
)

func inkOf(s analyze.Severity) ink {
	switch s {
	case analyze.Info:
		return mild
	case analyze.Warning:
		return bad
	case analyze.Error:
		return worst
	}
	return strong
}

// color is the ink's colour, nil for the terminal's own.
func (i ink) color() color.Color {
	switch i {
	case plain, strong:
		return nil
	case gutter, related:
		return lipgloss.BrightBlue
	case advice, mild:
		return lipgloss.Cyan
	case good:
		return lipgloss.Green
	case bad:
		return lipgloss.Yellow
	case worst:
		return lipgloss.Red
	}
	return nil
}

// palette paints texts, or leaves them as they are.
type palette struct{ color bool }

func (p palette) paint(i ink, text string) string {
	if !p.color || i == plain || text == "" {
		return text
	}
	style := lipgloss.NewStyle().Bold(i != related)
	if c := i.color(); c != nil {
		style = style.Foreground(c)
	}
	return style.Render(text)
}
