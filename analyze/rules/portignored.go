package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func portIgnored() analyze.Rule {
	return analyze.Rule{
		Name: "port-ignored", Severity: analyze.Warning,
		Title: "published ports have no effect",
		Run: func(p *analyze.Pass) {
			internal := map[string]bool{}
			for _, n := range p.Networks {
				internal[n.Key] = n.Internal
			}
			for _, s := range activeServices(p.Graph) {
				if why := ignoredBecause(s, internal); why != "" && len(s.Ports) > 0 {
					f := analyze.Finding{
						Message: fmt.Sprintf("the ports that %s publishes have no effect: %s", tick(s.Name), why),
						Service: s.Name, Key: s.Ports[0].Raw, Place: s.Ports[0].Place, Label: "not published",
						Help: "remove `ports`, or put the service on a network that can publish them",
					}
					if mode := s.NetworkMode; !mode.Place.IsZero() {
						f.Related = []graph.Related{{Message: "the reason", Service: s.Name, Place: mode.Place}}
					}
					p.Report(f)
				}
			}
		},
	}
}

// ignoredBecause says why a service's ports are not published; "" when they are.
func ignoredBecause(s *graph.Service, internal map[string]bool) string {
	switch mode := s.NetworkMode.Value; {
	case mode == "host":
		return "with `network_mode: host` it listens on the host's own ports"
	case mode == "none":
		return "with `network_mode: none` it has no network"
	case mode != "" && mode != "bridge":
		return fmt.Sprintf("with `network_mode: %s` ports are published there", mode)
	case len(s.Networks) == 0:
		return ""
	}
	for _, a := range s.Networks {
		if !internal[a.Network] {
			return ""
		}
	}
	return "all its networks are internal"
}
