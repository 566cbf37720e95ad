package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
)

func hostUnderscore() analyze.Rule {
	return analyze.Rule{
		Name: "host-underscore", Severity: analyze.Info,
		Title: "a host name with an underscore, which Java, Ruby and Django refuse",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			e := l.Edge
			if l.Host.Outcome != unify.Reached || !strings.Contains(e.Host.Text, "_") || e.Scheme.Text == "" {
				return
			}
			f := at(linkFinding(l, fmt.Sprintf("the host name %s has an underscore, which clients in Java, Ruby and Django refuse in a URL", tick(e.Host.Text))), e.Host)
			f.Consumer, f.Producer = 0, 0
			f.Help = fmt.Sprintf("give %s a network alias without an underscore, and dial that", tick(l.Host.Services[0].Name))
			p.Report(f)
		}),
	}
}
