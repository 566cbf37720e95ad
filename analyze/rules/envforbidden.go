package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envForbidden() analyze.Rule {
	return analyze.Rule{
		Name: "env-forbidden", Severity: analyze.Error,
		Title: "a variable is set that the image refuses",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, f := range s.Contract.Forbids {
					v := variable(s, f.Clause.Name)
					if f.Maybe || v == nil || setting(s, v.Name) != contract.Yes {
						continue
					}
					p.Report(forbidden(s, f, v))
				}
			}
		},
	}
}

func forbidden(s *graph.Service, f graph.Fact[contract.EnvironmentForbid], v *graph.Variable) analyze.Finding {
	finding := analyze.Finding{
		Message: fmt.Sprintf("the image of %s refuses %s", tick(s.Name), tick(v.Name)),
		Service: s.Name, Key: v.Name, Place: v.KeyPlace, Consumer: f.From.Confidence,
		Notes: []string{origin(f.From)}, Help: f.Doc,
	}
	if word := refusedWord(s, f, v.Value); word != "" {
		finding.Message += " with the value " + tick(word)
		finding.Place = v.Place
	}
	if finding.Help == "" {
		finding.Help = fmt.Sprintf("leave %s out", tick(v.Name))
	}
	return finding
}

// refusedWord is the value that a statement refuses a variable with, where it
// is not against the variable as such.
func refusedWord(s *graph.Service, f graph.Fact[contract.EnvironmentForbid], value string) string {
	names := func(a contract.Atom) bool {
		return a.Kind == contract.VariableEquals && !a.Not && a.Name == f.Clause.Name && a.Text == value
	}
	for _, d := range s.Contract.Clauses {
		clause, ok := d.Statement.Clause.(contract.EnvironmentForbid)
		if ok && clause.Name == f.Clause.Name && d.Holds == contract.Yes && !d.Statement.Condition.Unless && slices.ContainsFunc(d.Statement.Condition.Atoms, names) {
			return value
		}
	}
	return ""
}
