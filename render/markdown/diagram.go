package markdown

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/render"
)

// diagram draws the links that findings are about.
type diagram struct {
	lines part
	nodes map[string]string // by project and service
	seen  map[string]bool
}

func newDiagram() *diagram {
	return &diagram{lines: part{limit: diagramShare}, nodes: map[string]string{}, seen: map[string]bool{}}
}

// add adds a report's links.
func (d *diagram) add(project string, r *analyze.Report) {
	worst := map[*unify.Link]analyze.Severity{}
	for i := range r.Diagnostics {
		if l := r.Diagnostics[i].Link; l != nil {
			worst[l] = max(worst[l], r.Diagnostics[i].Severity)
		}
	}
	for _, l := range r.Links {
		if l.To == nil || worst[l] < analyze.Warning || d.lines.dropped > 0 {
			continue
		}
		arrow, words := "-.->", "suspicious"
		if worst[l] == analyze.Error {
			arrow, words = "==>", "does not fit"
		}
		if l.Port > 0 {
			words = strconv.Itoa(l.Port) + ": " + words
		}
		line := fmt.Sprintf("  %s %s|%s| %s\n", d.node(project, l.Edge.Service.Name), arrow, label(words), d.node(project, l.To.Name))
		if !d.seen[line] {
			d.seen[line] = true
			d.lines.add(line)
		}
	}
}

// node is a service's name in the diagram; its text stands where it is used
// for the first time.
func (d *diagram) node(project, service string) string {
	key := project + "\x00" + service
	if id, ok := d.nodes[key]; ok {
		return id
	}
	id := "n" + strconv.Itoa(len(d.nodes))
	d.nodes[key] = id
	return id + "[" + label(render.Clean(service)) + "]"
}

// label is a text in quotes, with everything that could end them as a code.
func label(text string) string {
	var b strings.Builder
	for _, r := range text {
		if isWord(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return `"` + b.String() + `"`
}

func (d *diagram) write(b *strings.Builder) {
	if d.lines.kept > 0 {
		b.WriteString("\n```mermaid\nflowchart LR\n" + d.lines.text.String() + "```\n")
	}
}
