package term

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"github.com/ctypes-dev/ctypes/render"
)

const (
	tab      = "    "
	ellipsis = "..."
	// reach is how many columns on either side of a mark are looked at: more
	// than any terminal is wide, and little beside the longest line there is.
	reach = maxWidth
)

// span is a run of columns or of terminal cells; to is exclusive.
type span struct{ from, to int }

func (s span) join(o span) span { return span{min(s.from, o.from), max(s.to, o.to)} }

// glyph is what a terminal shows for a run of a line's columns.
type glyph struct {
	text    string
	cells   int
	columns span // of the source line, from 1
}

// line is a source line as a terminal shows it: tabs expanded, secrets masked,
// characters that would act on the terminal left out, and what does not fit
// cut off at either end.
type line struct {
	before, after string // marks of the cuts
	glyphs        []glyph
	cells         int // of the glyphs
}

// layOut turns a line's text into glyphs, as far as they are within reach of
// some columns.
func layOut(text string, secrets []render.Columns, around span) line {
	var l line
	column, lead := 1, true
	for g := displaywidth.StringGraphemes(text); g.Next(); {
		at := span{column, column + utf8.RuneCountInString(g.Value())}
		column = at.to
		blank := g.Value() == " " || g.Value() == "\t"
		lead = lead && blank
		switch {
		case at.to <= around.from-reach:
			l.before = ellipsis
		case at.from > around.to+reach:
			l.after = ellipsis
			return l
		case masked(secrets, at) && !lead:
			l.mask(at)
		default:
			l.add(newGlyph(g.Value(), at))
		}
	}
	return l
}

func newGlyph(text string, at span) glyph {
	if text == "\t" {
		return glyph{tab, len(tab), at}
	}
	text = render.Clean(text)
	return glyph{text, width(text), at}
}

// masked reports whether any of some columns is secret.
func masked(secrets []render.Columns, at span) bool {
	return slices.ContainsFunc(secrets, func(s render.Columns) bool { return s.From < at.to && at.from < s.To })
}

// mask puts one mask in the place of a run of secret columns.
func (l *line) mask(at span) {
	if n := len(l.glyphs); n > 0 && l.glyphs[n-1].text == render.Mask {
		l.glyphs[n-1].columns.to = at.to
		return
	}
	l.add(glyph{render.Mask, len(render.Mask), at})
}

func (l *line) add(g glyph) {
	l.glyphs = append(l.glyphs, g)
	l.cells += g.cells
}

// find returns the cells that show columns, at least one: what is past the
// line's end, or shows as nothing, is marked where it would be.
func (l *line) find(columns span) span {
	cell := len(l.before)
	at, found := span{}, false
	for _, g := range l.glyphs {
		next := cell + g.cells
		switch {
		case g.columns.to <= columns.from:
		case !found:
			at, found = span{cell, next}, true
		case g.columns.from < columns.to:
			at.to = next
		}
		cell = next
	}
	if !found {
		at = span{cell, cell}
	}
	at.to = max(at.to, at.from+1)
	return at
}

// cut returns the part of the line that fits into width cells and shows the
// marked columns with what is around them.
func (l *line) cut(width int, marked span) line {
	all := len(l.before) + l.cells + len(l.after)
	if all <= width {
		return *l
	}
	at := l.find(marked)
	one, two := width-len(ellipsis), width-2*len(ellipsis)
	switch {
	case l.before == "" && at.to <= one:
		return l.window(span{0, one})
	case l.after == "" && all-at.from <= one:
		return l.window(span{all - one, all})
	}
	start := at.from - max(0, two-(at.to-at.from))/2
	return l.window(span{start, start + two})
}

// window returns the glyphs that lie within cells, and marks what is missing.
func (l *line) window(cells span) line {
	part := line{before: l.before, after: l.after}
	cell := len(l.before)
	for _, g := range l.glyphs {
		next := cell + g.cells
		switch {
		case cell < cells.from:
			part.before = ellipsis
		case next > cells.to:
			part.after = ellipsis
			return part
		default:
			part.add(g)
		}
		cell = next
	}
	return part
}

// String is what the terminal shows.
func (l *line) String() string {
	var b strings.Builder
	b.WriteString(l.before)
	for _, g := range l.glyphs {
		b.WriteString(g.text)
	}
	b.WriteString(l.after)
	return b.String()
}
