package github_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/github"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func newRenderer() render.Renderer { return github.New() }

func TestGolden(t *testing.T) {
	for _, c := range reports.All() {
		t.Run(c.Name, func(t *testing.T) {
			got := write(t, c.Report)
			path := filepath.Join("testdata", c.Name+".txt")
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

// TestEscapes puts into texts what the runner would take for the end of a
// property, of a command, or for another command.
func TestEscapes(t *testing.T) {
	const bad = "a,b:c%0A\n::error::d"
	out := write(t, &analyze.Report{Diagnostics: []analyze.Diagnostic{{
		Rule: bad, Severity: analyze.Warning, Message: bad, Service: bad, Help: bad, At: source.Range{File: bad},
	}}})
	want := "::warning file=a%2Cb%3Ac%250A %3A%3Aerror%3A%3Ad,title=a%2Cb%3Ac%250A %3A%3Aerror%3A%3Ad (a%2Cb%3Ac%250A %3A%3Aerror%3A%3Ad)" +
		"::a,b:c%250A ::error::d%0Ahelp: a,b:c%250A%0A::error::d\n"
	if first, _, _ := strings.Cut(out, "\n"); first+"\n" != want {
		t.Errorf("got  %q\nwanted %q", first, want)
	}
	commands := 0
	for line := range strings.Lines(out) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			commands++
		}
	}
	if commands != 1 {
		t.Errorf("%d commands in %s", commands, out)
	}
}
