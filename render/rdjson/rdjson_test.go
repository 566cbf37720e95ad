package rdjson_test

import (
	"encoding/json"
	"flag"
	"slices"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/rdjson"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func newRenderer() render.Renderer { return rdjson.New() }

func TestGolden(t *testing.T) { reports.Golden(t, newRenderer, ".json", *update) }

// write writes reports as one output.
func write(t *testing.T, all ...*analyze.Report) string {
	t.Helper()
	return reports.Write(t, newRenderer(), all...)
}

func TestNoControlCharacters(t *testing.T) { reports.NoControlCharacters(t, newRenderer) }

func TestFailingWriter(t *testing.T) { reports.FailingWriter(t, newRenderer()) }

func TestOneObject(t *testing.T) {
	all := make([]*analyze.Report, 0, len(reports.All()))
	findings := 0
	for _, c := range reports.All() {
		all = append(all, c.Report)
		findings += len(c.Report.Diagnostics)
	}
	for wanted, out := range map[int]string{findings: write(t, all...), 0: write(t)} {
		var object struct {
			Source      struct{ Name string }
			Diagnostics []struct {
				Message  string
				Severity string
				Location struct{ Path string }
			}
		}
		if err := json.Unmarshal([]byte(out), &object); err != nil { //nolint:musttag // names are matched whatever their case
			t.Fatalf("%v in %s", err, out)
		}
		if object.Source.Name != "ctypes" || len(object.Diagnostics) != wanted {
			t.Errorf("%d findings of %d", len(object.Diagnostics), wanted)
		}
		for _, d := range object.Diagnostics {
			if !slices.Contains([]string{"ERROR", "WARNING", "INFO"}, d.Severity) {
				t.Errorf("reviewdog knows no severity %s", d.Severity)
			}
		}
	}
}
