// Package term tells a report to people: each diagnostic with the lines it is
// about, then what was checked and what was not. It is read on terminals and in
// logs of 80 columns, without colour.
package term

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/render"
)

const (
	defaultWidth = 80
	minWidth     = 40
	maxWidth     = 1000
)

// Options say what the output looks like.
type Options struct {
	// Width is the terminal's, in cells. Where it is 0, the output is laid out
	// for 80, and messages stay on one line.
	Width int
	// Color paints the output.
	Color bool
	// Verbose tells infos in full, every link with its evidence, and every
	// service's contract.
	Verbose bool
	// Tree shows the services with their verdicts in front of the summary.
	Tree bool
	// Many says that several projects are told of: each stands apart and is named
	// by its first file too, and in the end they are summed up.
	Many bool
}

// New returns a renderer. One for a single project is safe for concurrent use.
func New(o Options) render.Renderer { return &renderer{Options: o} }

type renderer struct {
	Options
	sum sum
}

// Render implements render.Renderer.
func (r *renderer) Render(w io.Writer, report *analyze.Report) error {
	out := bufio.NewWriter(w)
	p := newPage(r.Options, report)
	if r.Many {
		if r.sum.projects > 0 {
			p.row("")
		}
		r.sum.add(report)
	}
	told := r.told(report)
	for i := range told {
		p.diagnostic(&told[i])
		if err := p.flush(out); err != nil {
			return err
		}
	}
	p.gap()
	if r.Verbose {
		p.links(report)
	}
	if r.Tree {
		p.tree(report)
	}
	p.summary(report, told)
	if err := p.flush(out); err != nil {
		return err
	}
	return out.Flush() //nolint:wrapcheck // the writer's own error says it all
}

// Close implements render.Renderer. It sums several projects up.
func (r *renderer) Close(w io.Writer) error {
	if r.sum.projects == 0 {
		return nil
	}
	p := &page{palette: palette{r.Color}}
	p.row("")
	p.row(r.sum.text(p))
	return p.flush(w)
}

// told are the diagnostics that are written: unless all is asked for, infos
// that say no more than the summary does of what is unchecked are left to it.
func (r *renderer) told(report *analyze.Report) []analyze.Diagnostic {
	if r.Verbose || len(report.Unchecked) == 0 {
		return report.Diagnostics
	}
	why := make(map[string]string, len(report.Unchecked))
	for _, u := range report.Unchecked {
		why[u.Service] = u.Why
	}
	return slices.DeleteFunc(slices.Clone(report.Diagnostics), func(d analyze.Diagnostic) bool {
		reason, unchecked := why[d.Service]
		return unchecked && d.Severity == analyze.Info && strings.HasSuffix(d.Message, reason)
	})
}
