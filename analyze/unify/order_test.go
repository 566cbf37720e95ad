package unify_test

import (
	"testing"

	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func TestOrder(t *testing.T) {
	t.Parallel()
	after := func(s *graph.Service, on string, c graph.Condition) {
		s.DependsOn = append(s.DependsOn, graph.Dependency{Service: on, Condition: c})
	}
	db, migrate, app, web, off := on("db"), on("migrate"), on("app"), on("web"), on("off")
	off.Active = false
	after(migrate, "db", graph.Healthy)
	after(app, "migrate", graph.Completed)
	after(web, "app", graph.Started)
	after(web, "off", graph.Healthy)
	after(web, "nobody", graph.Healthy)
	s := solve(t, &graph.Project{Name: "p", Services: []*graph.Service{app, db, migrate, off, web}})
	for _, c := range []struct {
		name   string
		p      *graph.Service
		moment unify.Moment
		c      *graph.Service
		want   bool
	}{
		{"directly", db, unify.Ready, migrate, true},
		{"through a job", db, unify.Ready, app, true},
		{"a job's end", migrate, unify.Exit, app, true},
		{"through a start", migrate, unify.Exit, web, true},
		{"started is not ready", app, unify.Ready, web, false},
		{"started is started", app, unify.Start, web, true},
		{"healthy is not ended", db, unify.Exit, migrate, false},
		{"not backwards", app, unify.Ready, db, false},
		{"not itself", app, unify.Ready, app, false},
		{"inactive", off, unify.Ready, web, false},
	} {
		if got := s.Order.Before(c.p, c.moment, c.c); got != c.want {
			t.Errorf("%s: before is %v", c.name, got)
		}
	}
}

// A circle of dependencies, which compose refuses, comes to an end all the same.
func TestOrderOfACircle(t *testing.T) {
	t.Parallel()
	a, b := on("a"), on("b")
	a.DependsOn = []graph.Dependency{{Service: "b", Condition: graph.Healthy}}
	b.DependsOn = []graph.Dependency{{Service: "a", Condition: graph.Healthy}}
	s := solve(t, &graph.Project{Name: "p", Services: []*graph.Service{a, b}})
	if s.Order.Before(a, unify.Exit, b) {
		t.Error("a never exits before b starts")
	}
}
