package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envTogether() analyze.Rule {
	return analyze.Rule{
		Name: "env-together", Severity: analyze.Warning,
		Title: "a variable is set that only works together with another",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			e := r.fact.Clause
			if e.Needed || e.Quantifier != contract.AllOf {
				return
			}
			set := present(r.service, e.Names)
			for _, name := range e.Names {
				if len(set) > 0 && given(r.service, e, name) == contract.No {
					reportApart(p, r, set[0], name)
					return
				}
			}
		}),
	}
}

func reportApart(p *analyze.Pass, r requirement, set *graph.Variable, name string) {
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("%s of %s works only together with %s, which is not set", tick(set.Name), tick(r.service.Name), tick(name)),
		Service: r.service.Name, Key: name, Place: set.KeyPlace, Consumer: r.fact.From.Confidence,
		Notes: []string{stated(r.fact.From, r.fact.Doc)},
		Help:  fmt.Sprintf("set %s too", tick(name)),
	})
}
