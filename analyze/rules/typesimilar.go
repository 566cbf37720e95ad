package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func typeSimilar() analyze.Rule {
	return analyze.Rule{
		Name: "type-similar", Severity: analyze.Warning,
		Title: "a service speaks only something like what a client wants",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			// A guessed protocol is near enough: nobody declared the other one.
			if !typed(l) || l.Type.Strength != contract.Like || l.Edge.From.Confidence < graph.Catalog {
				return
			}
			f := at(linkFinding(l, fmt.Sprintf("%s wants %s, and %s gives %s, which is only similar", tick(l.Edge.Service.Name), tick(l.Type.Wants.String()),
				tick(l.To.Name), tick(l.Type.Gives.String()))), l.Edge.Host)
			f.Help = "this commonly works; say so with an ignore, or declare what is really wanted"
			p.Report(f)
		}),
	}
}
