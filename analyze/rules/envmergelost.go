package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envMergeLost() analyze.Rule {
	return analyze.Rule{
		Name: "env-merge-lost", Severity: analyze.Warning,
		Title: "`environment` replaces a merged block, and a variable that is needed is gone",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, v := range s.Lost {
					if setting(s, v.Name) == contract.No && missed(p, s, v) {
						reportLost(p, s, v)
					}
				}
			}
		},
	}
}

// missed reports whether a service needs a variable that it lost: its contract
// says so, or the value leads to a service.
func missed(p *analyze.Pass, s *graph.Service, v graph.Variable) bool {
	return leads(p, s, v.Value) || slices.ContainsFunc(s.Contract.Variables, func(f graph.Fact[contract.Environment]) bool {
		return f.Clause.Needed && !f.Maybe && slices.Contains(f.Clause.Names, v.Name)
	})
}

func reportLost(p *analyze.Pass, s *graph.Service, v graph.Variable) {
	f := analyze.Finding{
		Message: fmt.Sprintf("the `environment` of %s replaces the merged one, and %s is gone", tick(s.Name), tick(v.Name)),
		Service: s.Name, Key: v.Name, Place: s.Place,
		Related: []graph.Related{{Message: "not taken over from here", Service: s.Name, Place: v.KeyPlace}},
		Notes:   []string{"`<<` merges the keys of one mapping, not the mappings below them"},
		Help:    "merge the variables themselves: `environment: {<<: *anchor, ...}`",
	}
	if len(s.Environment) > 0 {
		f.Place = s.Environment[0].KeyPlace
		f.Label = "this block is used instead"
	}
	p.Report(f)
}
