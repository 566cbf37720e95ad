package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
)

func portTransport() analyze.Rule {
	return analyze.Rule{
		Name: "port-transport", Severity: analyze.Error,
		Title: "one side speaks TCP and the other UDP",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if l.Arrival != unify.ArrivesOtherTransport {
				return
			}
			for _, e := range p.Endpoints(l.To) {
				if e.Ports.Contains(l.Port) {
					f := at(linkFinding(l, fmt.Sprintf("%s connects to %s over %s, but %s listens there on %s", tick(l.Edge.Service.Name), target(l),
						transportText(l.Edge.Transport), tick(l.To.Name), transportText(e.Transport))), portOrHost(l.Edge))
					f.Producer = e.From.Confidence
					f.Label = "nothing listens on this port over " + transportText(l.Edge.Transport)
					f.Notes = append(f.Notes, listenNotes(p, l.To)...)
					f.Help = fmt.Sprintf("use %s, or let %s listen on %s too", transportText(e.Transport), tick(l.To.Name), transportText(l.Edge.Transport))
					p.Report(f)
					return
				}
			}
		}),
	}
}
