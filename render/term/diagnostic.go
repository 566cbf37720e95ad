package term

import (
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/render"
)

// diagnostic adds one diagnostic. An info has one row, unless all is asked for.
func (p *page) diagnostic(d *analyze.Diagnostic) {
	if d.Severity == analyze.Info && !p.verbose {
		p.brief(d)
		return
	}
	p.gap()
	p.open = true
	p.title(d, "")
	all := frames(d)
	f := framer{
		pen:     pen{palette: p.palette, primary: inkOf(d.Severity)},
		sources: p.sources,
		secrets: p.secrets,
		digits:  digits(all),
	}
	f.width = p.width - f.digits - len("  | ")
	p.rows = append(p.rows, f.draw(all)...)
	p.remarks(d, f.digits+2)
}

// brief adds a diagnostic without its frames and remarks.
func (p *page) brief(d *analyze.Diagnostic) {
	if !p.short {
		p.gap()
	}
	p.open, p.short = true, true
	at := where(d.At)
	if at != "" {
		at = " (" + at + ")"
	}
	p.title(d, at)
}

// title adds the line that stands alone, and what ends it. On a terminal it is
// broken at words, so that the terminal does not break it inside of them.
func (p *page) title(d *analyze.Diagnostic, end string) {
	head := d.Severity.String() + "[" + render.Clean(d.Rule) + "]"
	text := strings.TrimSpace(head+": "+render.Clean(d.Message)) + end
	lines := []string{text}
	if p.folds {
		lines = wrap(text, p.width)
	}
	p.row(p.paint(inkOf(d.Severity), head) + p.paint(strong, strings.TrimPrefix(lines[0], head)))
	for _, l := range lines[1:] {
		p.row(p.paint(strong, l))
	}
}

// remarks adds the notes and the help, and the related places that are in no
// file.
func (p *page) remarks(d *analyze.Diagnostic, indent int) {
	for _, r := range d.Related {
		if r.At.IsZero() {
			p.remark(indent, "note", strong, r.Message)
		}
	}
	for _, n := range d.Notes {
		p.remark(indent, "note", strong, n)
	}
	p.remark(indent, "help", advice, d.Help)
}

func (p *page) remark(indent int, word string, i ink, text string) {
	if text == "" {
		return
	}
	lead := strings.Repeat(" ", indent)
	head := lead + p.paint(gutter, "=") + " " + p.paint(i, word) + ": "
	p.hanging(head, len(lead)+len("= : ")+len(word), text)
}
