package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/address"
)

func envShadowed() analyze.Rule {
	return analyze.Rule{
		Name: "env-shadowed", Severity: analyze.Warning,
		Title: "`environment` overrides a value of an env file by one that does not fit",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			v, better, ok := shadowed(p, l)
			if !ok {
				return
			}
			p.Report(analyze.Finding{
				Message: fmt.Sprintf("%s of %s leads nowhere, and overrides the value of an env file that leads to a service", tick(v.Name), tick(l.Edge.Service.Name)),
				Link:    l, Service: l.Edge.Service.Name, Key: v.Name, Place: v.Place, Label: "this value is used",
				Related: []graph.Related{{Message: "this one is not", Service: l.Edge.Service.Name, Place: better.Place}},
				Notes:   []string{"`environment` comes before `env_file`"},
				Help:    fmt.Sprintf("remove %s from `environment`", tick(v.Name)),
			})
		}),
	}
}

// shadowed reports whether a link that leads nowhere would lead to a service
// with the value that its variable overrides.
func shadowed(p *analyze.Pass, l *unify.Link) (v *graph.Variable, better graph.Text, ok bool) {
	v = variable(l.Edge.Service, l.Edge.Variable)
	if v == nil || l.Host.Outcome != unify.Self && l.Host.Outcome != unify.Nobody || l.Arrival == unify.Arrives {
		return nil, better, false
	}
	for _, old := range v.Shadowed {
		if leads(p, l.Edge.Service, old.Value) {
			return v, old, true
		}
	}
	return nil, better, false
}

// leads reports whether a value names a service that can be reached.
func leads(p *analyze.Pass, s *graph.Service, value string) bool {
	addresses := address.Parse(value)
	if a, ok := address.Host(value); ok && len(addresses) == 0 {
		addresses = []address.Address{a}
	}
	for _, a := range addresses {
		if a.Host.Set && p.Resolve(s, a.Host.Text).Outcome == unify.Reached {
			return true
		}
	}
	return false
}
