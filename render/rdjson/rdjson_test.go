package rdjson_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/rdjson"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func newRenderer() render.Renderer { return rdjson.New() }

func TestGolden(t *testing.T) {
	for _, c := range reports.All() {
		t.Run(c.Name, func(t *testing.T) {
			got := write(t, c.Report)
			path := filepath.Join("testdata", c.Name+".json")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is another now:\n%s", path, got)
			}
		})
	}
}

// write writes reports as one output.
func write(t *testing.T, all ...*analyze.Report) string {
	t.Helper()
	var b strings.Builder
	r := newRenderer()
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

func TestNoControlCharacters(t *testing.T) {
	for _, c := range reports.All() {
		for _, r := range strings.ReplaceAll(write(t, c.Report), "\n", "") {
			if render.Control(r) {
				t.Fatalf("%s: %U is written", c.Name, r)
			}
		}
	}
}

func TestFailingWriter(t *testing.T) {
	r := newRenderer()
	err := r.Render(full{}, reports.All()[0].Report)
	if closing := r.Close(full{}); err == nil && closing == nil {
		t.Error("a full disk is not told")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

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
