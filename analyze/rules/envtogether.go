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
			var lacking []string
			for _, name := range e.Names {
				if given(r.service, name) == contract.No {
					lacking = append(lacking, name)
				}
			}
			if len(set) > 0 && len(lacking) > 0 {
				reportApart(p, r, set[0], lacking)
			}
		}),
	}
}

func reportApart(p *analyze.Pass, r requirement, set *graph.Variable, lacking []string) {
	are := "is"
	if len(lacking) > 1 {
		are = "are"
	}
	f := analyze.Finding{
		Message: fmt.Sprintf("%s of %s works only together with %s, which %s not set", tick(set.Name), tick(r.service.Name), ticks(lacking), are),
		Service: r.service.Name, Key: lacking[0], Place: set.KeyPlace, Consumer: r.fact.From.Confidence, Label: "this has no effect by itself",
		Notes: []string{stated(r.fact.From, r.fact.Doc)},
		Help:  fmt.Sprintf("set %s too", ticks(lacking)),
	}
	for _, name := range lacking {
		if v := variable(r.service, name); v != nil {
			f.Related = append(f.Related, graph.Related{Message: "this is empty", Service: r.service.Name, Place: v.KeyPlace})
		}
	}
	p.Report(f)
}
