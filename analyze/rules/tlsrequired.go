package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
)

func tlsRequired() analyze.Rule {
	return analyze.Rule{
		Name: "tls-required", Severity: analyze.Error,
		Title: "a service insists on TLS, and its client speaks plainly",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if !typed(l) || l.Type.TLS != unify.TLSRequired || !l.Type.Compatible() || l.Edge.Scheme.Text == "" {
				return
			}
			f := at(linkFinding(l, fmt.Sprintf("%s connects to %s without TLS, which %s requires", tick(l.Edge.Service.Name), tick(l.Edge.Host.Text), tick(l.To.Name))), l.Edge.Scheme)
			f.Help = "use the scheme for TLS, or turn TLS off on the server"
			p.Report(f)
		}),
	}
}
