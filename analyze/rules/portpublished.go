package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func portPublished() analyze.Rule {
	return analyze.Rule{
		Name: "port-published", Severity: analyze.Error,
		Title: "a client inside the network dials the port that is published on the host",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if l.Arrival == unify.ArrivesPublished {
				reportPublished(p, l)
			}
		}),
	}
}

func reportPublished(p *analyze.Pass, l *unify.Link) {
	inside := containerPort(l.Published, l.Port)
	host := portText(graph.Ports{First: l.Port, Last: l.Port})
	f := at(linkFinding(l, fmt.Sprintf("%s connects to %s, but inside the network %s answers on %s", tick(l.Edge.Service.Name), target(l), tick(l.To.Name), inside)), l.Edge.Port)
	f.Producer = publishedConfidence(p, l)
	f.Label = fmt.Sprintf("inside the network, %s answers on %s", tick(l.To.Name), inside)
	f.Related = []graph.Related{{Message: host + " is the host side of this mapping", Service: l.To.Name, Place: l.Published.PublishedPlace}}
	f.Notes = append([]string{"services reach each other on the container port"}, f.Notes...)
	if e := targeted(p, l); e != nil {
		f.Notes = append(f.Notes, fmt.Sprintf("%s listens on %s: %s", tick(l.To.Name), portText(e.Ports), origin(e.From)))
	}
	f.Help = "use port " + inside
	f.Fixes = replace(l.Edge.Port, inside, analyze.Safe)
	p.Report(f)
}

// publishedConfidence is how sure it is that nothing listens on the host side
// of a mapping inside the container: a complete contract says so.
func publishedConfidence(p *analyze.Pass, l *unify.Link) graph.Confidence {
	if e := targeted(p, l); e != nil {
		return max(e.From.Confidence, graph.Literal)
	}
	return graph.Guess
}

// targeted is an endpoint that a mapping certainly leads to.
func targeted(p *analyze.Pass, l *unify.Link) *graph.Endpoint {
	for _, e := range p.Endpoints(l.To) {
		if l.Published.Target.Contains(e.Ports.First) && !e.Maybe {
			return e
		}
	}
	return nil
}

// containerPort is the container side of a mapping for one of its host ports.
func containerPort(m *graph.Publication, port int) string {
	inside := m.Target.First + min(port-m.Published.First, m.Target.Last-m.Target.First)
	return portText(graph.Ports{First: inside, Last: inside})
}
