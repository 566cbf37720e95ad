package analyze_test

import (
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// fromEnvironment is a text that the process environment contributed whole.
func fromEnvironment(value, variable string) graph.Text {
	return graph.Text{Value: value, Parts: []graph.Part{{Span: source.Span{End: len(value)}, Variable: variable, Origin: graph.FromProcess}}}
}

func TestEnvironmentStaysOut(t *testing.T) {
	t.Parallel()
	types, err := contract.Standard()
	if err != nil {
		t.Fatal(err)
	}
	web := &graph.Service{Name: "web", Active: true, Image: fromEnvironment("registry.corp/secret", "IMAGE"), Hostname: fromEnvironment("web", "NAME")}
	g := &graph.Graph{Project: &graph.Project{Services: []*graph.Service{web}}, Types: types}
	rule := analyze.Rule{Name: "tell", Severity: analyze.Error, Run: func(p *analyze.Pass) {
		p.Report(analyze.Finding{
			Message: "`web` runs `registry.corp/secret`", Key: "registry.corp/secret", Label: "registry.corp/secret!",
			Notes: []string{"not registry.corp/secrets, of web"}, Help: "change registry.corp/secret",
		})
	}}
	r := analyze.Run(g, []analyze.Rule{rule}, analyze.Options{})
	d := r.Diagnostics[0]
	if d.Message != "`web` runs `${IMAGE}`" || d.Key != "${IMAGE}" || d.Label != "${IMAGE}!" || d.Help != "change ${IMAGE}" {
		t.Errorf("told %+v", d)
	}
	if d.Notes[0] != "not registry.corp/secrets, of web" {
		t.Errorf("a longer word was cut: %q", d.Notes[0])
	}
	if got := r.Redactor.Text("a registry.corp/secret b"); strings.Contains(got, "corp") {
		t.Errorf("the report's redactor lets %q through", got)
	}
}
