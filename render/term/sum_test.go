package term_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/render/term"
)

func TestMany(t *testing.T) {
	project := func(name string, severities ...analyze.Severity) *analyze.Report {
		r := &analyze.Report{Graph: &graph.Graph{Project: &graph.Project{Name: name, Files: []string{name + "/compose.yaml"}}}}
		for _, s := range severities {
			r.Diagnostics = append(r.Diagnostics, analyze.Diagnostic{Rule: "rule", Severity: s, Message: "message"})
		}
		return r
	}
	bad, good := project("a", analyze.Error, analyze.Warning), project("b")
	for _, tt := range []struct {
		name    string
		reports []*analyze.Report
		want    []string // the last lines
	}{
		{"none", nil, nil},
		{"one", []*analyze.Report{good}, []string{"no findings in `b` (b/compose.yaml)", "", "no findings in 1 project"}},
		{"clean", []*analyze.Report{good, good}, []string{"no findings in `b` (b/compose.yaml)", "", "no findings in `b` (b/compose.yaml)", "", "no findings in 2 projects"}},
		{"some", []*analyze.Report{good, bad, bad}, []string{
			"1 error, 1 warning in `a` (a/compose.yaml)", "", "2 errors, 2 warnings in 3 projects, of which 1 has none",
		}},
		{"all", []*analyze.Report{bad, bad}, []string{"2 errors, 2 warnings in 2 projects"}},
	} {
		var b bytes.Buffer
		r := term.New(term.Options{Many: true})
		for _, report := range tt.reports {
			if err := r.Render(&b, report); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Close(&b); err != nil {
			t.Fatal(err)
		}
		if want := strings.Join(tt.want, "\n"); !strings.HasSuffix(strings.TrimSuffix(b.String(), "\n"), want) || tt.want == nil && b.Len() > 0 {
			t.Errorf("%s:\n%s\nwanted at the end:\n%s", tt.name, b.String(), want)
		}
	}
}
