package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func portDead() analyze.Rule {
	return analyze.Rule{
		Name: "port-dead", Severity: analyze.Error,
		Title: "a published port leads to a container port where nothing listens",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, m := range s.Ports {
					if m.Known && p.Closed(s) && !p.Listens(s, m.Protocol, m.Target) {
						reportDead(p, s, m)
					}
				}
			}
		},
	}
}

func reportDead(p *analyze.Pass, s *graph.Service, m graph.Publication) {
	open := portsOf(p, s)
	where := "listens on no port"
	if len(open) > 0 {
		where = "listens on " + list(open, "and")
	}
	f := analyze.Finding{
		Message: fmt.Sprintf("%s publishes container port %s, but it %s", tick(s.Name), portText(m.Target)+"/"+transportText(m.Protocol), where),
		Service: s.Name, Key: m.Raw, Place: m.TargetPlace, Label: "nothing listens here",
		Notes: listenNotes(p, s), Related: listenPlaces(p, s),
	}
	if i := slices.IndexFunc(p.Endpoints(s), func(e *graph.Endpoint) bool { return e.Ports.First != 0 }); i >= 0 {
		f.Producer = p.Endpoints(s)[i].From.Confidence
	}
	if spare := unpublished(p, s, m.Protocol); len(spare) == 1 && m.Target.First == m.Target.Last {
		f.Help = "publish container port " + spare[0]
		f.Fixes = replace(graph.Value{Text: portText(m.Target), Place: m.TargetPlace}, spare[0], analyze.Safe)
	} else if other := otherTransport(p, s, m); other != contract.NoTransport {
		f.Help = fmt.Sprintf("publish %s/%s", portText(m.Target), transportText(other))
	} else {
		f.Help = "publish a port where it listens, or tell it to listen on this one"
	}
	p.Report(f)
}

// otherTransport is the transport on which a service does listen at the port
// that a mapping leads to.
func otherTransport(p *analyze.Pass, s *graph.Service, m graph.Publication) contract.Transport {
	for _, e := range p.Endpoints(s) {
		if e.Transport != m.Protocol && e.Ports.Contains(m.Target.First) {
			return e.Transport
		}
	}
	return contract.NoTransport
}

// unpublished are the ports that a service listens on, on a transport, and no
// mapping leads to.
func unpublished(p *analyze.Pass, s *graph.Service, t contract.Transport) []string {
	var spare []string
	for _, e := range p.Endpoints(s) {
		leads := func(m graph.Publication) bool { return m.Protocol == t && m.Target.Contains(e.Ports.First) }
		if e.Transport == t && e.Ports.First != 0 && !slices.ContainsFunc(s.Ports, leads) {
			spare = append(spare, portText(e.Ports))
		}
	}
	return sortedPorts(spare)
}
