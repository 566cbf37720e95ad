package unify

import (
	"slices"
	"strconv"

	"github.com/ctypes-dev/ctypes/graph"
)

// arrive finds the endpoint that an edge arrives at. A name that several
// services answer to leads to the first that listens there.
func (sv *solver) arrive(l *Link) {
	for i, to := range l.Host.Services {
		try := *l
		sv.arriveAt(&try, to)
		if i == 0 || try.Arrival == Arrives {
			*l = try
		}
		if l.Arrival == Arrives {
			return
		}
	}
}

func (sv *solver) arriveAt(l *Link, to *graph.Service) {
	l.To = to
	endpoints := sv.endpoints(to)
	port, told := sv.port(l.Edge)
	if !told {
		if l.Edge.Port.Text == "" {
			sv.arriveByType(l, endpoints)
		}
		return
	}
	l.Port = port
	if at := listening(endpoints, l.Edge, port); at != nil && (!anywhere(at) || publication(to, port, l.Edge) == nil) {
		sv.enter(l, at)
		return
	}
	l.Arrival = sv.missed(l, to, endpoints)
}

// enter is the arrival at an endpoint, which may listen for itself alone.
func (sv *solver) enter(l *Link, at *graph.Endpoint) {
	l.Endpoint, l.Arrival = at, Arrives
	if at.Bind.Loopback && sv.names.spaces.owner[at.Service] != sv.names.spaces.owner[l.Edge.Service] {
		l.Arrival = ArrivesLoopback
	}
}

// port is the port that an edge dials: the one it says, or its scheme's.
func (sv *solver) port(e *graph.Edge) (port int, told bool) {
	if e.Port.Text != "" {
		port, err := strconv.Atoi(e.Port.Text)
		return port, err == nil && e.Port.Known
	}
	if e.Port.Place != e.Host.Place && !e.Port.Known && e.Port.Key != "" && e.Scheme.Text == "" {
		return 0, false
	}
	return schemePort(e.Scheme.Text)
}

// schemePort is the port of URLs that say none. Other protocols' clients have
// their type's default, which is told by the type.
func schemePort(scheme string) (int, bool) {
	switch scheme {
	case "http", "ws":
		return 80, true
	case "https", "wss":
		return 443, true
	}
	return 0, false
}

// listening is the surest endpoint on a port.
func listening(endpoints []*graph.Endpoint, edge *graph.Edge, port int) *graph.Endpoint {
	var best *graph.Endpoint
	for _, e := range endpoints {
		if !edge.Dials(e.Transport) || !e.Any && !e.Ports.Contains(port) {
			continue
		}
		if best == nil || best.Maybe && !e.Maybe || best.Maybe == e.Maybe && best.From.Confidence < e.From.Confidence {
			best = e
		}
	}
	return best
}

// anywhere reports whether an endpoint only says that there may be others:
// that explains no port which is published from another one.
func anywhere(e *graph.Endpoint) bool { return e.Any && e.Maybe }

// missed says what an edge meets on a port where no endpoint is.
func (sv *solver) missed(l *Link, to *graph.Service, endpoints []*graph.Endpoint) Arrival {
	if p := publication(to, l.Port, l.Edge); p != nil {
		l.Published = p
		return ArrivesPublished
	}
	if !sv.closed(to) {
		return ArrivalUnknown
	}
	if slices.ContainsFunc(endpoints, func(e *graph.Endpoint) bool { return !l.Edge.Dials(e.Transport) && e.Ports.Contains(l.Port) }) {
		return ArrivesOtherTransport
	}
	return ArrivesClosed
}

// publication is the mapping of a service whose host side is port while its
// container side is another.
func publication(s *graph.Service, port int, edge *graph.Edge) *graph.Publication {
	for i := range s.Ports {
		p := &s.Ports[i]
		if p.Known && edge.Dials(p.Protocol) && p.Published.Contains(port) && !p.Target.Contains(port) {
			return p
		}
	}
	return nil
}

// arriveByType finds the endpoint of a client that names no port: one that
// gives what it wants.
func (sv *solver) arriveByType(l *Link, endpoints []*graph.Endpoint) {
	var best *graph.Endpoint
	for _, e := range endpoints {
		if !l.Edge.Dials(e.Transport) || e.Gives.IsZero() || l.Edge.Wants.IsZero() {
			continue
		}
		if Fit(sv.types, e.Gives, l.Edge.Wants).Compatible() && (best == nil || best.Maybe && !e.Maybe) {
			best = e
		}
	}
	if best == nil {
		sv.arriveAnyway(l, endpoints)
		return
	}
	l.Port = best.Ports.First
	sv.enter(l, best)
}

// arriveAnyway is a client that names no port and finds nothing that it wants:
// where all that listens is typed, it arrives at the wrong protocol.
func (sv *solver) arriveAnyway(l *Link, endpoints []*graph.Endpoint) {
	typed := func(e *graph.Endpoint) bool { return !e.Maybe && !e.Gives.IsZero() && l.Edge.Dials(e.Transport) }
	if l.Edge.Wants.IsZero() || !sv.closed(l.To) {
		return
	}
	if i := slices.IndexFunc(endpoints, typed); i >= 0 {
		l.Endpoint, l.Arrival, l.Port = endpoints[i], Arrives, endpoints[i].Ports.First
	}
}

// turnBack is an edge to the service's own namespace: it arrives where one of
// its members listens, else nowhere, and others may be what was meant.
func (sv *solver) turnBack(l *Link) {
	for _, m := range l.Host.Services {
		try := *l
		sv.arriveAt(&try, m)
		if try.Arrival == Arrives || try.Arrival == ArrivesLoopback {
			try.Arrival = Arrives
			*l = try
			return
		}
	}
	l.Meant = sv.meant(l.Edge)
}

// mostMeant is how many endpoints an edge may have been meant for: of more,
// none is more likely than another.
const mostMeant = 8

// meant are the endpoints of other services that an edge which reaches nobody
// may have been meant for, in order.
func (sv *solver) meant(e *graph.Edge) []*graph.Endpoint {
	port, told := sv.port(e)
	var found []*graph.Endpoint
	for _, s := range sv.graph.Services {
		if !s.Active || sv.names.spaces.owner[s] == sv.names.spaces.owner[e.Service] {
			continue
		}
		for _, at := range s.Contract.Listens {
			if e.Dials(at.Transport) && sv.isMeant(e, at, port, told) {
				found = append(found, at)
				break
			}
		}
		if len(found) == mostMeant {
			break
		}
	}
	return found
}

// isMeant reports whether an endpoint is what an edge wants: by port and by
// type, as far as the edge tells them.
func (sv *solver) isMeant(e *graph.Edge, at *graph.Endpoint, port int, told bool) bool {
	if told && !at.Ports.Contains(port) {
		return false
	}
	if e.Wants.IsZero() || at.Gives.IsZero() {
		return told
	}
	return Fit(sv.types, at.Gives, e.Wants).Compatible()
}

// leave is an edge to the host machine: published ports count there.
func (sv *solver) leave(l *Link) {
	port, told := sv.port(l.Edge)
	if !told {
		return
	}
	for _, s := range sv.published[port] {
		for i := range s.Ports {
			p := &s.Ports[i]
			if !p.Published.Contains(port) || !l.Edge.Dials(p.Protocol) || !p.Known {
				continue
			}
			l.To, l.Port = s, p.Target.First+min(port-p.Published.First, p.Target.Last-p.Target.First)
			if at := listening(sv.endpoints(s), l.Edge, l.Port); at != nil {
				sv.enter(l, at)
			}
			return
		}
	}
}
