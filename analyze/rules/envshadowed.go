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
		Name: "env-shadowed", Severity: analyze.Error,
		Title: "`environment` overrides a value of an env file by one that does not fit",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			v, better, ok := shadowed(p, l)
			severity := astray(p, l)
			if !ok || severity == 0 {
				return
			}
			s := l.Edge.Service
			meant := leadsTo(p, s, better.Value)
			f := linkFinding(l, fmt.Sprintf("%s of %s leads nowhere, and overrides the value of an env file that leads to %s", tick(v.Name), tick(s.Name), tick(meant.Name)))
			f.Severity, f.Key, f.Place, f.Label, f.OtherService = severity, v.Name, v.Place, "this value is used", meant.Name
			f.Related = []graph.Related{{Message: "this one is not", Service: s.Name, Place: better.Place}}
			f.Notes = append(f.Notes, "`environment` comes before `env_file`")
			f.Help = fmt.Sprintf("remove %s from `environment`", tick(v.Name))
			p.Report(f)
		}),
	}
}

// astray says how bad it is that a link leads nowhere, 0 where that may be
// meant.
func astray(p *analyze.Pass, l *unify.Link) analyze.Severity {
	switch {
	case l.Host.Outcome == unify.Self:
		return localSeverity(p, l)
	case l.Host.Doubt || l.Edge.Maybe:
		return analyze.Warning
	}
	return analyze.Error
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
	return leadsTo(p, s, value) != nil
}

// leadsTo is the service that a value names, where it can be reached.
func leadsTo(p *analyze.Pass, s *graph.Service, value string) *graph.Service {
	addresses := address.Parse(value)
	if a, ok := address.Host(value); ok && len(addresses) == 0 {
		addresses = []address.Address{a}
	}
	for _, a := range addresses {
		if !a.Host.Set {
			continue
		}
		if r := p.Resolve(s, a.Host.Text); r.Outcome == unify.Reached && len(r.Services) > 0 {
			return r.Services[0]
		}
	}
	return nil
}
