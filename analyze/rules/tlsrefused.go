package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func tlsRefused() analyze.Rule {
	return analyze.Rule{
		Name: "tls-refused", Severity: analyze.Error,
		Title: "a client insists on TLS, and the service speaks plainly",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if !typed(l) || l.Type.TLS != unify.TLSRefused || !l.Type.Compatible() {
				return
			}
			f := at(linkFinding(l, fmt.Sprintf("%s connects to %s with TLS, which %s does not speak on port %s", tick(l.Edge.Service.Name), tick(l.Edge.Host.Text),
				tick(l.To.Name), endpointText(l.Endpoint))), schemeOrHost(l.Edge))
			f.Label = "asks for TLS"
			f.Help = "connect without TLS, or turn TLS on in the server"
			if plain := plainScheme(p, l); plain != "" {
				f.Help = fmt.Sprintf("use %s, or turn TLS on in the server", tick(plain+"://"))
				f.Fixes = replace(l.Edge.Scheme, plain, analyze.Unsafe)
			}
			p.Report(f)
		}),
	}
}

// schemeOrHost is what tells that an edge uses TLS: its scheme, or else
// something else in the value of its host.
func schemeOrHost(e *graph.Edge) graph.Value {
	if e.Scheme.Text != "" {
		return e.Scheme
	}
	return e.Host
}
