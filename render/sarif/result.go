package sarif

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

// project is the report that results are made of.
type project struct {
	*analyze.Report
	name  string
	files []string
}

func newProject(r *analyze.Report) project {
	p := project{Report: r}
	if r.Graph != nil && r.Graph.Project != nil {
		p.name, p.files = render.Clean(r.Graph.Name), r.Graph.Files
	}
	return p
}

func (p project) result(d *analyze.Diagnostic, rule int) result {
	r := result{
		RuleID: render.Clean(d.Rule), RuleIndex: rule, Level: level(d.Severity),
		Locations: p.primary(d.At), Fingerprints: p.fingerprints(d),
		Properties: map[string]any{},
	}
	r.Related = related(d)
	r.Message = message(d, r.Related)
	for _, f := range d.Fixes {
		if changes := p.changes(f.Edits); len(changes) > 0 {
			r.Fixes = append(r.Fixes, fix{text{escape(f.Title) + trust(f.Safety)}, changes})
		}
	}
	for name, value := range map[string]string{"project": p.name, "service": d.Service, "otherService": d.OtherService, "key": d.Key} {
		if value != "" {
			r.Properties[name] = render.Clean(value)
		}
	}
	return r
}

// primary is where a finding stands. Code scanning shows none without a file:
// the project's first one stands in.
func (p project) primary(at source.Range) []location {
	if at.IsZero() && len(p.files) > 0 {
		at.File = p.files[0]
	}
	if at.IsZero() {
		return nil
	}
	return []location{{Physical: place(at)}}
}

// related are the other places, numbered so that the message can link them.
func related(d *analyze.Diagnostic) []location {
	var all []location
	for _, r := range d.Related {
		if r.At.IsZero() || len(all) == maxLocation-1 {
			continue
		}
		words := render.Clean(r.Message)
		if words == "" {
			words = "the other side"
		}
		all = append(all, location{ID: len(all) + 1, Physical: place(r.At), Message: &text{escapeBrackets(strings.ReplaceAll(words, `\`, `\\`))}})
	}
	return all
}

// message is the finding's message with links to the related places, which
// code scanning does not show otherwise, its notes and its help.
func message(d *analyze.Diagnostic, related []location) text {
	lines := make([]string, 1, 2+len(related)+len(d.Notes))
	lines[0] = escape(d.Message)
	if lines[0] == "" {
		lines[0] = render.Clean(d.Rule)
	}
	for _, r := range related {
		lines = append(lines, fmt.Sprintf("see [%s](%d)", r.Message.Text, r.ID))
	}
	for _, n := range render.Notes(d) {
		lines = append(lines, escapeBrackets(n))
	}
	return text{strings.Join(lines, "\n")}
}

// escape makes a text stand for itself in a message.
func escape(s string) string { return escapeBrackets(render.Clean(s)) }

// escapeBrackets keeps brackets from making a link.
func escapeBrackets(s string) string {
	return strings.NewReplacer(`[`, `\[`, `]`, `\]`).Replace(s)
}

func place(at source.Range) physical { return physical{artifact{uri(at.File)}, newRegion(at)} }

// newRegion is nil for a range that is none.
func newRegion(at source.Range) *region {
	r := region{StartLine: at.Start.Line}
	if r.StartLine < 1 {
		return nil
	}
	if at.Start.Column < 1 {
		return &r
	}
	r.StartColumn = at.Start.Column
	if at.End.Line > at.Start.Line && at.End.Column > 0 || at.End.Line == at.Start.Line && at.End.Column >= at.Start.Column {
		r.EndLine, r.EndColumn = at.End.Line, at.End.Column
	}
	return &r
}

// uri is a file's name as a reference relative to where ctypes ran.
func uri(name string) string {
	slashed := filepath.ToSlash(name)
	u := url.URL{Path: slashed}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
		u.Path = "/" + strings.TrimPrefix(slashed, "/")
	}
	return u.String()
}

// fingerprints tells the finding of one project from that of another, which
// share the run.
func (p project) fingerprints(d *analyze.Diagnostic) fingerprints {
	if d.Fingerprint == "" {
		return fingerprints{}
	}
	own := render.Clean(d.Fingerprint)
	sum := sha256.Sum256([]byte(p.name + "\x00" + own))
	return fingerprints{GitHub: hex.EncodeToString(sum[:8]) + ":1", Own: own}
}

// changes are a fix's edits by file. A fix with a place that is not in the
// file is none.
func (p project) changes(edits []analyze.Edit) []change {
	var all []change
	index := map[string]int{}
	for _, e := range edits {
		file := p.file(e.File)
		if file == nil || !render.Insertable(e.Text) || e.Start < 0 || e.End < e.Start || e.End > len(file.Data) {
			return nil
		}
		i, ok := index[e.File]
		if !ok {
			i = len(all)
			index[e.File] = i
			all = append(all, change{Artifact: artifact{uri(e.File)}})
		}
		at := newRegion(file.Range(source.Span{Start: e.Start, End: e.End}))
		all[i].Replacements = append(all[i].Replacements, replacement{*at, text{e.Text}})
	}
	return all
}

func (p project) file(name string) *source.File {
	if p.Graph == nil || p.Graph.Project == nil || p.Graph.Sources == nil {
		return nil
	}
	return p.Graph.Sources.File(name)
}

// trust says how far a fix can be trusted.
func trust(s analyze.Safety) string {
	switch s {
	case analyze.Safe:
		return ""
	case analyze.Placeholders:
		return " (fill in the placeholders)"
	case analyze.Unsafe:
	}
	return " (may be wrong)"
}
