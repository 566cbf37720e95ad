package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func schemaRace() analyze.Rule {
	return analyze.Rule{
		Name: "schema-race", Severity: analyze.Warning,
		Title: "two containers provide one schema at once",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				providers := p.Cells.Providers(s)
				for i, b := range providers {
					if b.Link == nil || b.Maybe || b.Schema.Name == "" || publishes(p, b) {
						continue // nobody knows what it makes, or any number may
					}
					if n := b.Service.Replicas; n.Set && n.N > 1 {
						reportRace(p, b, fmt.Sprintf("%d replicas of %s provide %s in %s at once", n.N, tick(b.Service.Name), tick(schemaText(b.Schema)), cellText(b.Cell)), n.Place, b.Service)
					}
					if a, ok := racing(p, providers[:i], b); ok {
						reportRace(p, b, fmt.Sprintf("%s and %s both provide %s in %s, and neither waits for the other", tick(a.Service.Name), tick(b.Service.Name),
							tick(schemaText(b.Schema)), cellText(b.Cell)), providerPlace(a).Place, a.Service)
					}
				}
			}
		},
	}
}

// racing finds a provider of the same schema and version in the same cell that
// nothing orders before or after.
func racing(p *analyze.Pass, before []unify.Provider, b unify.Provider) (unify.Provider, bool) {
	for _, a := range before {
		if a.Link != nil && a.Service != b.Service && a.Schema.Name == b.Schema.Name && sameCell(p, a, b) && !a.Maybe &&
			!apart(p, a.Schema.Range, b.Schema.Range) && !done(p, a.Service, b.Service) && !done(p, b.Service, a.Service) {
			return a, true
		}
	}
	return unify.Provider{}, false
}

// done reports whether one service has done its work, or is ready, before
// another starts.
func done(p *analyze.Pass, first, then *graph.Service) bool {
	moment := unify.Ready
	if runsOnce(first) {
		moment = unify.Exit
	}
	return p.Order.Before(first, moment, then)
}

func reportRace(p *analyze.Pass, b unify.Provider, message string, place source.Place, with *graph.Service) {
	p.Report(analyze.Finding{
		Message: message, Service: b.Service.Name, OtherService: with.Name, Key: b.Schema.Name, Place: providerPlace(b).Place,
		Consumer: b.Source.Confidence, Notes: []string{origin(b.Source)}, Related: []graph.Related{{Message: "at the same time", Service: with.Name, Place: place}},
		Help: "let one job do it, and let the others wait for that job to complete",
	})
}
