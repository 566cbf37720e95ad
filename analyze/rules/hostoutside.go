package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

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
				if l.Host.Outcome == unify.Outside && lockedIn(l.Edge.Service, internal) && !nearby(l.Edge.Host.Text) && !hasProxy(l.Edge.Service) {
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

// nearby reports whether an address may be that of a container, which a network
// can assign.
func nearby(host string) bool {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && (ip.IsPrivate() || ip.IsLinkLocalUnicast())
}

// hasProxy reports whether a service reaches the outside through a proxy.
func hasProxy(s *graph.Service) bool {
	return slices.ContainsFunc(s.Environment, func(v graph.Variable) bool {
		return slices.Contains([]string{"http_proxy", "https_proxy", "all_proxy"}, strings.ToLower(v.Name))
	})
}

func reportOutside(p *analyze.Pass, l *unify.Link) {
	s := l.Edge.Service
	f := at(linkFinding(l, fmt.Sprintf("%s connects to %s, which is outside, but all its networks are internal", tick(s.Name), tick(l.Edge.Host.Text))), l.Edge.Host)
	f.Related = networkPlaces(s)
	f.Help = fmt.Sprintf("put %s on a network without `internal: true`", tick(s.Name))
	p.Report(f)
}
