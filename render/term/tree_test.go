package term_test

import (
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/render/term"
)

func TestTree(t *testing.T) {
	t.Parallel()
	web, db := &graph.Service{Name: "web", Active: true}, &graph.Service{Name: "データ\x1b[31m", Active: true}
	off := &graph.Service{Name: "off"}
	wrong := &unify.Link{Edge: &graph.Edge{Service: web}, To: db, Port: 5433, Verdict: unify.Broken}
	r := &analyze.Report{
		Graph: &graph.Graph{Project: &graph.Project{Name: "shop", Services: []*graph.Service{db, off, web}}},
		Links: []*unify.Link{
			wrong,
			{Edge: &graph.Edge{Service: web}, To: db, Port: 5432, Verdict: unify.Fits},
			{Edge: &graph.Edge{Service: web}, To: web},
			{Edge: &graph.Edge{Service: web}},
		},
		Diagnostics: []analyze.Diagnostic{
			{Rule: "port-published", Severity: analyze.Error, Service: "web", Message: "m", Link: wrong},
			{Rule: "port-dead", Severity: analyze.Warning, Service: "web", Message: "m"},
			{Rule: "env-unread", Severity: analyze.Info, Service: db.Name, Message: "m"},
		},
		Unchecked: []graph.Unchecked{{Service: db.Name, Why: "w"}},
	}
	want := `
├─ データ[31m            unchecked
└─ web                   1 error, 1 warning
   ├─ → データ[31m 5433  port-published
   └─ → データ[31m 5432  ok

`
	if got := draw(t, r, term.Options{Tree: true}); !strings.Contains(got, want) {
		t.Errorf("no such tree in\n%s", got)
	}
	if strings.Contains(draw(t, r, term.Options{}), "├─") {
		t.Error("there is a tree that nobody asked for")
	}
	draw(t, &analyze.Report{}, term.Options{Tree: true})
}
