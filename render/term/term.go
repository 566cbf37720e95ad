// Package term tells a report to people: each diagnostic with the lines it is
// about, then what was checked and what was not. It is read on terminals and in
// logs of 80 columns, without colour.
package term

import (
	"bufio"
	"io"

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
	// Verbose lists every link with its evidence, and every service's contract.
	Verbose bool
}

// New returns a renderer. Renderers are safe for concurrent use.
func New(o Options) render.Renderer { return renderer{o} }

type renderer struct{ Options }

// Render implements render.Renderer.
func (r renderer) Render(w io.Writer, report *analyze.Report) error {
	out := bufio.NewWriter(w)
	p := newPage(r.Options, report)
	for i := range report.Diagnostics {
		p.diagnostic(&report.Diagnostics[i])
		if err := p.flush(out); err != nil {
			return err
		}
	}
	if r.Verbose {
		p.links(report)
	}
	p.summary(report)
	if err := p.flush(out); err != nil {
		return err
	}
	return out.Flush() //nolint:wrapcheck // the writer's own error says it all
}
