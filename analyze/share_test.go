package analyze_test

import (
	"slices"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// bytesOf resolves a place of a file to its bytes there, for tests.
type bytesOf struct{}

func (bytesOf) Resolve(p source.Place) source.Range {
	return source.Range{File: p.File, Bytes: p.Span, Start: source.Position{Line: 1, Column: 1 + p.Span.Start}, End: source.Position{Line: 1, Column: 1 + p.Span.End}}
}
func (bytesOf) File(string) *source.File { return nil }
func (bytesOf) Files() []*source.File    { return nil }

func TestShared(t *testing.T) {
	t.Parallel()
	here, there := source.Place{File: "app.env", Span: source.Span{End: 4}}, source.Place{File: "app.env", Span: source.Span{Start: 9, End: 14}}
	finding := func(service, other, key string, at source.Place, s analyze.Severity) analyze.Finding {
		return analyze.Finding{Message: service + " " + other, Service: service, OtherService: other, Key: key, Place: at, Severity: s}
	}
	for _, tt := range []struct {
		name     string
		findings []analyze.Finding
		want     []string // messages
		notes    []string // of the first
	}{
		{
			"one value for several",
			[]analyze.Finding{
				finding("web", "db", "URL", here, analyze.Warning), finding("api", "db", "URL", here, analyze.Warning), finding("job", "db", "URL", here, analyze.Warning),
			},
			[]string{"api db"},
			[]string{"the same is true of `job` and `web`"},
		},
		{
			"the worst stays",
			[]analyze.Finding{finding("api", "db", "URL", here, analyze.Warning), finding("web", "db", "URL", here, analyze.Error)},
			[]string{"web db"},
			[]string{"the same is true of `api`"},
		},
		{
			"several who wait",
			[]analyze.Finding{finding("db", "api", "db", here, 0), finding("db", "web", "db", here, 0)},
			[]string{"db api"},
			[]string{"the same is true of `web`"},
		},
		{"other places", []analyze.Finding{finding("api", "db", "URL", here, 0), finding("web", "db", "URL", there, 0)}, []string{"api db", "web db"}, nil},
		{"other keys", []analyze.Finding{finding("api", "db", "A", here, 0), finding("web", "db", "B", here, 0)}, []string{"api db", "web db"}, nil},
		{"other parties", []analyze.Finding{finding("api", "db", "URL", here, 0), finding("web", "cache", "URL", here, 0)}, []string{"api db", "web cache"}, nil},
		{"nowhere", []analyze.Finding{finding("api", "db", "URL", source.Place{}, 0), finding("web", "db", "URL", source.Place{}, 0)}, []string{"api db", "web db"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rule := analyze.Rule{Name: "rule", Severity: analyze.Error, Run: func(p *analyze.Pass) {
				for _, f := range tt.findings {
					p.Report(f)
				}
			}}
			types, err := contract.Standard()
			if err != nil {
				t.Fatal(err)
			}
			g := &graph.Graph{Project: &graph.Project{Sources: bytesOf{}}, Types: types}
			r := analyze.Run(g, []analyze.Rule{rule}, analyze.Options{})
			got := make([]string, 0, len(r.Diagnostics))
			for _, d := range r.Diagnostics {
				got = append(got, d.Message)
			}
			if !slices.Equal(got, tt.want) || !slices.Equal(r.Diagnostics[0].Notes, tt.notes) {
				t.Errorf("told %q with %q, want %q with %q", got, r.Diagnostics[0].Notes, tt.want, tt.notes)
			}
		})
	}
}
