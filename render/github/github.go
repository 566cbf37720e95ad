// Package github tells reports to a GitHub workflow: each finding is an
// annotation at its line.
package github

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

// New returns a renderer. Renderers are safe for concurrent use.
func New() render.Renderer { return renderer{} }

type renderer struct{}

// Render implements render.Renderer.
func (renderer) Render(w io.Writer, r *analyze.Report) error {
	var b strings.Builder
	for i := range r.Diagnostics {
		annotate(&b, &r.Diagnostics[i])
	}
	// The runner takes a line that begins with two colons for a command, so no
	// line begins with a text of the project.
	fmt.Fprintf(&b, "ctypes: %s in %s\n", render.Count(r.Summary), render.Clean(name(r)))
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the annotations: %w", err)
	}
	return nil
}

// Close implements render.Renderer.
func (renderer) Close(io.Writer) error { return nil }

func name(r *analyze.Report) string {
	if r.Graph == nil || r.Graph.Project == nil {
		return "``"
	}
	return "`" + strings.ReplaceAll(r.Graph.Name, "##[", "## [") + "`"
}

// annotate writes the command for a finding.
func annotate(b *strings.Builder, d *analyze.Diagnostic) {
	fmt.Fprintf(b, "::%s ", command(d.Severity))
	if !d.At.IsZero() {
		fmt.Fprintf(b, "file=%s,", property(filepath.ToSlash(d.At.File)))
		writeRange(b, d.At)
	}
	title := d.Rule
	if d.Service != "" {
		title += " (" + d.Service + ")"
	}
	fmt.Fprintf(b, "title=%s::%s\n", property(title), data(d))
}

// writeRange writes lines, and columns where the runner takes them.
func writeRange(b *strings.Builder, at source.Range) {
	start, end := at.Start, at.End
	if start.Line < 1 {
		return
	}
	if end.Line < start.Line {
		end.Line = start.Line
	}
	b.WriteString("line=" + strconv.Itoa(start.Line) + ",endLine=" + strconv.Itoa(end.Line) + ",")
	if end.Line == start.Line && start.Column > 0 && end.Column >= start.Column {
		// A range's end is exclusive, an annotation's is not.
		last := max(start.Column, end.Column-1)
		b.WriteString("col=" + strconv.Itoa(start.Column) + ",endColumn=" + strconv.Itoa(last) + ",")
	}
}

func command(s analyze.Severity) string {
	if s == analyze.Info {
		return "notice"
	}
	return s.String()
}

// data is all that a finding says, line by line.
func data(d *analyze.Diagnostic) string {
	lines := slices.Concat([]string{render.Clean(d.Message)}, render.Sides(d), render.Notes(d))
	return escape(strings.Join(lines, "\n"))
}

// escape is what the runner undoes in the text of a command.
func escape(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// property is what the runner undoes in a command's properties.
func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escape(render.Clean(s)))
}
