package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func orderUnprovisioned() analyze.Rule {
	return analyze.Rule{
		Name: "order-unprovisioned", Severity: analyze.Error,
		Title: "a service may start before its schema is there",
		Run:   onLate(reportUnprovisioned),
	}
}

// onLate is a rule's Run that looks at each need with a provider that may not
// be done when it is needed.
func onLate(look func(*analyze.Pass, unify.Need, unify.Provider)) func(*analyze.Pass) {
	return onNeeds(unify.NeedMet, func(p *analyze.Pass, n unify.Need, found unify.Finding) {
		if by, late := lateProvider(p, n, found); late {
			look(p, n, by)
		}
	})
}

// lateProvider is who provides what a link needs when its service may start
// before that is done.
func lateProvider(p *analyze.Pass, n unify.Need, found unify.Finding) (unify.Provider, bool) {
	client := n.Link.Edge.Service
	if n.Link.Edge.When == contract.Lazily || len(found.Providers) == 0 {
		return unify.Provider{}, false
	}
	for _, provider := range found.Providers {
		if provider.Service == client || provider.Link == nil || provider.Maybe || publishes(p, provider) || done(p, provider.Service, client) {
			return unify.Provider{}, false
		}
	}
	return found.Providers[0], true
}

func reportUnprovisioned(p *analyze.Pass, n unify.Need, by unify.Provider) {
	client := n.Link.Edge.Service
	f := needFinding(n, fmt.Sprintf("%s needs %s, and may start before %s has provided it", tick(client.Name), tick(schemaText(n.Schema)), tick(by.Service.Name)))
	f.OtherService, f.Producer = by.Service.Name, by.Source.Confidence
	f.Related = append(f.Related, graph.Related{Message: "provides " + tick(schemaText(by.Schema)), Service: by.Service.Name, Place: by.Service.Place})
	condition := graph.Healthy
	if runsOnce(by.Service) {
		condition = graph.Completed
	}
	f.Help = fmt.Sprintf("let %s depend on %s with `condition: %s`", tick(client.Name), tick(by.Service.Name), condition)
	p.Report(atDependency(f, client, by.Service, condition))
}
