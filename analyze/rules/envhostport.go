package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func envHostPort() analyze.Rule {
	return analyze.Rule{
		Name: "env-host-port", Severity: analyze.Error,
		Title: "a variable for a host alone carries a port",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			onMisfits(p, r, func(v *graph.Variable, err error) {
				if carriesPort(err) {
					f := misfit(r, v, fmt.Sprintf("%s of %s is a host, but its value carries a port", tick(v.Name), tick(r.service.Name)))
					f.Help = "leave the port out, or give it in the variable that is meant for it"
					p.Report(f)
				}
			})
		}),
	}
}
