package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

// hostMachine is the name of the host that Docker Desktop resolves by itself.
const hostMachine = "host.docker.internal"

func hostGateway() analyze.Rule {
	return analyze.Rule{
		Name: "host-gateway", Severity: analyze.Warning,
		Title: "`host.docker.internal` does not resolve on Linux without `extra_hosts`",
		Run: func(p *analyze.Pass) {
			told := map[*graph.Service]bool{}
			for _, l := range p.Links {
				s := l.Edge.Service
				if l.Host.Outcome != unify.HostMachine || told[s] || !strings.EqualFold(l.Edge.Host.Text, hostMachine) || mapsHost(p, s) {
					continue
				}
				told[s] = true
				f := at(linkFinding(l, fmt.Sprintf("%s connects to %s, which does not resolve on Linux", tick(s.Name), tick(hostMachine))), l.Edge.Host)
				f.Consumer, f.Producer = 0, 0
				f.Help = fmt.Sprintf("add `extra_hosts: [\"%s:host-gateway\"]` to %s", hostMachine, tick(s.Name))
				p.Report(f)
			}
		},
	}
}

// mapsHost reports whether the hosts file of a service has the name: its own,
// or that of the service whose network it shares.
func mapsHost(p *analyze.Pass, s *graph.Service) bool {
	return slices.ContainsFunc(slices.Concat(p.Resolve(s, "localhost").Services, []*graph.Service{s}), func(m *graph.Service) bool {
		return slices.ContainsFunc(m.ExtraHosts, func(x graph.ExtraHost) bool { return strings.EqualFold(x.Name, hostMachine) })
	})
}
