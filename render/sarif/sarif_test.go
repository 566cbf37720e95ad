package sarif_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/sarif"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func newRenderer() render.Renderer {
	return sarif.New(sarif.Options{Version: "v1.2.3", Rules: known()})
}

func TestGolden(t *testing.T) { reports.Golden(t, newRenderer, ".sarif", *update) }

// write writes reports as one output.
func write(t *testing.T, all ...*analyze.Report) string {
	t.Helper()
	return reports.Write(t, newRenderer(), all...)
}

func known() []analyze.Rule {
	return []analyze.Rule{
		{Name: "port-published", Title: "a client dials the published port", Severity: analyze.Error, Page: "# port-published\n\nInside, the container's port counts.\n"},
		{Name: "untyped", Title: "nothing is known of a service", Severity: analyze.Info},
	}
}

// all are the reports of all cases.
func all() []*analyze.Report {
	cases := reports.All()
	list := make([]*analyze.Report, 0, len(cases))
	for _, c := range cases {
		list = append(list, c.Report)
	}
	return list
}

func TestPublishedSchema(t *testing.T) {
	outputs := map[string]string{"none": write(t), "all": write(t, all()...)}
	for _, c := range reports.All() {
		outputs[c.Name] = write(t, c.Report)
	}
	for name, out := range outputs {
		if err := valid(t, out); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	good := write(t, reports.All()[0].Report)
	for _, change := range [][2]string{
		{`"version":"2.1.0"`, `"version":"2.0.0"`},
		{`"level":"error"`, `"level":"fatal"`},
		{`"columnKind":"unicodeCodePoints"`, `"columnKind":"bytes"`},
		{`"ruleIndex":0`, `"ruleNumber":0`},
		{`"name":"ctypes",`, ``},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good || valid(t, bad) == nil {
			t.Errorf("%s is taken", change[1])
		}
	}
}

// log is what the tests look at.
type log struct {
	Runs []struct {
		Results []struct {
			RuleID       string
			RuleIndex    int
			Message      struct{ Text string }
			Fingerprints map[string]string  `json:"partialFingerprints"`
			Related      []struct{ ID int } `json:"relatedLocations"`
		}
		Tool struct {
			Driver struct{ Rules []struct{ ID string } }
		}
		Invocations []struct {
			Successful    bool `json:"executionSuccessful"`
			Notifications []struct {
				Level string
			} `json:"toolExecutionNotifications"`
		}
	}
}

func read(t *testing.T, text string) log {
	t.Helper()
	var l log
	if err := json.Unmarshal([]byte(text), &l); err != nil { //nolint:musttag // names are matched whatever their case
		t.Fatalf("%v in %s", err, text)
	}
	if len(l.Runs) != 1 {
		t.Fatalf("%d runs", len(l.Runs))
	}
	return l
}

func TestResultsReferToTheirRules(t *testing.T) {
	run := read(t, write(t, all()...)).Runs[0]
	if len(run.Results) == 0 {
		t.Fatal("no results")
	}
	for _, r := range run.Results {
		if got := run.Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
			t.Errorf("the rule of %s is %s", r.RuleID, got)
		}
		for _, rel := range r.Related {
			if link := fmt.Sprintf("](%d)", rel.ID); strings.Count(r.Message.Text, link) != 1 {
				t.Errorf("%q does not link its related location %d", r.Message.Text, rel.ID)
			}
		}
	}
}

func report(project string, d ...analyze.Diagnostic) *analyze.Report {
	return &analyze.Report{
		Diagnostics: d,
		Graph:       &graph.Graph{Project: &graph.Project{Name: project, Files: []string{"compose.yaml"}}},
	}
}

func TestFingerprints(t *testing.T) {
	d := analyze.Diagnostic{Rule: "untyped", Severity: analyze.Info, Message: "a", Fingerprint: "abc"}
	moved := d
	moved.Message, moved.At = "b", source.Range{File: "compose.yaml", Start: source.Position{Line: 9, Column: 1}}
	results := read(t, write(t, report("one", d), report("one", moved), report("two", d))).Runs[0].Results
	if !maps.Equal(results[0].Fingerprints, results[1].Fingerprints) {
		t.Error("the fingerprint depends on words or lines")
	}
	if results[0].Fingerprints["primaryLocationLineHash"] == results[2].Fingerprints["primaryLocationLineHash"] {
		t.Error("findings of two projects have one fingerprint")
	}
}

// TestNoLinkOfAStranger puts links into texts that a project decides on.
func TestNoLinkOfAStranger(t *testing.T) {
	const link = "[press here](https://evil.example)"
	out := read(t, write(t, report("one", analyze.Diagnostic{
		Rule: "untyped", Severity: analyze.Info, Message: link, Notes: []string{link}, Help: link,
		Related: []analyze.Related{{Message: `\` + link, At: source.Range{File: "compose.yaml"}}},
	})))
	text := out.Runs[0].Results[0].Message.Text
	if strings.Count(text, "evil.example") != 4 || regexp.MustCompile(`[^\\]\]\(https`).MatchString(text) {
		t.Errorf("a link is left: %s", text)
	}
}

func TestUnreadableProject(t *testing.T) {
	r := report("one")
	r.Graph.Problems = []graph.Problem{{Rule: "compose-invalid", Fatal: true}}
	if read(t, write(t, r)).Runs[0].Invocations[0].Successful {
		t.Error("a project that cannot be read is a success")
	}
	if !read(t, write(t, report("one"))).Runs[0].Invocations[0].Successful {
		t.Error("a project that can be read is none")
	}
}

func TestLimits(t *testing.T) {
	many := make([]analyze.Diagnostic, 25_001)
	for i := range many {
		many[i] = analyze.Diagnostic{Rule: "untyped", Severity: analyze.Info, Message: "m"}
	}
	var b strings.Builder
	r := newRenderer()
	if err := r.Render(&b, report("one", many...)); err != nil {
		t.Fatal(err)
	}
	limit, ok := errors.AsType[*render.LimitError](r.Close(&b))
	if !ok || !strings.Contains(limit.Error(), "25001 findings") {
		t.Errorf("nothing is said of too many results: %v", limit)
	}
	run := read(t, b.String()).Runs[0]
	if len(run.Results) != 25_000 || len(run.Invocations[0].Notifications) != 1 {
		t.Errorf("%d results, and in the log: %v", len(run.Results), run.Invocations)
	}
}

func TestNoControlCharacters(t *testing.T) {
	for _, r := range strings.ReplaceAll(write(t, all()...), "\n", "") {
		if render.Control(r) {
			t.Fatalf("%U is written", r)
		}
	}
}

func TestFailingWriter(t *testing.T) {
	r := newRenderer()
	if err := r.Render(reports.Full{}, report("one")); err == nil {
		t.Error("a full disk is not told")
	}
	if err := r.Close(reports.Full{}); err == nil {
		t.Error("a full disk is not told at the end")
	}
}
