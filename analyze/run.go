package analyze

import (
	"slices"

	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Options change what a run reports.
type Options struct {
	// Strict reports what is unchecked as warnings.
	Strict bool
	// Severities take the place of those of rules, by the rule's name. The
	// confidence of a finding caps them as it caps the rule's own.
	Severities map[string]Severity
	// Off are the rules that report nothing.
	Off map[string]bool
	// Ignores are those of the user's configuration; others stand in the files.
	Ignores []Ignore
	// Baseline are findings that are accepted; nil accepts none.
	Baseline *Baseline
	// Known are the fingerprints of findings that are left out: those of what the
	// project was before a change.
	Known map[string]bool
}

// severity is what a rule's severity is, given its own.
func (o Options) severity(rule string, own Severity) Severity {
	if s, ok := o.Severities[rule]; ok {
		return s
	}
	return own
}

// Run runs rules over a graph and returns what they found, in the one order of
// output.
func Run(g *graph.Graph, rules []Rule, o Options) *Report {
	r := &run{graph: g, rules: rules, options: o, places: newPlaces(g), solution: unify.Solve(g), redact: newRedactor(g)}
	pass := &Pass{Graph: g, Solution: r.solution, Strict: o.Strict}
	for _, rule := range rules {
		if o.Off[rule.Name] {
			continue
		}
		pass.rule = rule
		pass.report = func(f Finding) { r.add(rule, f) }
		rule.Run(pass)
	}
	return r.finish()
}

// run gathers the findings of one Run.
type run struct {
	graph    *graph.Graph
	rules    []Rule
	options  Options
	places   places
	solution *unify.Solution
	redact   Redactor
	found    []Diagnostic
}

func (r *run) add(rule Rule, f Finding) {
	d := r.redact.diagnostic(r.places.diagnostic(rule, f))
	d.Severity = severity(rule, r.options.severity(rule.Name, rule.Severity), f)
	r.found = append(r.found, d)
	if f.Link != nil {
		f.Link.Verdict = max(f.Link.Verdict, verdict(d.Severity))
	}
}

// verdict is what a diagnostic about a link makes of it.
func verdict(s Severity) unify.Verdict {
	switch s {
	case Error:
		return unify.Broken
	case Warning:
		return unify.Suspicious
	case Info:
	}
	return unify.Unknown
}

func (r *run) finish() *Report {
	report := &Report{Graph: r.graph, Links: r.solution.Links, Redactor: r.redact}
	report.Diagnostics, report.Summary.Suppressed = r.suppress(r.found)
	slices.SortFunc(report.Diagnostics, compare)
	report.Diagnostics = slices.CompactFunc(report.Diagnostics, func(a, b Diagnostic) bool { return compare(a, b) == 0 })
	report.Diagnostics = share(report.Diagnostics)
	fingerprint(report.Diagnostics)
	report.Diagnostics, report.Summary.Accepted = r.accept(report.Diagnostics)
	report.Diagnostics, report.Summary.Known = r.news(report.Diagnostics)
	slices.SortFunc(report.Diagnostics, compare)
	report.Unchecked = r.graph.Unchecked
	report.Secrets = r.secrets()
	summarise(report)
	return report
}

// news leaves out what is known, and counts it.
func (r *run) news(ds []Diagnostic) (kept []Diagnostic, dropped int) {
	kept = slices.DeleteFunc(ds, func(d Diagnostic) bool { return r.options.Known[d.Fingerprint] })
	return kept, len(ds) - len(kept)
}

// secrets are the ranges of the graph's secrets, in order. They are looked up
// only where a report will show lines of files.
func (r *run) secrets() []source.Range {
	if len(r.found) == 0 {
		return nil
	}
	ranges := make([]source.Range, 0, len(r.graph.Secrets))
	for _, p := range r.graph.Secrets {
		if at := r.places.Resolve(p); !at.IsZero() {
			ranges = append(ranges, at)
		}
	}
	slices.SortFunc(ranges, source.Range.Compare)
	return ranges
}

func summarise(r *Report) {
	s := &r.Summary
	for _, d := range r.Diagnostics {
		switch d.Severity {
		case Error:
			s.Errors++
		case Warning:
			s.Warnings++
		case Info:
			s.Infos++
		}
	}
	for _, svc := range r.Graph.Services {
		if !svc.Active {
			continue
		}
		s.Services++
		s.Variables += len(svc.Environment)
		s.Volumes += len(svc.Mounts)
	}
	s.Links = len(r.Links)
	for _, l := range r.Links {
		if l.Typed() {
			s.TypedLinks++
		}
	}
}
