package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func healthcheckShape() analyze.Rule {
	return analyze.Rule{
		Name: "healthcheck-shape", Severity: analyze.Warning,
		Title: "a healthcheck does not run what it seems to run",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				if c, ok := checkOf(s); ok && c.own {
					checkItems(p, s, c)
				}
			}
			for _, r := range p.Unset {
				if within(r, "healthcheck") && meantForShell(p, r) {
					reportInterpolated(p, r)
				}
			}
		},
	}
}

// checkItems looks for a list whose items do not fit its first word.
func checkItems(p *analyze.Pass, s *graph.Service, c check) {
	test := c.Test
	switch {
	case len(test) > 2 && test[0].Value == "CMD-SHELL":
		p.Report(analyze.Finding{
			Message: fmt.Sprintf("the healthcheck of %s runs only %s: `CMD-SHELL` takes one item and ignores the rest", tick(s.Name), tick(test[1].Value)),
			Service: s.Name, Key: test[1].Value, Place: test[2].Place, Label: "ignored from here on",
			Help: "write the command as one string, or use `CMD`",
		})
	case len(test) == 2 && test[0].Value == "CMD" && strings.ContainsAny(strings.TrimSpace(test[1].Value), " \t"):
		p.Report(analyze.Finding{
			Message: fmt.Sprintf("the healthcheck of %s looks for a program named %s: `CMD` takes the program and its arguments as items of their own", tick(s.Name), tick(test[1].Value)),
			Service: s.Name, Key: test[1].Value, Place: test[1].Place,
			Help: "use `CMD-SHELL`, or split the command into items",
		})
	}
}

func reportInterpolated(p *analyze.Pass, r graph.Reference) {
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("%s in the healthcheck of %s is replaced by compose, where it is unset, and not in the container, where it is set", tick(spelled(r)), tick(r.Service)),
		Service: r.Service, Key: r.Variable, Place: r.Place, Label: "empty when the check runs",
		Help: fmt.Sprintf("write %s", tick("$"+spelled(r))),
	})
}
