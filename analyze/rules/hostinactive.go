package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func hostInactive() analyze.Rule {
	return analyze.Rule{
		Name: "host-inactive", Severity: analyze.Warning,
		Title: "the service that is dialled belongs to a profile that is off",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if l.Host.Outcome != unify.Inactive {
				return
			}
			to := l.Host.Services[0]
			f := at(linkFinding(l, fmt.Sprintf("%s connects to %s, which is only started with the profile %s", tick(l.Edge.Service.Name), tick(to.Name), list(tickAll(to.Profiles), "or"))), l.Edge.Host)
			f.OtherService = to.Name
			f.Related = []graph.Related{{Message: "this service is not started", Service: to.Name, Place: to.Place}}
			f.Help = fmt.Sprintf("start it too: `--profile %s`", strings.Join(to.Profiles[:min(1, len(to.Profiles))], ""))
			p.Report(f)
		}),
	}
}
