package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func contractTypesDisagree() analyze.Rule {
	return analyze.Rule{
		Name: "contract-types-disagree", Severity: analyze.Error,
		Title: "a contract types a variable in two ways that do not fit",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, d := range s.Contract.Clauses {
					if c, ok := d.Statement.Clause.(contract.Connect); ok && d.Holds == contract.Yes {
						checkTyped(p, s, d, c)
					}
				}
			}
		},
	}
}

// checkTyped compares what a connection is for with the formats of the
// variables that tell where it leads. Conditions choose among statements, so
// only those that certainly hold can disagree.
func checkTyped(p *analyze.Pass, s *graph.Service, d graph.Decided, c contract.Connect) {
	names := append(slices.Clone(c.To.Refs), c.On.Ref.Refs()...)
	for _, f := range s.Contract.Variables {
		says := f.Clause.Format.Types()
		i := slices.IndexFunc(f.Clause.Names, func(name string) bool { return slices.Contains(names, name) })
		if i < 0 || f.Maybe || says.IsZero() || c.For.IsZero() || unify.Fit(p.Types, says, c.For).Compatible() || unify.Fit(p.Types, c.For, says).Compatible() {
			continue
		}
		place := f.From.Place
		if place.IsZero() {
			place = s.Place
		}
		p.Report(analyze.Finding{
			Message: fmt.Sprintf("%s of %s is typed as %s, but the connection that it tells is for %s", tick(f.Clause.Names[i]), tick(s.Name), tick(says.String()), tick(c.For.String())),
			Service: s.Name, Key: f.Clause.Names[i], Place: place, Consumer: f.From.Confidence,
			Related: []graph.Related{{Message: "the connection", Service: s.Name, Place: d.From.Place}},
			Notes:   slices.Compact([]string{origin(f.From), origin(d.From)}),
			Help:    "let both say the same type",
		})
	}
}
