// Package rdjson tells reports to reviewdog, in its format rdjson: one object,
// however many projects there are.
package rdjson

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

// New returns a renderer for one object.
func New() render.Renderer { return &renderer{} }

type renderer struct {
	opened  bool
	written int
}

// The parts of the object, named as reviewdog names them.
type (
	diagnostic struct {
		Message     string       `json:"message"`
		Location    location     `json:"location"`
		Severity    string       `json:"severity"`
		Code        code         `json:"code"`
		Suggestions []suggestion `json:"suggestions,omitempty"`
		Related     []related    `json:"related_locations,omitempty"`
	}
	location struct {
		Path  string `json:"path"`
		Range *span  `json:"range,omitempty"`
	}
	span struct {
		Start position  `json:"start"`
		End   *position `json:"end,omitempty"`
	}
	// position counts lines and columns from 1; columns are bytes.
	position struct {
		Line   int `json:"line"`
		Column int `json:"column,omitempty"`
	}
	code struct {
		Value string `json:"value"`
		URL   string `json:"url"`
	}
	suggestion struct {
		Range span   `json:"range"`
		Text  string `json:"text"`
	}
	related struct {
		Message  string   `json:"message,omitempty"`
		Location location `json:"location"`
	}
)

// Render implements render.Renderer.
func (r *renderer) Render(w io.Writer, report *analyze.Report) error {
	if err := r.open(w); err != nil {
		return err
	}
	p := project{report}
	for i := range report.Diagnostics {
		data, err := json.Marshal(p.diagnostic(&report.Diagnostics[i]))
		if err != nil {
			return fmt.Errorf("encoding a finding: %w", err)
		}
		separator := "\n"
		if r.written > 0 {
			separator = ",\n"
		}
		r.written++
		if err := write(w, separator+string(data)); err != nil {
			return err
		}
	}
	return nil
}

func (r *renderer) open(w io.Writer) error {
	if r.opened {
		return nil
	}
	r.opened = true
	return write(w, fmt.Sprintf(`{"source":{"name":"ctypes","url":%q},"diagnostics":[`, render.Home))
}

// Close implements render.Renderer.
func (r *renderer) Close(w io.Writer) error {
	if err := r.open(w); err != nil {
		return err
	}
	return write(w, "]}\n")
}

func write(w io.Writer, s string) error {
	if _, err := io.WriteString(w, s); err != nil {
		return fmt.Errorf("writing the findings: %w", err)
	}
	return nil
}

// project is the report that diagnostics are made of.
type project struct{ *analyze.Report }

func (p project) diagnostic(d *analyze.Diagnostic) diagnostic {
	rule := render.Clean(d.Rule)
	out := diagnostic{
		Message: message(d), Location: p.location(d.At),
		Severity: strings.ToUpper(d.Severity.String()), Code: code{rule, render.RuleURL(rule)},
	}
	for _, r := range d.Related {
		if !r.At.IsZero() {
			out.Related = append(out.Related, related{render.Clean(r.Message), p.location(r.At)})
		}
	}
	for _, f := range d.Fixes {
		out.Suggestions = append(out.Suggestions, p.suggestions(d, f)...)
	}
	return out
}

// message is all that a finding says, line by line.
func message(d *analyze.Diagnostic) string {
	return strings.Join(append([]string{render.Clean(d.Message)}, render.Notes(d)...), "\n")
}

// suggestions are the edits of a safe fix in the file of its finding: others
// cannot be applied with one click.
func (p project) suggestions(d *analyze.Diagnostic, f analyze.Fix) []suggestion {
	if f.Safety != analyze.Safe {
		return nil
	}
	var all []suggestion
	for _, e := range f.Edits {
		file := p.file(e.File)
		if file == nil || !render.Insertable(e.Text) || e.File != d.At.File || e.Start < 0 || e.End < e.Start || e.End > len(file.Data) {
			return nil
		}
		at := p.span(file.Range(source.Span{Start: e.Start, End: e.End}))
		all = append(all, suggestion{*at, e.Text})
	}
	return all
}

func (p project) location(at source.Range) location {
	if at.IsZero() && p.Graph != nil && p.Graph.Project != nil && len(p.Graph.Files) > 0 {
		at.File = p.Graph.Files[0]
	}
	return location{render.Clean(filepath.ToSlash(at.File)), p.span(at)}
}

// span is nil for a range that is none.
func (p project) span(at source.Range) *span {
	if at.Start.Line < 1 {
		return nil
	}
	s := span{Start: p.position(at.File, at.Start)}
	if end := p.position(at.File, at.End); end.Line > s.Start.Line || end.Line == s.Start.Line && end.Column >= s.Start.Column {
		s.End = &end
	}
	return &s
}

// position counts a position's column in bytes. Without the file's text the
// line has to do.
func (p project) position(name string, at source.Position) position {
	out := position{Line: at.Line}
	file := p.file(name)
	if file == nil || at.Line < 1 || at.Line > file.Lines() || at.Column < 1 {
		return out
	}
	first := file.Offset(source.Position{Line: at.Line, Column: 1})
	out.Column = file.Offset(at) - first + 1
	return out
}

func (p project) file(name string) *source.File {
	if p.Graph == nil || p.Graph.Project == nil || p.Graph.Sources == nil {
		return nil
	}
	return p.Graph.Sources.File(name)
}
