// Package dot writes diagrams in the language of Graphviz. The boxes are tables
// of a given width, so that the texts fit whatever font they are drawn in.
package dot

import (
	"fmt"
	"io"
	"strings"

	"github.com/ctypes-dev/ctypes/render/diagram"
)

// large is from how many nodes on the layout is told to try less hard.
const large = 300

// Write writes a diagram. Nodes, edges and frames carry their IDs.
func Write(w io.Writer, d *diagram.Diagram) error {
	p := &printer{colors: diagram.Colors(), diagram: d}
	p.head()
	at := 0
	for _, f := range d.Frames {
		for ; at < len(d.Nodes) && d.Nodes[at].Frame == ""; at++ {
			p.node(&d.Nodes[at], "  ")
		}
		p.frame(f)
		for ; at < len(d.Nodes) && d.Nodes[at].Frame == f.ID; at++ {
			p.node(&d.Nodes[at], "    ")
		}
		p.add("  }")
	}
	for ; at < len(d.Nodes); at++ {
		p.node(&d.Nodes[at], "  ")
	}
	for i := range d.Edges {
		p.edge(&d.Edges[i])
	}
	p.grid()
	p.add("}")
	if _, err := io.WriteString(w, p.text.String()); err != nil {
		return fmt.Errorf("writing the graph: %w", err)
	}
	return nil
}

// printer gathers the text.
type printer struct {
	text    strings.Builder
	colors  diagram.Palette
	diagram *diagram.Diagram
}

func (p *printer) add(format string, args ...any) {
	fmt.Fprintf(&p.text, format+"\n", args...)
}

// head opens the graph. Without newrank the layout loses edges of graphs with
// frames.
func (p *printer) head() {
	c := p.colors
	direction := "LR"
	if p.diagram.Direction == diagram.TopToBottom {
		direction = "TB"
	}
	p.add("digraph %s {", quote(p.diagram.Project))
	p.add(`  graph [rankdir=%s newrank=true bgcolor=%q fontname="Helvetica" fontsize=11 fontcolor=%q pad=0.2 nodesep=0.25 ranksep=0.6]`,
		direction, c.Ground.Light, c.Muted.Light)
	p.add(`  node [shape=plain fontname="Helvetica" fontsize=12 fontcolor=%q]`, c.Ink.Light)
	p.add(`  edge [fontname="Helvetica" fontsize=10 fontcolor=%q arrowsize=0.7]`, c.Muted.Light)
	if len(p.diagram.Nodes) > large {
		p.add("  graph [nslimit=1 nslimit1=1 mclimit=0.2 splines=line]")
	}
	if legend := p.legend(); legend != "" {
		p.add("  graph [labelloc=b labeljust=l label=<%s>]", legend)
	}
}

// frame opens a frame.
func (p *printer) frame(f diagram.Frame) {
	p.add("  subgraph %s {", quote("cluster_"+f.ID))
	p.add(`    graph [id=%s label=%s labelloc=t labeljust=l style="rounded,filled" color=%q fillcolor=%q fontcolor=%q margin=12]`,
		shown(f.ID), shown(f.Label), p.colors.Frame.Light, p.colors.FrameFill.Light, p.colors.Muted.Light)
}

// grid puts nodes that nothing leads to or from side by side: they would all
// stand in one row.
func (p *printer) grid() {
	joined := map[string]bool{}
	for _, e := range p.diagram.Edges {
		joined[e.From], joined[e.To] = true, true
	}
	alone := map[string][]string{}
	for _, n := range p.diagram.Nodes {
		if !joined[n.ID] {
			alone[n.Frame] = append(alone[n.Frame], n.ID)
		}
	}
	p.rows(alone[""])
	for _, f := range p.diagram.Frames {
		p.rows(alone[f.ID])
	}
}

// rows chains nodes in rows that together are about as wide as high; nodes are
// wider than high.
func (p *printer) rows(ids []string) {
	length := 1
	for length*length*3 < 2*len(ids) {
		length++
	}
	if p.diagram.Direction == diagram.TopToBottom {
		length = (len(ids) + length - 1) / length
	}
	for i, id := range ids {
		if i%length != 0 {
			p.add("  %s -> %s [style=invis]", quote(ids[i-1]), quote(id))
		}
	}
}

// quote is a text as a quoted string. Escapes of labels mean nothing then.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// shown is a text as a quoted string that ends up in a drawing, where Graphviz
// takes what looks like an entity for one.
func shown(s string) string { return quote(strings.ReplaceAll(s, "&", "&amp;")) }

// html is a text inside of a label that is HTML. Backslashes would begin escapes
// there too: \G stands for the name of the graph.
func html(s string) string {
	return strings.NewReplacer(`\`, `\\`, "&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
