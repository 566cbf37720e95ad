package compose

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// cycles reports services that wait for each other in a circle, each circle
// once.
func (k *consistency) cycles(p *graph.Project) {
	f := finder{services: map[string]*graph.Service{}, index: map[string]int{}, low: map[string]int{}, on: map[string]bool{}}
	for _, s := range p.Services {
		if s.Active {
			f.services[s.Name] = s
		}
	}
	for _, s := range p.Services {
		if s.Active && f.index[s.Name] == 0 {
			f.visit(s.Name)
		}
	}
	for _, component := range f.found {
		if circle := f.circle(component); len(circle) > 0 {
			k.circle(circle)
		}
	}
}

// circle reports one circle; its first service is the first by name.
func (k *consistency) circle(circle []graph.Dependency) {
	first := circle[len(circle)-1].Service
	names := make([]string, 0, 1+len(circle))
	names = append(names, "`"+first+"`")
	for _, d := range circle {
		names = append(names, "`"+d.Service+"`")
	}
	message := "services wait for each other in a circle: " + strings.Join(names, " → ")
	problem := graph.Problem{Service: first, Key: circle[0].Service, Message: message, Place: circle[0].Place}
	for i, d := range circle[1:] {
		problem.Related = append(problem.Related, graph.Related{
			Message: "`" + circle[i].Service + "` waits for `" + d.Service + "`", Service: circle[i].Service, Place: d.Place,
		})
	}
	k.problems.add(problem)
}

// finder finds the strongly connected components of the services (Tarjan).
type finder struct {
	services map[string]*graph.Service
	index    map[string]int // from 1, in order of visit
	low      map[string]int
	stack    []string
	on       map[string]bool
	found    [][]string
}

func (f *finder) visit(name string) {
	f.index[name] = len(f.index) + 1
	f.low[name] = f.index[name]
	f.stack = append(f.stack, name)
	f.on[name] = true
	for _, d := range f.services[name].DependsOn {
		switch {
		case f.services[d.Service] == nil:
		case f.index[d.Service] == 0:
			f.visit(d.Service)
			f.low[name] = min(f.low[name], f.low[d.Service])
		case f.on[d.Service]:
			f.low[name] = min(f.low[name], f.index[d.Service])
		}
	}
	if f.low[name] != f.index[name] {
		return
	}
	at := len(f.stack) - 1
	for f.stack[at] != name {
		at--
	}
	component := slices.Clone(f.stack[at:])
	f.stack = f.stack[:at]
	for _, member := range component {
		f.on[member] = false
	}
	slices.Sort(component)
	f.found = append(f.found, component)
}

// circle returns the dependencies of a shortest circle through the first
// service of a component, the last one leading back to it; none when the
// component is a service that does not wait for itself.
func (f *finder) circle(component []string) []graph.Dependency {
	start := component[0]
	inside := map[string]bool{}
	for _, name := range component {
		inside[name] = true
	}
	// back leads from each service to the one that it was reached from.
	type step struct {
		from string
		graph.Dependency
	}
	back := map[string]step{}
	for queue := []string{start}; len(queue) > 0; queue = queue[1:] {
		for _, d := range f.services[queue[0]].DependsOn {
			if _, seen := back[d.Service]; seen || !inside[d.Service] {
				continue
			}
			back[d.Service] = step{queue[0], edge(d)}
			queue = append(queue, d.Service)
		}
	}
	var circle []graph.Dependency
	for at, ok := back[start]; ok; at = back[at.from] {
		circle = append(circle, at.Dependency)
		if at.from == start {
			break
		}
	}
	slices.Reverse(circle)
	return circle
}

// edge is a dependency that is pointed at by its name.
func edge(d graph.Dependency) graph.Dependency {
	if d.Place.Path.Base() == "condition" {
		d.Place = source.Place{Path: d.Place.Path.Parent(), Key: true}
	}
	return d
}
