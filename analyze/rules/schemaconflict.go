package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func schemaConflict() analyze.Rule {
	return analyze.Rule{
		Name: "schema-conflict", Severity: analyze.Error,
		Title: "two services provide different versions of one schema in one place",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				providers := p.Cells.Providers(s)
				for i, b := range providers {
					if a, ok := conflicting(p, providers[:i], b); ok {
						reportConflict(p, a, b)
					}
				}
			}
		},
	}
}

// conflicting finds a provider of the same schema in the same cell whose
// version is another, where neither goes on from the other.
func conflicting(p *analyze.Pass, before []unify.Provider, b unify.Provider) (unify.Provider, bool) {
	for _, a := range before {
		if a.Schema.Name == b.Schema.Name && sameCell(p, a, b) && !a.Maybe && !b.Maybe && !publishes(p, a) && !publishes(p, b) &&
			apart(p, a.Schema.Range, b.Schema.Range) && !continues(p, a, b) && !continues(p, b, a) {
			return a, true
		}
	}
	return unify.Provider{}, false
}

func apart(p *analyze.Pass, a, b contract.Range) bool {
	return contract.Contain(a, b, p.Types.Versions("")) == contract.Disjoint
}

// continues reports whether one provider goes on from what another left.
func continues(p *analyze.Pass, later, earlier unify.Provider) bool {
	return later.From.Kind == contract.Named && !apart(p, earlier.Schema.Range, later.From.Range)
}

func reportConflict(p *analyze.Pass, a, b unify.Provider) {
	f := analyze.Finding{
		Message: fmt.Sprintf("%s provides %s and %s provides %s in %s", tick(a.Service.Name), tick(schemaText(a.Schema)), tick(b.Service.Name), tick(schemaText(b.Schema)), cellText(b.Cell)),
		Service: b.Service.Name, OtherService: a.Service.Name, Key: b.Schema.Name, Place: providerPlace(b).Place,
		Consumer: b.Source.Confidence, Producer: a.Source.Confidence, Related: []graph.Related{providerPlace(a)},
		Notes: []string{origin(a.Source), origin(b.Source)},
		Help:  "let both provide one version, or let one go on from the other",
	}
	for _, o := range []unify.Provider{a, b} {
		if o.From.Kind == contract.Named {
			f.Notes = append(f.Notes, fmt.Sprintf("%s goes on from %s", tick(o.Service.Name), tick(schemaText(o.From))))
		}
	}
	p.Report(f)
}
