package term

import (
	"io"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/render"
)

// page gathers the rows of a report.
type page struct {
	palette
	width   int
	folds   bool // messages are broken into lines
	verbose bool
	hide    func(string) string // what the process environment contributed
	many    bool                // projects are named by their files too
	sources sources
	secrets *render.Secrets
	rows    []string

	open  bool // something stands above that wants an empty row after it
	short bool // and it is a diagnostic of one row
}

func newPage(o Options, r *analyze.Report) *page {
	p := &page{
		palette: palette{o.Color},
		width:   min(max(o.Width, minWidth), maxWidth),
		folds:   o.Width > 0,
		verbose: o.Verbose,
		many:    o.Many,
		hide:    r.Redactor.Text,
		secrets: render.NewSecrets(r.Secrets),
	}
	if o.Width == 0 {
		p.width = defaultWidth
	}
	if r.Graph != nil && r.Graph.Project != nil && r.Graph.Sources != nil {
		p.sources = r.Graph.Sources
	}
	return p
}

func (p *page) row(text string) { p.rows = append(p.rows, text) }

// gap parts what follows from what stands above.
func (p *page) gap() {
	if p.open {
		p.row("")
	}
	p.open, p.short = false, false
}

// flush writes the rows.
func (p *page) flush(w io.Writer) error {
	for _, r := range p.rows {
		if _, err := io.WriteString(w, r+"\n"); err != nil {
			return err //nolint:wrapcheck // the writer's own error says it all
		}
	}
	p.rows = p.rows[:0]
	return nil
}

// hanging adds a text behind a head of some cells, and the lines that do not
// fit below it. Lines of the text that are indented are kept as they are.
func (p *page) hanging(head string, cells int, text string) {
	indent := strings.Repeat(" ", cells)
	for l := range strings.SplitSeq(text, "\n") {
		lines := []string{render.Clean(l)}
		if !strings.HasPrefix(l, " ") {
			lines = wrap(lines[0], p.width-cells)
		}
		for _, l := range lines {
			p.row(strings.TrimRight(head+l, " "))
			head = indent
		}
	}
}
