package github_test

import (
	"flag"
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

func TestGolden(t *testing.T) { reports.Golden(t, newRenderer, ".txt", *update) }

// write writes reports as one output.
func write(t *testing.T, all ...*analyze.Report) string {
	t.Helper()
	return reports.Write(t, newRenderer(), all...)
}

func TestNoControlCharacters(t *testing.T) { reports.NoControlCharacters(t, newRenderer) }

func TestFailingWriter(t *testing.T) { reports.FailingWriter(t, newRenderer()) }

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
