package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/rules"
	"github.com/ctypes-dev/ctypes/cmd/internal/config"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

// baselineName is the file beside a project that holds the findings that are
// accepted.
const baselineName = ".ctypes-baseline.json"

// baselineFile is what the file says. A finding is known by its fingerprint;
// the rest is for people.
type baselineFile struct {
	Version  int             `json:"version"`
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Service     string `json:"service,omitempty"`
	Key         string `json:"key,omitempty"`
}

// baseline is what a project's file accepts, nil when there is none. What is
// wrong with it becomes a problem of the project.
func (s *stages) baseline(p *graph.Project) *analyze.Baseline {
	if s.config.none || p.Disk == nil || p.Dir == "" {
		return nil
	}
	path := filepath.Join(p.Dir, baselineName)
	if p.Disk.Stat(path) == graph.MissingEntry {
		return nil
	}
	text, err := p.Disk.Read(path)
	if err != nil {
		p.Problems = append(p.Problems, configProblem(config.Value{Text: s.shown(path), Place: source.Place{File: s.shown(path)}}, "the baseline `"+s.shown(path)+"` cannot be read: "+err.Error()))
		return nil
	}
	b, err := parseBaseline(text)
	if err != nil {
		at := config.Value{Text: text.Name, Place: source.Place{File: text.Name, Span: faultIn(text, err)}}
		problem := configProblem(at, "the baseline `"+text.Name+"` cannot be read: "+err.Error())
		problem.Help = "`ctypes check --write-baseline` writes it anew"
		p.Problems = append(p.Problems, problem)
		return nil
	}
	return b
}

func parseBaseline(text *source.File) (*analyze.Baseline, error) {
	var file baselineFile
	d := json.NewDecoder(bytes.NewReader(text.Data))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, err //nolint:wrapcheck // the caller names the file
	}
	if file.Version != 1 {
		return nil, fmt.Errorf("its version is %d, and this ctypes knows version 1", file.Version)
	}
	b := &analyze.Baseline{At: text.Range(source.Span{})}
	for _, f := range file.Findings {
		if f.Fingerprint == "" {
			return nil, errors.New("a finding has no fingerprint")
		}
		b.Accepted = append(b.Accepted, analyze.Accepted{Fingerprint: f.Fingerprint, Rule: f.Rule, Service: f.Service})
	}
	return b, nil
}

// faultIn is where in a text of JSON an error is.
func faultIn(text *source.File, err error) source.Span {
	at := int64(0)
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = e.Offset
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		at = e.Offset
	}
	if at < 1 || at > int64(len(text.Data)) {
		return source.Span{}
	}
	return source.Span{Start: int(at) - 1, End: int(at)}
}

// accepted is what a project's baseline accepts: what it says, or, when it is to
// be written, all that is found.
func (s *stages) accepted(b *built, known *analyze.Baseline, o analyze.Options) (*analyze.Baseline, error) {
	if s.accept {
		return s.writeBaseline(analyze.Run(b.Graph, rules.All(), o))
	}
	if known != nil {
		known.Partial = b.missed || s.registry.offline
	}
	return known, nil
}

// writeBaseline writes the findings of a report down as accepted.
func (s *stages) writeBaseline(r *analyze.Report) (*analyze.Baseline, error) {
	file := baselineFile{Version: 1, Findings: []baselineEntry{}}
	b := &analyze.Baseline{}
	for _, d := range r.Diagnostics {
		file.Findings = append(file.Findings, baselineEntry{
			Fingerprint: d.Fingerprint, Rule: d.Rule, Service: render.Clean(d.Service), Key: render.Clean(d.Key),
		})
		b.Accepted = append(b.Accepted, analyze.Accepted{Fingerprint: d.Fingerprint, Rule: d.Rule, Service: d.Service})
	}
	// Not in order of place: lines that move would change the file.
	slices.SortStableFunc(file.Findings, func(a, b baselineEntry) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Key, b.Key))
	})
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(file); err != nil {
		return nil, unwritten("the baseline", err)
	}
	path := filepath.Join(r.Graph.Dir, baselineName)
	if err := replace(path, []byte(s.notices.mask.Replace(text.String()))); err != nil {
		return nil, unwritten("`"+path+"`", err)
	}
	s.notices.add(fmt.Sprintf("%s: %s accepted", s.shown(path), render.Plural(len(file.Findings), "finding")))
	s.notices.flush()
	return b, nil
}

// shown is a path as the user would spell it: from the working directory where
// it is below that.
func (s *stages) shown(path string) string {
	dir, err := s.workingDir()
	if err != nil {
		return path
	}
	if below, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(below) {
		return filepath.ToSlash(below)
	}
	return path
}
