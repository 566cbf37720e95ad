package diagram

import "github.com/ctypes-dev/ctypes/graph"

// drawStartup draws who waits for whom: arrows lead from what starts first.
func (b *builder) drawStartup() {
	b.addServices()
	b.eachDependency(func(s *graph.Service, d graph.Dependency) {
		b.addDependency(Edge{From: nodeID(Service, d.Service), To: nodeID(Service, s.Name), Label: condition(d)}, s, d)
	})
	b.settle()
}

// addDepends adds the order of starting where no connection tells it already,
// unless that is more than can be followed.
func (b *builder) addDepends() {
	linked := map[[2]string]bool{}
	for _, e := range b.edges {
		linked[[2]string{e.From, e.To}] = true
	}
	left := 0
	apart := func(s *graph.Service, d graph.Dependency) bool {
		return !linked[[2]string{nodeID(Service, s.Name), nodeID(Service, d.Service)}]
	}
	b.eachDependency(func(s *graph.Service, d graph.Dependency) {
		if apart(s, d) {
			left++
		}
	})
	b.eachDependency(func(s *graph.Service, d graph.Dependency) {
		wrong := b.findings.verdict(b.findings.ofOrder(s.Name, d.Service)) != Unsaid
		if wrong || left <= many/2 && apart(s, d) {
			b.addDependency(Edge{From: nodeID(Service, s.Name), To: nodeID(Service, d.Service)}, s, d)
		}
	})
}

func (b *builder) eachDependency(f func(*graph.Service, graph.Dependency)) {
	for _, s := range b.drawn {
		for _, d := range s.DependsOn {
			if b.in[d.Service] && d.Service != s.Name {
				f(s, d)
			}
		}
	}
}

func (b *builder) addDependency(e Edge, s *graph.Service, d graph.Dependency) {
	about := b.findings.ofOrder(s.Name, d.Service)
	if b.options.OnlyErrors && b.findings.verdict(about) != Error {
		return
	}
	e.Kind, e.Flow, e.At = Depends, Out, b.place(d.Place)
	added := b.edge(e, "")
	added.Sides = append(added.Sides, b.text("`"+s.Name+"` waits for `"+d.Service+"`: "+string(d.Condition)))
	added.Findings = append(added.Findings, b.findings.take(about)...)
}

// condition is what a dependency waits for, in a word.
func condition(d graph.Dependency) string {
	switch d.Condition {
	case graph.Healthy:
		return "healthy"
	case graph.Completed:
		return "completed"
	case graph.Started:
	}
	return ""
}
