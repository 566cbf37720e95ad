package dot

import (
	"fmt"
	"math"
	"strings"

	"github.com/ctypes-dev/ctypes/render/diagram"
)

// keysInRow is how many entries of the legend stand beside each other.
const keysInRow = 4

// legend explains what occurs, "" where nothing needs it.
func (p *printer) legend() string {
	keys := p.diagram.Legend()
	if len(keys) < 2 {
		return ""
	}
	var rows strings.Builder
	for i, k := range keys {
		if i%keysInRow == 0 {
			rows.WriteString("<TR>")
		}
		rows.WriteString(p.sample(k) + p.meaning(k.Text))
		if i%keysInRow == keysInRow-1 || i == len(keys)-1 {
			rows.WriteString("</TR>")
		}
	}
	return `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="0">` + rows.String() + `</TABLE>`
}

func (p *printer) meaning(text string) string {
	width := math.Ceil(diagram.TextWidth(text, lineSize, false)) + 14
	return fmt.Sprintf(`<TD ALIGN="LEFT" WIDTH="%.0f"><FONT POINT-SIZE="%d" COLOR=%q>%s</FONT></TD>`, width, lineSize, p.colors.Muted.Light, html(text))
}

// sample is a piece of what an entry explains: a box, or a stretch of a line,
// whole, broken or dotted.
func (p *printer) sample(k diagram.Key) string {
	if k.Node != nil {
		stroke, fill := p.colors.Box(k.Node.Kind)
		_, style := shapeOf(k.Node.Kind)
		edge := "SOLID"
		if strings.Contains(style, "dashed") {
			edge = "DASHED"
		}
		return fmt.Sprintf(`<TD WIDTH="26"><TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" STYLE="%s" COLOR=%q BGCOLOR=%q><TR><TD FIXEDSIZE="TRUE" WIDTH="16" HEIGHT="8"></TD></TR></TABLE></TD>`,
			edge, stroke.Light, fill.Light)
	}
	runs := []int{26}
	switch p.style(k.Edge) {
	case "dashed":
		runs = []int{7, 7, 7}
	case "dotted":
		runs = []int{2, 2, 2, 2, 2}
	}
	height := math.Ceil(thickness(k.Edge))
	var cells strings.Builder
	for _, run := range runs {
		fmt.Fprintf(&cells, `<TD FIXEDSIZE="TRUE" WIDTH="%d" HEIGHT="%.0f" BGCOLOR=%q></TD>`, run, height, p.line(k.Edge).Light)
	}
	return `<TD WIDTH="30"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="0"><TR>` + cells.String() + `</TR></TABLE></TD>`
}
