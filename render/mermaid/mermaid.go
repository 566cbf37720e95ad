// Package mermaid writes diagrams as flowcharts that GitHub and GitLab draw in
// Markdown.
package mermaid

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/render/diagram"
)

// Write writes a diagram.
func Write(w io.Writer, d *diagram.Diagram) error {
	var b strings.Builder
	direction := "LR"
	if d.Direction == diagram.TopToBottom {
		direction = "TB"
	}
	b.WriteString("flowchart " + direction + "\n")
	writeNodes(&b, d)
	for i := range d.Edges {
		b.WriteString("  " + arrow(&d.Edges[i]) + "\n")
	}
	writeStyles(&b, d)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the flowchart: %w", err)
	}
	return nil
}

// writeNodes writes the nodes, those of a frame inside of it.
func writeNodes(b *strings.Builder, d *diagram.Diagram) {
	frame := ""
	for i := range d.Nodes {
		n := &d.Nodes[i]
		if n.Frame != frame {
			if frame != "" {
				b.WriteString("  end\n")
			}
			frame = n.Frame
			_, label, _ := strings.Cut(frame, "/")
			fmt.Fprintf(b, "  subgraph %s[%s]\n", identifier(frame), Quote(label))
		}
		indent := "  "
		if frame != "" {
			indent = "    "
		}
		b.WriteString(indent + box(n) + "\n")
	}
	if frame != "" {
		b.WriteString("  end\n")
	}
}

// box is a node in the shape of its kind.
func box(n *diagram.Node) string {
	lines := append([]string{n.Name}, n.Lines...)
	for _, rule := range diagram.Rules(n.Findings) {
		lines = append(lines, "× "+rule)
	}
	left, right := "[", "]"
	switch n.Kind {
	case diagram.Volume:
		left, right = "[(", ")]"
	case diagram.Job, diagram.Elsewhere:
		left, right = "([", "])"
	case diagram.Network:
		left, right = "{{", "}}"
	case diagram.World:
		left, right = "[[", "]]"
	case diagram.Service, diagram.HostPath, diagram.Secret, diagram.Config:
	}
	return identifier(n.ID) + left + Quote(lines...) + right + ":::" + class(n)
}

// class is the style of a node.
func class(n *diagram.Node) string {
	switch n.Verdict {
	case diagram.Error, diagram.Warning:
		return string(n.Verdict)
	case diagram.Unsaid, diagram.Unknown, diagram.Fits:
	}
	if n.Kind == diagram.Job {
		return string(diagram.Service)
	}
	return string(n.Kind)
}

// arrow is an edge.
func arrow(e *diagram.Edge) string {
	lines := []string{}
	if e.Label != "" {
		lines = append(lines, e.Label)
	}
	for _, rule := range diagram.Rules(e.Findings) {
		lines = append(lines, "× "+rule)
	}
	from, to := identifier(e.From), identifier(e.To)
	if e.Flow == diagram.In {
		from, to = to, from
	}
	line := body(e)
	if len(lines) > 0 {
		line += "|" + Quote(lines...) + "|"
	}
	return from + " " + line + " " + to
}

// body is the line of an edge, with its heads.
func body(e *diagram.Edge) string {
	heads := map[diagram.Flow][2]string{diagram.Flat: {"", ""}, diagram.Both: {"<", ">"}}[e.Flow]
	if e.Flow == diagram.Out || e.Flow == diagram.In {
		heads[1] = ">"
	}
	switch {
	case e.Verdict == diagram.Error:
		return heads[0] + "==" + closing("=", heads[1])
	case e.Inferred, e.Kind == diagram.Depends:
		return heads[0] + "-.-" + heads[1]
	}
	return heads[0] + "--" + closing("-", heads[1])
}

// closing is a line's end: one without a head is longer.
func closing(line, head string) string {
	if head == "" {
		return line
	}
	return head
}

// writeStyles writes the colours. Lines are named by their number.
func writeStyles(b *strings.Builder, d *diagram.Diagram) {
	c := diagram.Colors()
	lines := map[string][]string{}
	order := []string{c.Error.Light, c.Warning.Light, c.Unknown.Light, c.Depends.Light}
	for i := range d.Edges {
		color := c.Line(&d.Edges[i]).Light
		lines[color] = append(lines[color], strconv.Itoa(i))
	}
	for _, color := range order {
		if len(lines[color]) > 0 {
			fmt.Fprintf(b, "  linkStyle %s stroke:%s\n", strings.Join(lines[color], ","), color)
		}
	}
	written := map[string]bool{}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		stroke, fill := c.Box(n.Kind)
		name, width := class(n), "1px"
		if name == string(diagram.Error) || name == string(diagram.Warning) {
			stroke, width = map[string]diagram.Color{"error": c.Error, "warning": c.Warning}[name], "3px"
		}
		if !written[name] {
			written[name] = true
			fmt.Fprintf(b, "  classDef %s fill:%s,stroke:%s,stroke-width:%s,color:%s\n", name, fill.Light, stroke.Light, width, c.Ink.Light)
		}
	}
}

// Quote are lines as a text in quotes, with everything that could end it, or
// that Markdown or HTML would take for its own, as a code.
func Quote(lines ...string) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			b.WriteString("<br>")
		}
		for _, r := range line {
			if plain(r) {
				b.WriteRune(r)
			} else {
				fmt.Fprintf(&b, "#%d;", r)
			}
		}
	}
	return `"` + b.String() + `"`
}

func plain(r rune) bool {
	return strings.ContainsRune(" -.,:/", r) || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z' && r < 0x80
}

// identifier is an ID of letters, digits and underscores that is a function of
// the whole ID: service/web-1 is service_web_2d1.
func identifier(id string) string {
	var b strings.Builder
	for i, r := range id {
		switch {
		case '0' <= r && r <= '9', 'a' <= r|0x20 && r|0x20 <= 'z' && r < 0x80:
			b.WriteRune(r)
		case r == '/' && !strings.ContainsRune(id[:i], '/'):
			b.WriteByte('_')
		default:
			fmt.Fprintf(&b, "_%x_", r)
		}
	}
	return b.String()
}
