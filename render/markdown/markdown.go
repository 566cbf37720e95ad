// Package markdown tells reports in one comment on a pull request: a verdict, a
// table, and the details, below the size that GitHub takes.
package markdown

import (
	"fmt"
	"io"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

// Marker begins each comment, invisibly: a bot finds its comment by it.
const Marker = "<!-- ctypes -->"

// GitHub takes comments of 65,536 characters. The parts have their own shares,
// so that a long table does not leave the details without any room.
const (
	tableShare   = 24_000
	detailShare  = 32_000
	diagramShare = 6_000
)

// New returns a renderer for one comment, which is written by Close.
func New() render.Renderer {
	return &renderer{table: part{limit: tableShare}, details: part{limit: detailShare}, diagram: newDiagram()}
}

type renderer struct {
	projects       int
	total          analyze.Summary
	table, details part
	diagram        *diagram
}

// Render implements render.Renderer.
func (r *renderer) Render(_ io.Writer, report *analyze.Report) error {
	r.projects++
	r.total.Errors += report.Summary.Errors
	r.total.Warnings += report.Summary.Warnings
	r.total.Infos += report.Summary.Infos
	r.total.Services += report.Summary.Services
	r.total.Links += report.Summary.Links
	r.total.Known += report.Summary.Known
	project := ""
	if report.Graph != nil && report.Graph.Project != nil {
		project = report.Graph.Name
	}
	for i := range report.Diagnostics {
		d := &report.Diagnostics[i]
		if d.Severity > analyze.Info {
			r.table.add(row(d))
		}
		r.details.add(detail(project, d))
	}
	r.diagram.add(project, report)
	return nil
}

// Close implements render.Renderer.
func (r *renderer) Close(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n### ctypes: %s\n", Marker, render.Count(r.total))
	if r.table.kept > 0 {
		b.WriteString("\n| | finding | place |\n|---|---|---|\n" + r.table.text.String())
		r.table.rest(&b, "finding")
	}
	if r.details.kept > 0 {
		b.WriteString("\n<details>\n<summary>Details</summary>\n\n" + r.details.text.String())
		r.details.rest(&b, "finding")
		b.WriteString("\n</details>\n")
	}
	r.diagram.write(&b)
	if r.total.Known > 0 {
		fmt.Fprintf(&b, "\n%s of the base not told again\n", render.Plural(r.total.Known, "finding"))
	}
	fmt.Fprintf(&b, "\n%s, %s, %s checked by [ctypes](%s)\n", render.Plural(r.projects, "project"),
		render.Plural(r.total.Services, "service"), render.Plural(r.total.Links, "link"), render.Home)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the comment: %w", err)
	}
	return nil
}

// part is a part of the comment that takes items until its share is used up.
type part struct {
	text          strings.Builder
	limit         int
	kept, dropped int
}

// add takes an item as a whole, or counts it. Once one was left out all are,
// so that what is shown is a beginning.
func (p *part) add(item string) {
	if p.dropped > 0 || p.text.Len()+len(item) > p.limit {
		p.dropped++
		return
	}
	p.kept++
	p.text.WriteString(item)
}

// rest says how many items were left out.
func (p *part) rest(b *strings.Builder, what string) {
	if p.dropped > 0 {
		fmt.Fprintf(b, "\nand %s more, too many for a comment\n", render.Plural(p.dropped, what))
	}
}

// row is a finding's row of the table.
func row(d *analyze.Diagnostic) string {
	return fmt.Sprintf("| %s | %s | %s |\n", d.Severity, escape(render.Clean(d.Message)), place(d.At))
}

// detail is all that a finding says.
func detail(project string, d *analyze.Diagnostic) string {
	var b strings.Builder
	rule := render.Clean(d.Rule)
	fmt.Fprintf(&b, "**%s** [%s](%s): %s\n", d.Severity, escape(rule), render.RuleURL(rule), escape(render.Clean(d.Message)))
	var items []string
	if at := place(d.At); at != "" {
		if name := code(project); name != "" {
			at += " in " + name
		}
		items = append(items, at)
	}
	for _, r := range d.Related {
		if words := escape(render.Clean(r.Message)); words != "" && !r.At.IsZero() {
			items = append(items, place(r.At)+": "+words)
		}
	}
	for _, n := range d.Notes {
		if words := escape(render.Clean(n)); words != "" {
			items = append(items, "note: "+words)
		}
	}
	if help := help(d.Help); help != "" {
		items = append(items, "help: "+help)
	}
	for _, item := range items {
		b.WriteString("- " + item + "\n")
	}
	return b.String() + "\n"
}

// help is a help's first line, and the others as they stand.
func help(text string) string {
	first, rest, more := strings.Cut(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\n")
	out := escape(render.Clean(first))
	if !more {
		return out
	}
	// Indented this far, lines are code inside the item.
	return out + "\n\n      " + strings.ReplaceAll(render.CleanLines(rest), "\n", "\n      ")
}

// place is a file and a line, "" for nowhere.
func place(at source.Range) string { return code(render.Place(at)) }
