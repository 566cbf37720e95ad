package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func typeForward() analyze.Rule {
	return analyze.Rule{
		Name: "type-forward", Severity: analyze.Error,
		Title: "a proxy forwards something that its bound does not take",
		Run: func(p *analyze.Pass) {
			for _, fw := range p.Forwardings {
				l := fw.Link
				if !l.Type.Compatible() {
					continue // the proxy itself does not speak with it
				}
				f := at(linkFinding(l, fmt.Sprintf("%s forwards only %s, but %s gives %s", tick(l.Edge.Service.Name), tick(fw.Bound.Clause.Is.String()),
					tick(l.To.Name), tick(offered(l).String()))), l.Edge.Host)
				f.Help = "point it at an upstream of that kind"
				if names := serving(p, l.Edge.Service, fw.Bound.Clause.Is); len(names) > 0 {
					f.Help += ": " + list(tickAll(names), "or")
				}
				p.Report(f)
			}
		},
	}
}

// serving names other active services that give a type somewhere: the first
// three of them.
func serving(p *analyze.Pass, apart *graph.Service, wants contract.Expr) []string {
	var names []string
	for _, s := range activeServices(p.Graph) {
		if s != apart && slices.ContainsFunc(s.Contract.Listens, func(e *graph.Endpoint) bool { return serves(p, e, wants) }) {
			names = append(names, s.Name)
		}
	}
	return names[:min(3, len(names))]
}
