package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
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
					tick(l.To.Name), tick(fw.Offer.Type.String()))), portOrHost(l.Edge))
				f.Notes = append(f.Notes, fmt.Sprintf("%s: %s", tick(l.Edge.Service.Name), origin(fw.Bound.From)))
				f.Help = "point it at an upstream of that kind"
				p.Report(f)
			}
		},
	}
}
