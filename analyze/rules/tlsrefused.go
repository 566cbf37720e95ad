package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/address"
)

func tlsRefused() analyze.Rule {
	return analyze.Rule{
		Name: "tls-refused", Severity: analyze.Error,
		Title: "a client insists on TLS, and the service speaks plainly",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if !typed(l) || l.Type.TLS != unify.TLSRefused || !l.Type.Compatible() {
				return
			}
			asks := insistence(l.Edge)
			f := at(linkFinding(l, fmt.Sprintf("%s connects to %s with TLS, which %s does not speak on port %s", tick(l.Edge.Service.Name), tick(l.Edge.Host.Text),
				tick(l.To.Name), endpointText(l.Endpoint))), l.Edge.Host)
			if asks.Text != "" {
				f = at(f, asks)
				f.Label = "asks for TLS"
			}
			f.Help = "connect without TLS, or turn TLS on in the server"
			if plain := plainScheme(p, l); plain != "" {
				f.Help = fmt.Sprintf("use %s, or turn TLS on in the server", tick(plain+"://"))
				f.Fixes = replace(l.Edge.Scheme, plain, analyze.Unsafe)
			}
			p.Report(f)
		}),
	}
}

// insistence is what asks for TLS in the value that tells where an edge leads: a
// parameter or the scheme; the zero Value where the client's contract does.
func insistence(e *graph.Edge) graph.Value {
	if v := variable(e.Service, e.Variable); v != nil {
		for _, a := range address.Parse(v.Value) {
			if asks := a.Insistence(); asks.Set && a.Host.Text == e.Host.Text {
				return v.At(asks.Span, v.Name)
			}
		}
	}
	if demandsTLS(e.Scheme.Text) {
		return e.Scheme
	}
	return graph.Value{}
}
