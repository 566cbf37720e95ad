package unify

import (
	"slices"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// Solution is everything that unification found.
type Solution struct {
	Links []*Link // in the order of the graph's edges
	Order *Order
	Cells *Cells
	// Stores are what services share through mounts, in order.
	Stores []*Store
	// Forwardings are what generic services forward against their bounds.
	Forwardings []Forwarding

	solver *solver
}

// solver holds what Solve needs while it works.
type solver struct {
	graph *graph.Graph
	types *contract.Lattice
	names *names
	// generics are what type variables stand for, once links arrive.
	generics *generics
	// listeners are the endpoints of each network namespace, by its owner:
	// services that share a namespace share its ports.
	listeners map[*graph.Service][]*graph.Endpoint
	// published are the services by the host ports they publish.
	published map[int][]*graph.Service
}

// Solve matches the edges of a graph to its endpoints: it resolves names,
// follows each edge to an endpoint, finds what generic services pass on, and
// then compares the two sides of each link.
func Solve(g *graph.Graph) *Solution {
	sv := &solver{graph: g, types: g.Types, names: newNames(g.Project)}
	sv.gather()
	s := &Solution{solver: sv, Order: newOrder(g.Project), Links: make([]*Link, len(g.Edges))}
	for i, e := range g.Edges {
		s.Links[i] = sv.link(e)
	}
	sv.generics = solveGenerics(g.Types, s.Links)
	s.Forwardings = sv.generics.forwardings(s.Links)
	for _, l := range s.Links {
		if l.Arrival == Arrives {
			sv.fit(l)
		}
	}
	s.Cells = newCells(sv, s.Links)
	s.Stores = newStores(g.Project)
	return s
}

func (sv *solver) gather() {
	sv.listeners = map[*graph.Service][]*graph.Endpoint{}
	sv.published = map[int][]*graph.Service{}
	for _, s := range sv.graph.Services {
		if !s.Active {
			continue
		}
		if owner := sv.names.spaces.owner[s]; owner != nil {
			sv.listeners[owner] = append(sv.listeners[owner], s.Contract.Listens...)
		}
		for _, p := range s.Ports {
			// A range is known by its ends: nobody dials its middle.
			for _, port := range slices.Compact([]int{p.Published.First, p.Published.Last}) {
				if port != 0 {
					sv.published[port] = append(sv.published[port], s)
				}
			}
		}
	}
}

// endpoints are those that answer where a service does: its own, and those of
// all that share its network namespace.
func (sv *solver) endpoints(s *graph.Service) []*graph.Endpoint {
	if owner := sv.names.spaces.owner[s]; owner != nil {
		return sv.listeners[owner]
	}
	return s.Contract.Listens
}

// closed reports whether a service is known not to listen anywhere but at its
// endpoints. That a server listens nowhere at all is never known: a condition
// that nobody foresaw explains it better.
func (sv *solver) closed(s *graph.Service) bool {
	if len(sv.endpoints(s)) == 0 {
		return false
	}
	for _, m := range sv.names.spaces.members(s) {
		if !m.Contract.ListensKnown || slices.ContainsFunc(m.Contract.Listens, func(e *graph.Endpoint) bool { return e.Maybe }) {
			return false
		}
	}
	return true
}

// link resolves one edge and follows it as far as it goes.
func (sv *solver) link(e *graph.Edge) *Link {
	l := &Link{Edge: e, Verdict: Unknown}
	if e.Any || e.Transport == contract.Unix || e.Host.Text == "" || !e.Host.Known {
		l.Host = Resolution{Outcome: Unknowable}
		return l
	}
	l.Host = sv.names.Resolve(e.Service, e.Host.Text)
	switch l.Host.Outcome {
	case Reached:
		sv.arrive(l)
	case Self:
		sv.turnBack(l)
	case HostMachine:
		sv.leave(l)
	case Nobody:
		l.Meant = sv.meant(e)
	case Unknowable, Unreachable, Inactive, Outside:
	}
	return l
}

// Resolve says what a host name means to a service.
func (s *Solution) Resolve(from *graph.Service, host string) Resolution {
	return s.solver.names.Resolve(from, host)
}

// Names are the names that a service can reach others by, for suggestions.
func (s *Solution) Names(from *graph.Service) []string {
	home := s.solver.names.spaces.home(from)
	if home == nil {
		return nil
	}
	var all []string
	for _, a := range home.Networks {
		for name, hs := range s.solver.names.on(a) {
			if slices.ContainsFunc(hs, func(h holder) bool { return h.service.Active && h.service != from }) {
				all = append(all, name)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Gives is what an endpoint gives, its type variables filled in.
func (s *Solution) Gives(e *graph.Endpoint) contract.Expr { return s.solver.generics.given(e) }

// Endpoints are those that answer where a service does: its own, and those of
// all that share its network namespace.
func (s *Solution) Endpoints(of *graph.Service) []*graph.Endpoint { return s.solver.endpoints(of) }

// Closed reports whether a service is known not to listen anywhere but at its
// endpoints.
func (s *Solution) Closed(of *graph.Service) bool { return s.solver.closed(of) }

// Listens reports whether a service listens on any of some ports.
func (s *Solution) Listens(of *graph.Service, transport contract.Transport, ports graph.Ports) bool {
	return slices.ContainsFunc(s.solver.endpoints(of), func(e *graph.Endpoint) bool {
		return e.Transport == transport && (e.Any || e.Ports.First <= ports.Last && ports.First <= e.Ports.Last)
	})
}
