package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func urlScheme() analyze.Rule {
	return analyze.Rule{
		Name: "url-scheme", Severity: analyze.Error,
		Title: "a URL's scheme is of another protocol than the service speaks",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if typed(l) && schemeMisfits(p, l) {
				reportScheme(p, l)
			}
		}),
	}
}

// schemeMisfits reports whether the scheme itself tells that the URL is of
// another protocol than what it reaches: mysql:// to a PostgreSQL server.
// Where the service also speaks the scheme's protocol, on another port, it is
// the port that does not fit.
func schemeMisfits(p *analyze.Pass, l *unify.Link) bool {
	scheme := l.Edge.Scheme.Text
	if scheme == "" || l.Type.Compatible() {
		return false
	}
	for _, e := range p.Endpoints(l.To) {
		for _, t := range e.Gives.Types {
			if t.Kind != contract.Named || p.Types.TakesScheme(t.Name, scheme) {
				return false
			}
		}
	}
	return true
}

func reportScheme(p *analyze.Pass, l *unify.Link) {
	gives := l.Endpoint.Gives.Types[0]
	f := at(linkFinding(l, fmt.Sprintf("%s connects to %s with %s, but %s speaks %s", tick(l.Edge.Service.Name), tick(l.Edge.Host.Text),
		tick(l.Edge.Scheme.Text+"://"), tick(l.To.Name), tick(gives.Name))), l.Edge.Scheme)
	f.Label = "the scheme of another protocol"
	if schemes := p.Types.Schemes(gives.Name); len(schemes) > 0 {
		f.Help = fmt.Sprintf("the scheme of %s is %s", tick(gives.Name), list(tickAll(schemes[:min(2, len(schemes))]), "or"))
	}
	if right := fitting(p, l); right != nil {
		f.Help = fmt.Sprintf("%s gives %s on port %s", tick(right.Service.Name), tick(right.Gives.String()), endpointText(right))
	}
	p.Report(f)
}
