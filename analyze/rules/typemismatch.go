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
	right := fitting(p, l)
	v := portOrHost(l.Edge)
	if right == nil || right.Service != l.To {
		v = l.Edge.Host
	}
	f := at(linkFinding(l, fmt.Sprintf("%s wants %s from %s, but port %s of %s gives %s", tick(l.Edge.Service.Name), tick(l.Edge.Wants.String()), tick(l.Edge.Host.Text),
		endpointText(l.Endpoint), tick(l.To.Name), tick(l.Gives.String()))), v)
	if l.Edge.Hinted {
		f.Consumer = graph.Guess
	}
	f.Label = "this is " + tick(l.Gives.String())
	if right != nil {
		f.Help = fmt.Sprintf("%s gives %s on port %s", tick(right.Service.Name), tick(p.Gives(right).String()), endpointText(right))
		if right.Service == l.To && l.Edge.Port.Text != "" {
			f.Fixes = replace(l.Edge.Port, endpointText(right), analyze.Safe)
		}
	}
	p.Report(f)
}

// serves reports whether an endpoint certainly gives what is wanted.
func serves(p *analyze.Pass, e *graph.Endpoint, wants contract.Expr) bool {
	gives := p.Gives(e)
	if gives.IsZero() || wants.IsZero() {
		return false
	}
	fit := unify.Fit(p.Types, gives, wants)
	return fit.Strength >= contract.Speaks && fit.Versions != contract.Disjoint && fit.Schema < unify.SchemaOtherVersion
}

// fitting is an endpoint that gives what a link wants: one of the same service
// before any other's.
func fitting(p *analyze.Pass, l *unify.Link) *graph.Endpoint {
	for _, s := range append([]*graph.Service{l.To}, activeServices(p.Graph)...) {
		for _, e := range s.Contract.Listens {
			if !e.Maybe && e.Ports.First != 0 && s != l.Edge.Service && serves(p, e, l.Edge.Wants) {
				return e
			}
		}
	}
	return nil
}
