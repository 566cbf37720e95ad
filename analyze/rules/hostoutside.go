package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func hostOutside() analyze.Rule {
	return analyze.Rule{
		Name: "host-outside", Severity: analyze.Error,
		Title: "a service needs an outside host, and all its networks are internal",
		Run: func(p *analyze.Pass) {
			internal := map[string]bool{}
			for _, n := range p.Networks {
				internal[n.Key] = n.Internal
			}
			for _, l := range p.Links {
				if l.Host.Outcome == unify.Outside && lockedIn(l.Edge.Service, internal) {
					reportOutside(p, l)
				}
			}
		},
	}
}

// lockedIn reports whether all networks of a service are internal.
func lockedIn(s *graph.Service, internal map[string]bool) bool {
	if len(s.Networks) == 0 || s.NetworkMode.Value != "" {
		return false
	}
	for _, a := range s.Networks {
		if !internal[a.Network] {
			return false
		}
	}
	return true
}

func reportOutside(p *analyze.Pass, l *unify.Link) {
	s := l.Edge.Service
	f := at(linkFinding(l, fmt.Sprintf("%s connects to %s, which is outside, but all its networks are internal", tick(s.Name), tick(l.Edge.Host.Text))), l.Edge.Host)
	f.Related = networkPlaces(s)
	f.Help = fmt.Sprintf("put %s on a network without `internal: true`", tick(s.Name))
	p.Report(f)
}
