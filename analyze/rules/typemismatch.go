package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func typeMismatch() analyze.Rule {
	return analyze.Rule{
		Name: "type-mismatch", Severity: analyze.Error,
		Title: "a client wants one protocol and the service speaks another",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			switch {
			case !typed(l):
			case l.Type.Compatible() && l.Type.Schema == unify.SchemaOther && p.Types.Cells(l.Type.Wants.Name) == "",
				!l.Type.Compatible() && !schemeMisfits(p, l):
				reportMismatch(p, l)
			}
		}),
	}
}

func reportMismatch(p *analyze.Pass, l *unify.Link) {
	v := portOrHost(l.Edge)
	f := at(linkFinding(l, fmt.Sprintf("%s wants %s from %s, but port %s of %s gives %s", tick(l.Edge.Service.Name), tick(l.Edge.Wants.String()), tick(l.Edge.Host.Text),
		endpointText(l.Endpoint), tick(l.To.Name), tick(l.Endpoint.Gives.String()))), v)
	f.Label = fmt.Sprintf("this is %s", tick(l.Endpoint.Gives.String()))
	right := fitting(p, l)
	if right != nil {
		f.Help = fmt.Sprintf("%s gives %s on port %s", tick(right.Service.Name), tick(right.Gives.String()), endpointText(right))
		if right.Service == l.To && l.Edge.Port.Text != "" {
			f.Fixes = replace(l.Edge.Port, endpointText(right), analyze.Safe)
		}
	}
	p.Report(f)
}

// fitting is an endpoint that gives what a link wants: one of the same service
// before any other's.
func fitting(p *analyze.Pass, l *unify.Link) *graph.Endpoint {
	for _, s := range append([]*graph.Service{l.To}, activeServices(p.Graph)...) {
		for _, e := range s.Contract.Listens {
			if !e.Maybe && !e.Gives.IsZero() && e.Ports.First != 0 && s != l.Edge.Service &&
				unify.Fit(p.Types, e.Gives, l.Edge.Wants).Strength >= contract.Like {
				return e
			}
		}
	}
	return nil
}
