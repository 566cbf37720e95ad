// Package sarif tells reports to code scanning: one log of version 2.1.0 with
// one run, however many projects there are.
package sarif

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/render"
)

// schema is the published schema that a log is held to.
const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// Options say what a log is about.
type Options struct {
	// Version is the version of ctypes, "" when it has none.
	Version string
	// Rules are the rules that results may refer to; others are described by
	// their name alone.
	Rules []analyze.Rule
}

// New returns a renderer for one log. It holds no results: they are written as
// they come, and what is known only at the end stands after them.
func New(o Options) render.Renderer {
	return &renderer{Options: o, rules: []rule{}, index: map[string]int{}, successful: true}
}

type renderer struct {
	Options
	meter      meter
	opened     bool
	results    int
	rules      []rule // that results refer to, in order of the first
	index      map[string]int
	successful bool
}

// Render implements render.Renderer.
func (r *renderer) Render(w io.Writer, report *analyze.Report) error {
	if err := r.open(w); err != nil {
		return err
	}
	p := newProject(report)
	r.successful = r.successful && !p.unreadable()
	for i := range report.Diagnostics {
		r.results++
		if r.results > maxResults {
			continue
		}
		d := &report.Diagnostics[i]
		if err := r.result(w, p.result(d, r.rule(d))); err != nil {
			return err
		}
	}
	return nil
}

// open writes what stands before the results.
func (r *renderer) open(w io.Writer) error {
	if r.opened {
		return nil
	}
	r.opened = true
	return r.write(w, fmt.Sprintf(`{"$schema":%q,"version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","results":[`, schema))
}

func (r *renderer) result(w io.Writer, res result) error {
	separator := "\n"
	if r.results > 1 {
		separator = ",\n"
	}
	return r.encode(w, separator, res)
}

// Close implements render.Renderer. Its error is a render.LimitError for a log
// that GitHub will not take; the log is written all the same.
func (r *renderer) Close(w io.Writer) error {
	if err := r.open(w); err != nil {
		return err
	}
	driver := driver{Name: "ctypes", InformationURI: render.Home, Version: r.Version, Rules: r.rules}
	if err := r.encode(w, "],\n\"tool\":", tool{driver}); err != nil {
		return err
	}
	exceeded := r.meter.exceeded(r.results)
	if err := r.encode(w, ",\n\"invocations\":", []invocation{r.invocation(exceeded)}); err != nil {
		return err
	}
	if err := r.write(w, "}]}\n"); err != nil {
		return err
	}
	if exceeded != "" {
		return &render.LimitError{Text: exceeded}
	}
	return nil
}

func (r *renderer) invocation(exceeded string) invocation {
	i := invocation{Successful: r.successful}
	if exceeded != "" {
		i.Notifications = []notification{{"error", text{exceeded}}}
	}
	return i
}

// encode writes a prefix and a value.
func (r *renderer) encode(w io.Writer, prefix string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding the log: %w", err)
	}
	return r.write(w, prefix+string(data))
}

func (r *renderer) write(w io.Writer, s string) error {
	r.meter.count(s)
	if _, err := io.WriteString(w, s); err != nil {
		return fmt.Errorf("writing the log: %w", err)
	}
	return nil
}

// rule is the index of a diagnostic's rule, which is described when it is
// referred to for the first time.
func (r *renderer) rule(d *analyze.Diagnostic) int {
	name := render.Clean(d.Rule)
	if i, ok := r.index[name]; ok {
		return i
	}
	known := analyze.Rule{Name: name, Title: name, Severity: d.Severity}
	if i := slices.IndexFunc(r.Rules, func(k analyze.Rule) bool { return k.Name == name }); i >= 0 {
		known = r.Rules[i]
	}
	r.index[name] = len(r.rules)
	r.rules = append(r.rules, newRule(known))
	return r.index[name]
}

func newRule(known analyze.Rule) rule {
	page := known.Page
	if page == "" {
		page = known.Title
	}
	return rule{
		ID:      known.Name,
		Short:   text{known.Title},
		Full:    text{known.Title},
		HelpURI: render.RuleURL(known.Name),
		Help:    help{Text: page, Markdown: page},
		Default: configuration{level(known.Severity)},
		More:    map[string]any{"tags": []string{"containers", "compose"}, "problem.severity": problem(known.Severity)},
	}
}

// level is what the standard calls a severity.
func level(s analyze.Severity) string {
	if s == analyze.Info || s == 0 {
		return "note"
	}
	return s.String()
}

// problem is what GitHub calls a severity.
func problem(s analyze.Severity) string {
	if s == analyze.Info || s == 0 {
		return "recommendation"
	}
	return s.String()
}

// unreadable reports whether the project could not be read.
func (p project) unreadable() bool {
	return p.Graph != nil && p.Graph.Project != nil &&
		slices.ContainsFunc(p.Graph.Problems, func(p graph.Problem) bool { return p.Fatal })
}
