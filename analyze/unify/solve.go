package unify

import "github.com/ctypes-dev/ctypes/graph"

// Solution is everything that unification found.
type Solution struct {
	Links []*Link // in the order of the graph's edges
	Order *Order

	names *names
}

// Solve matches the edges of a graph to its endpoints.
func Solve(g *graph.Graph) *Solution {
	s := &Solution{names: newNames(g.Project), Order: newOrder(g.Project)}
	return s
}

// Resolve says what a host name means to a service.
func (s *Solution) Resolve(from *graph.Service, host string) Resolution {
	return s.names.Resolve(from, host)
}
