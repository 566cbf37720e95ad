package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func hostNotAlias() analyze.Rule {
	return analyze.Rule{
		Name: "host-not-alias", Severity: analyze.Warning,
		Title: "a name is only the `hostname` of a service, which older engines do not answer to",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if l.Host.Outcome != unify.Reached || l.Host.Kind != unify.HostnameOnly {
				return
			}
			to := l.Host.Services[0]
			if to == l.Edge.Service {
				return // its own hosts file has it
			}
			f := at(linkFinding(l, fmt.Sprintf("%s is only the `hostname` of %s: Docker Engine 25 and later answer to it, older engines and Podman do not", tick(l.Edge.Host.Text), tick(to.Name))), l.Edge.Host)
			f.OtherService = to.Name
			f.Related = []graph.Related{{Message: "the hostname is set here", Service: to.Name, Place: to.Hostname.Place}}
			f.Help = fmt.Sprintf("dial %s, or give it %s as a network alias", tick(to.Name), tick(l.Edge.Host.Text))
			p.Report(f)
		}),
	}
}
