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
				lost := slices.DeleteFunc(slices.Clone(s.Lost), func(v graph.Variable) bool {
					return setting(s, v.Name) != contract.No || !missed(p, s, v)
				})
				if len(lost) > 0 {
					p.Report(mergeLost(s, lost))
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

// mergeLost is the finding about all that a service lost by one block.
func mergeLost(s *graph.Service, lost []graph.Variable) analyze.Finding {
	f := analyze.Finding{
		Service: s.Name, Key: lost[0].Name, Place: s.Place,
		Notes: []string{"`<<` merges the keys of one mapping, not the mappings below them"},
		Help:  "merge the variables themselves: `environment: {<<: *anchor, ...}`",
	}
	names := make([]string, len(lost))
	for i, v := range lost {
		names[i] = v.Name
		f.Related = append(f.Related, graph.Related{Message: "not taken over from here", Service: s.Name, Place: v.KeyPlace})
	}
	are := "is"
	if len(lost) > 1 {
		are = "are"
	}
	f.Message = fmt.Sprintf("the `environment` of %s replaces the merged one, and %s %s gone", tick(s.Name), ticks(names), are)
	if own := slices.IndexFunc(s.Environment, func(v graph.Variable) bool { return v.Source == graph.FromEnvironment }); own >= 0 {
		f.Place = s.Environment[own].KeyPlace
		f.Label = "this block is used instead"
	}
	return f
}
