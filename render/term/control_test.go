package term_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/term"
)

// sgr is what the renderer itself may write beside text and newlines.
var sgr = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// harmless fails for output that acts on a terminal other than by its colours.
func harmless(t *testing.T, out string, color bool) {
	t.Helper()
	if color {
		out = sgr.ReplaceAllString(out, "")
	}
	if !utf8.ValidString(out) {
		t.Errorf("not UTF-8: %q", out)
	}
	for _, r := range strings.ReplaceAll(out, "\n", "") {
		if render.Control(r) {
			t.Fatalf("%U in %q", r, out)
		}
	}
}

func TestNoControlCharacters(t *testing.T) {
	for _, c := range reports.All() {
		harmless(t, draw(t, c.Report, term.Options{Verbose: true}), false)
		harmless(t, draw(t, c.Report, term.Options{Verbose: true, Color: true, Width: 80}), true)
	}
}

func FuzzRender(f *testing.F) {
	f.Add("services:\n  web: {}\n", "`web` is there", 1, 1, 2, 3, uint16(0))
	f.Add("a\tb\x1b[2J\r\nc", "\x1b]0;title\x07", 1, 2, 1, 9, uint16(40))
	f.Add("容器: \"\u202e\"", "\u2067x", 1, 4, 1, 5, uint16(50))
	f.Add(strings.Repeat("x ", 3000), "long", 1, 2500, 1, 2600, uint16(81))
	f.Fuzz(func(t *testing.T, text, message string, line, column, endLine, endColumn int, width uint16) {
		file := source.NewFile("compose.yaml", []byte(text))
		at := source.Range{
			File:  file.Name,
			Start: source.Position{Line: line, Column: column},
			End:   source.Position{Line: endLine, Column: endColumn},
		}
		r := &analyze.Report{
			Graph: &graph.Graph{Project: &graph.Project{Name: message, Sources: reports.Files{file.Name: file}}},
			Diagnostics: []analyze.Diagnostic{{
				Rule: message, Severity: analyze.Error, Message: message, At: at, Label: message,
				Related: []analyze.Related{{Message: message, At: source.Range{File: file.Name, Start: at.End, End: at.Start}}},
				Notes:   []string{message}, Help: message,
			}},
		}
		if line > 0 && line <= file.Lines() && endLine == line {
			r.Secrets = []source.Range{at}
		}
		for _, color := range []bool{false, true} {
			harmless(t, draw(t, r, term.Options{Width: int(width), Color: color, Verbose: true}), color)
		}
	})
}
