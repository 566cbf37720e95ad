package dot

import (
	"fmt"
	"math"
	"strings"

	"github.com/ctypes-dev/ctypes/render/diagram"
)

// The sizes of texts, in points.
const (
	nameSize = 12
	lineSize = 10
)

// node adds a node.
func (p *printer) node(n *diagram.Node, indent string) {
	stroke, fill := p.colors.Box(n.Kind)
	width := 1.0
	switch n.Verdict {
	case diagram.Error:
		stroke, width = p.colors.Error, 2.5
	case diagram.Warning:
		stroke, width = p.colors.Warning, 2
	case diagram.Unsaid, diagram.Unknown, diagram.Fits:
	}
	attributes := fmt.Sprintf("id=%s class=%s", shown(n.ID), quote(class(string(n.Kind), n.Verdict, false)))
	shape, style := shapeOf(n.Kind)
	attributes += fmt.Sprintf(` shape=%s style=%q color=%q fillcolor=%q penwidth=%g margin="0.11,0.06"`, shape, style, stroke.Light, fill.Light, width)
	p.add("%s%s [%s label=<%s>]", indent, quote(n.ID), attributes, p.box(n))
}

// shapeOf is how a kind of node is drawn.
func shapeOf(k diagram.NodeKind) (shape, style string) {
	switch k {
	case diagram.Service:
		return "box", "rounded,filled"
	case diagram.Job, diagram.Elsewhere:
		return "box", "rounded,filled,dashed"
	case diagram.Volume:
		return "cylinder", "filled"
	case diagram.HostPath:
		return "folder", "filled"
	case diagram.Secret, diagram.Config:
		return "note", "filled"
	case diagram.Network:
		return "hexagon", "filled"
	case diagram.World:
	}
	return "box", "filled,bold"
}

// class are the classes of a drawn thing.
func class(kind string, v diagram.Verdict, inferred bool) string {
	words := []string{kind}
	if v != diagram.Unsaid {
		words = append(words, string(v))
	}
	if inferred {
		words = append(words, "inferred")
	}
	return strings.Join(words, " ")
}

// box is what stands in a node: its name, what there is to say of it, and the
// rules that it breaks.
func (p *printer) box(n *diagram.Node) string {
	var rows strings.Builder
	rows.WriteString(row(n.Name, look{size: nameSize, bold: true, color: p.colors.Ink}))
	for _, line := range n.Lines {
		rows.WriteString(row(line, look{size: lineSize, color: p.colors.Muted}))
	}
	rows.WriteString(p.rules(n.Findings, n.Verdict, false))
	return table(rows.String())
}

// rules are the names of the rules that findings are of, each in a row.
func (p *printer) rules(found []diagram.Finding, v diagram.Verdict, onLine bool) string {
	color, sign := p.colors.Warning, "! "
	if v == diagram.Error {
		color, sign = p.colors.Error, "× "
	}
	var rows strings.Builder
	for _, rule := range diagram.Rules(found) {
		rows.WriteString(row(sign+rule, look{size: lineSize, bold: true, color: color, onLine: onLine}))
	}
	return rows.String()
}

func table(rows string) string {
	return `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">` + rows + `</TABLE>`
}

// look is how a text is written. One on a line keeps clear of it.
type look struct {
	size         float64
	bold, onLine bool
	color        diagram.Color
}

// row is a row that is at least as wide as its text.
func row(text string, l look) string {
	width := math.Ceil(diagram.TextWidth(text, l.size, l.bold)) + 4
	align := "LEFT"
	if l.onLine {
		width, align = width+8, "CENTER"
	}
	content := html(text)
	if l.bold {
		content = "<B>" + content + "</B>"
	}
	return fmt.Sprintf(`<TR><TD ALIGN=%q WIDTH="%.0f"><FONT POINT-SIZE="%g" COLOR=%q>%s</FONT></TD></TR>`, align, width, l.size, l.color.Light, content)
}

// edge adds an edge.
func (p *printer) edge(e *diagram.Edge) {
	color := p.line(e).Light
	attributes := []string{
		"id=" + shown(e.ID), "class=" + quote(class(string(e.Kind), e.Verdict, e.Inferred)),
		fmt.Sprintf("color=%q", color), fmt.Sprintf("penwidth=%g", thickness(e)),
	}
	if style := p.style(e); style != "" {
		attributes = append(attributes, "style="+style)
	}
	switch e.Flow {
	case diagram.In:
		attributes = append(attributes, "dir=back")
	case diagram.Both:
		attributes = append(attributes, "dir=both")
	case diagram.Flat:
		attributes = append(attributes, "dir=none")
	case diagram.Out:
	}
	if e.Kind == diagram.Depends {
		attributes = append(attributes, "arrowhead=vee")
		if p.diagram.View != diagram.StartupView {
			attributes = append(attributes, "weight=0")
		}
	}
	if label := p.label(e); label != "" {
		attributes = append(attributes, "label=<"+label+">")
	}
	p.add("  %s -> %s [%s]", quote(e.From), quote(e.To), strings.Join(attributes, " "))
}

func thickness(e *diagram.Edge) float64 {
	switch e.Verdict {
	case diagram.Error:
		return 2.5
	case diagram.Warning:
		return 1.8
	case diagram.Unsaid, diagram.Unknown, diagram.Fits:
	}
	if e.Kind == diagram.Publish {
		return 1.6
	}
	return 1.1
}

// line is the colour of an edge. The order of starting is light, except where it
// is what the drawing is about.
func (p *printer) line(e *diagram.Edge) diagram.Color {
	c := p.colors.Line(e)
	if c == p.colors.Depends && p.diagram.View == diagram.StartupView {
		return p.colors.Good
	}
	return c
}

func (p *printer) style(e *diagram.Edge) string {
	switch {
	case e.Kind == diagram.Depends && p.diagram.View == diagram.StartupView:
		return ""
	case e.Kind == diagram.Depends:
		return "dotted"
	case e.Inferred:
		return "dashed"
	}
	return ""
}

// label is an edge's label with the rules that it breaks.
func (p *printer) label(e *diagram.Edge) string {
	rows := ""
	if e.Label != "" {
		rows = row(e.Label, look{size: lineSize, color: p.colors.Muted, onLine: true})
	}
	if rows += p.rules(e.Findings, e.Verdict, true); rows == "" {
		return ""
	}
	return table(rows)
}
