package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envExclusive() analyze.Rule {
	return analyze.Rule{
		Name: "env-exclusive", Severity: analyze.Error,
		Title: "variables are set that exclude each other",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			e := r.fact.Clause
			if e.Quantifier == contract.OneOf {
				reportExclusive(p, r, present(r.service, e.Names))
			}
			for _, name := range e.Names {
				if file := e.FileVariable(name); file != "" {
					reportExclusive(p, r, present(r.service, []string{name, file}))
				}
			}
		}),
	}
}

// present are the variables that are surely set in the project.
func present(s *graph.Service, names []string) []*graph.Variable {
	var set []*graph.Variable
	for _, name := range names {
		if v := variable(s, name); v != nil && setting(s, name) == contract.Yes {
			set = append(set, v)
		}
	}
	return set
}

func reportExclusive(p *analyze.Pass, r requirement, set []*graph.Variable) {
	if len(set) < 2 {
		return
	}
	f := analyze.Finding{
		Message: fmt.Sprintf("%s and %s of %s exclude each other", tick(set[0].Name), tick(set[1].Name), tick(r.service.Name)),
		Service: r.service.Name, Key: set[1].Name, Place: set[1].KeyPlace, Consumer: r.fact.From.Confidence,
		Related: []graph.Related{{Message: "the other one is set here", Service: r.service.Name, Place: set[0].KeyPlace}},
		Notes:   []string{stated(r.fact.From, r.fact.Doc)},
		Help:    "keep one of them",
	}
	p.Report(f)
}
