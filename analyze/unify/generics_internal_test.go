package unify

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// proxies are services that pass on what their upstreams offer, each dialled
// over the upstreams that a topology gives it by index. The last serves an API.
func proxies(t *testing.T, n int, upstreams func(i int) []int) *graph.Graph {
	t.Helper()
	types, err := contract.Standard()
	if err != nil {
		t.Fatal(err)
	}
	anything := contract.Expr{Types: []contract.Type{{Kind: contract.Variable, Name: "A"}}}
	g := &graph.Graph{Project: &graph.Project{Name: "p"}, Types: types}
	for i := range n {
		s := &graph.Service{Name: fmt.Sprintf("s%d", i), Active: true, Networks: []graph.Attachment{{Network: "net"}}}
		gives := anything
		if i == n-1 {
			gives = contract.Expr{Types: []contract.Type{{Kind: contract.Named, Name: "io.redis.resp"}}}
		}
		s.Contract.Listens = []*graph.Endpoint{{Service: s, Transport: contract.TCP, Ports: graph.Ports{First: 80, Last: 80}, Gives: gives}}
		g.Services = append(g.Services, s)
		for _, up := range upstreams(i) {
			name := fmt.Sprintf("s%d", up)
			g.Edges = append(g.Edges, &graph.Edge{
				Service: s, Transport: contract.TCP, Wants: anything,
				Host: graph.Value{Text: name, Known: true, Key: name}, Port: graph.Value{Text: "80", Known: true},
			})
		}
	}
	return g
}

// TestFixpointIsLinear checks that what proxies pass on is found in a number of
// steps that is linear in their links, in chains, circles, fans and any mixture.
func TestFixpointIsLinear(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for name, topology := range map[string]func(n int) func(i int) []int{
		"chain":  func(n int) func(int) []int { return func(i int) []int { return []int{min(i+1, n-1)} } },
		"circle": func(n int) func(int) []int { return func(i int) []int { return []int{(i + 1) % n} } },
		"fan":    func(n int) func(int) []int { return func(int) []int { return []int{n - 1} } },
		"mixture": func(n int) func(int) []int {
			return func(int) []int { return []int{random.IntN(n), random.IntN(n), random.IntN(n)} }
		},
	} {
		for _, n := range []int{10, 100, 1000} {
			g := proxies(t, n, topology(n))
			s := Solve(g)
			if steps, most := s.solver.generics.steps, 3*len(g.Edges); steps > most || steps == 0 {
				t.Errorf("%s of %d: %d steps for %d links, at most %d are expected", name, n, steps, len(g.Edges), most)
			}
			if name == "chain" || name == "fan" {
				if os := s.solver.generics.offers[variable{g.Services[0], "A"}]; os == nil || len(os.all) != 1 {
					t.Errorf("%s of %d: the first proxy offers %v", name, n, os)
				}
			}
		}
	}
}
