package template_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/template"
)

func known() []analyze.Rule {
	return []analyze.Rule{{Name: "port-published", Title: "a client dials the published port", Severity: analyze.Error, Page: "page"}}
}

func write(t *testing.T, text string, all ...*analyze.Report) string {
	t.Helper()
	r, err := template.New(text, known())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, report := range all {
		if err := r.Render(&b, report); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func named(t *testing.T, name string) *analyze.Report {
	t.Helper()
	for _, c := range reports.All() {
		if c.Name == name {
			return c.Report
		}
	}
	t.Fatalf("there is no report %s", name)
	return nil
}

func TestTemplates(t *testing.T) {
	report := named(t, "two-sides")
	for text, want := range map[string]string{
		`{{.Project}}`: "shop",
		`{{range .Diagnostics}}{{.At.File}}:{{.At.Line}}:{{.At.Column}}: {{.Message}}{{end}}`:                 "compose.yaml:8:47: `api` connects to `db` on port 5433, but `db` listens on 5432",
		`{{range .Diagnostics}}{{json .At}}{{end}}`:                                                           `{"file":"compose.yaml","line":8,"column":47,"end_line":8,"end_column":51}`,
		`{{range .Diagnostics}}{{.Rule | replace "-" "_"}}{{end}}`:                                            "port_published",
		`{{range .Diagnostics}}{{with rule .Rule}}{{.Severity}} {{.Title}} {{.Page}} {{.Name}}{{end}}{{end}}`: "error a client dials the published port page port-published",
		`{{range .Diagnostics}}{{(rule .Rule).URL}}{{end}}`:                                                   render.RuleURL("port-published"),
		`{{range .Services}}{{.Name}} {{end}}{{len .Edges}} {{.Summary.Errors}}`:                              "api db 5 1",
	} {
		if got := write(t, text, report); got != want {
			t.Errorf("%s: %q, wanted %q", text, got, want)
		}
	}
	if got := write(t, `{{.Project}},`, report, named(t, "tabs")); got != "shop,tabs," {
		t.Errorf("two projects: %q", got)
	}
}

func TestNoControlCharacters(t *testing.T) {
	out := write(t, `{{.Project}}{{range .Files}}{{.}}{{end}}{{range .Diagnostics}}{{.}}{{json .}}{{end}}{{range .Services}}{{.}}{{end}}{{.Summary}}`, named(t, "control-characters"))
	for _, r := range out {
		if render.Control(r) {
			t.Fatalf("%U is written in %q", r, out)
		}
	}
}

func TestWrongTemplates(t *testing.T) {
	for _, text := range []string{"{{", "{{nope}}", "{{range}}"} {
		if _, err := template.New(text, nil); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
	for _, text := range []string{"{{.Nope}}", `{{rule "nope"}}`, `{{index .Files 99}}`} {
		r, err := template.New(text, known())
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := r.Render(&b, named(t, "bare")); err == nil {
			t.Errorf("%s is executed: %s", text, &b)
		}
	}
}

func TestFailingWriter(t *testing.T) {
	r, err := template.New("text", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Render(full{}, named(t, "bare")); err == nil {
		t.Error("a full disk is not told")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }
