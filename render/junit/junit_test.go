package junit_test

import (
	"encoding/xml"
	"flag"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/junit"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func newRenderer() render.Renderer { return junit.New(junit.Options{FailOn: analyze.Error}) }

func TestGolden(t *testing.T) { reports.Golden(t, newRenderer, ".xml", *update) }

// write writes reports as one output.
func write(t *testing.T, all ...*analyze.Report) string {
	t.Helper()
	return reports.Write(t, newRenderer(), all...)
}

func TestNoControlCharacters(t *testing.T) { reports.NoControlCharacters(t, newRenderer) }

func TestFailingWriter(t *testing.T) { reports.FailingWriter(t, newRenderer()) }

// parsed is what the tests look at of a document.
type parsed struct {
	Suites []struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Cases    []struct {
			Failure *struct{} `xml:"failure"`
			Error   *struct{} `xml:"error"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func parse(t *testing.T, text string) parsed {
	t.Helper()
	var p parsed
	if err := xml.Unmarshal([]byte(text), &p); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return p
}

func TestCountsAreRight(t *testing.T) {
	all := make([]*analyze.Report, 0, len(reports.All()))
	for _, c := range reports.All() {
		all = append(all, c.Report)
	}
	p := parse(t, write(t, all...))
	if len(p.Suites) != len(all) {
		t.Fatalf("%d suites for %d projects", len(p.Suites), len(all))
	}
	for i, s := range p.Suites {
		failures, errs := 0, 0
		for _, c := range s.Cases {
			if c.Failure != nil {
				failures++
			}
			if c.Error != nil {
				errs++
			}
		}
		if s.Tests != len(s.Cases) || s.Failures != failures || s.Errors != errs {
			t.Errorf("%s: %+v", reports.All()[i].Name, s)
		}
	}
	if p := parse(t, write(t)); len(p.Suites) != 0 {
		t.Error("suites without a project")
	}
}

func TestFailOn(t *testing.T) {
	report := &analyze.Report{Diagnostics: []analyze.Diagnostic{
		{Rule: "a", Severity: analyze.Error}, {Rule: "b", Severity: analyze.Warning}, {Rule: "c", Severity: analyze.Info},
	}}
	for limit, want := range map[analyze.Severity]int{analyze.Error: 1, analyze.Warning: 2, analyze.Info: 3, 0: 0} {
		var b strings.Builder
		r := junit.New(junit.Options{FailOn: limit})
		if err := r.Render(&b, report); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(&b); err != nil {
			t.Fatal(err)
		}
		if got := parse(t, b.String()).Suites[0].Failures; got != want {
			t.Errorf("%v: %d failures, wanted %d", limit, got, want)
		}
	}
}

func TestUnreadableProjectIsAnError(t *testing.T) {
	s := parse(t, write(t, &analyze.Report{
		Graph:       &graph.Graph{Project: &graph.Project{Problems: []graph.Problem{{Fatal: true}}}},
		Diagnostics: []analyze.Diagnostic{{Rule: "compose-invalid", Severity: analyze.Error}},
	})).Suites[0]
	if s.Errors != 1 || s.Failures != 0 {
		t.Errorf("%+v", s)
	}
}
