package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func emitMismatch() analyze.Rule {
	return analyze.Rule{
		Name: "emit-mismatch", Severity: analyze.Error,
		Title: "what a service emits for a variable and what the variable holds differ",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, e := range s.Contract.Emits {
					if !e.Maybe && e.Value.Known && e.Value.Text != "" {
						checkEmitted(p, s, e)
					}
				}
			}
		},
	}
}

// checkEmitted compares what a service emits with the variable of the same
// name of each service that reaches it.
func checkEmitted(p *analyze.Pass, s *graph.Service, e graph.Emitted) {
	for _, c := range activeServices(p.Graph) {
		v := variable(c, e.Clause.Variable)
		if c == s || v == nil || setting(c, v.Name) != contract.Yes || v.Value == e.Value.Text || p.Resolve(c, s.Name).Outcome != unify.Reached || !reads(c, v.Name) {
			continue
		}
		f := analyze.Finding{
			Message: fmt.Sprintf("%s of %s is not what %s emits for it", tick(v.Name), tick(c.Name), tick(s.Name)),
			Service: c.Name, OtherService: s.Name, Key: v.Name, Place: v.Place, Producer: e.From.Confidence,
			Notes: []string{fmt.Sprintf("%s emits it: %s", tick(s.Name), origin(e.From))},
		}
		if !e.Value.Secret && !e.Clause.Format.Secret() {
			f.Help = fmt.Sprintf("use %s", tick(e.Value.Text))
			f.Fixes = replace(graph.Value{Text: v.Value, Place: v.Place}, e.Value.Text, analyze.Unsafe)
		}
		p.Report(f)
	}
}

// reads reports whether a service's contract names a variable among those that
// the image reads.
func reads(s *graph.Service, name string) bool {
	return slices.ContainsFunc(s.Contract.Variables, func(f graph.Fact[contract.Environment]) bool {
		return !f.Clause.Wildcard && slices.Contains(f.Clause.Names, name)
	})
}
