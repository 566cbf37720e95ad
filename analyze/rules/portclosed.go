package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func portClosed() analyze.Rule {
	return analyze.Rule{
		Name: "port-closed", Severity: analyze.Error,
		Title: "a client dials a port where the service does not listen",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if l.Arrival == unify.ArrivesClosed {
				reportClosed(p, l)
			}
		}),
	}
}

func reportClosed(p *analyze.Pass, l *unify.Link) {
	open := portsOf(p, l.To)
	where := "listens nowhere"
	if len(open) > 0 {
		where = "listens on " + list(open, "and")
	}
	f := at(linkFinding(l, fmt.Sprintf("%s connects to %s, but %s %s", tick(l.Edge.Service.Name), target(l), tick(l.To.Name), where)), portOrHost(l.Edge))
	f.Label = "nothing listens on this port"
	f.Notes = append(f.Notes, listenNotes(p, l.To)...)
	f.Related = listenPlaces(p, l.To)
	switch candidates := candidatePorts(p, l); {
	case len(candidates) == 1:
		f.Help = "use port " + candidates[0]
		if l.Edge.Port.Text != "" {
			f.Fixes = replace(l.Edge.Port, candidates[0], analyze.Safe)
		}
	case len(candidates) > 1:
		f.Help = "use one of the ports " + list(candidates, "or")
	default:
		f = wrongHost(p, l, f)
	}
	p.Report(f)
}

// candidatePorts are the ports of the service that may be what a link wants.
func candidatePorts(p *analyze.Pass, l *unify.Link) []string {
	var fits, may []string
	for _, e := range p.Endpoints(l.To) {
		switch {
		case e.Ports.First == 0 || !l.Edge.Dials(e.Transport):
		case serves(p, e, l.Edge.Wants):
			fits = append(fits, portText(e.Ports))
		case e.Gives.IsZero() || l.Edge.Wants.IsZero() || unify.Fit(p.Types, e.Gives, l.Edge.Wants).Compatible():
			may = append(may, portText(e.Ports))
		}
	}
	if len(fits) > 0 {
		return sortedPorts(fits)
	}
	return sortedPorts(may)
}

func sortedPorts(ports []string) []string {
	slices.SortFunc(ports, func(a, b string) int { return cmp.Compare(atoi(a), atoi(b)) })
	return slices.Compact(ports)
}

// wrongHost points at the host where nothing that the service listens on is
// what a link wants: the port is right for another service.
func wrongHost(p *analyze.Pass, l *unify.Link, f analyze.Finding) analyze.Finding {
	if !l.Edge.Host.Place.IsZero() && l.Edge.Port.Text != "" {
		f = at(f, l.Edge.Host)
		f.Label = fmt.Sprintf("%s gives nothing that is %s", tick(l.To.Name), tick(l.Edge.Wants.String()))
	}
	if right := fitting(p, l); right != nil {
		f.Help = fmt.Sprintf("%s gives %s on port %s", tick(right.Service.Name), tick(right.Gives.String()), endpointText(right))
	}
	return f
}

// portOrHost is what to point at for a port: its digits, or the host of an
// address that leaves it out.
func portOrHost(e *graph.Edge) graph.Value {
	if e.Port.Text != "" {
		return e.Port
	}
	return e.Host
}

// listenNotes say where it is known from that a service listens.
func listenNotes(p *analyze.Pass, s *graph.Service) []string {
	var notes []string
	for _, e := range p.Endpoints(s) {
		if e.Ports.First != 0 {
			notes = append(notes, fmt.Sprintf("%s listens on %s: %s", tick(s.Name), portName(e), origin(e.From)))
		}
	}
	if len(notes) > 3 {
		return notes[:3]
	}
	return notes
}

// listenPlaces are the places in the user's files that put a service on its ports.
func listenPlaces(p *analyze.Pass, s *graph.Service) []graph.Related {
	var related []graph.Related
	for _, e := range p.Endpoints(s) {
		if !e.Place.IsZero() {
			related = append(related, graph.Related{Message: tick(s.Name) + " listens on " + portName(e), Service: s.Name, Place: e.Place})
		}
	}
	return related
}
