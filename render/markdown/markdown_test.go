package markdown_test

import (
	"flag"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/markdown"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func newRenderer() render.Renderer { return markdown.New() }

func TestGolden(t *testing.T) { reports.Golden(t, newRenderer, ".md", *update) }

// write writes reports as one output.
func write(t *testing.T, all ...*analyze.Report) string {
	t.Helper()
	return reports.Write(t, newRenderer(), all...)
}

func TestNoControlCharacters(t *testing.T) { reports.NoControlCharacters(t, newRenderer) }

func TestFailingWriter(t *testing.T) { reports.FailingWriter(t, newRenderer()) }

func finding(text string) *analyze.Report {
	return &analyze.Report{
		Diagnostics: []analyze.Diagnostic{{Rule: "untyped", Severity: analyze.Warning, Message: text, Help: text, Notes: []string{text}, At: source.Range{File: text}}},
		Summary:     analyze.Summary{Warnings: 1},
	}
}

// TestNothingOfAStranger puts what Markdown and GitHub would act on into texts
// that a project decides on.
func TestNothingOfAStranger(t *testing.T) {
	for _, text := range []string{
		"[x](https://evil.example)", "![x](https://evil.example/a.png)", "https://evil.example", "www.evil.example",
		"<img src=https://evil.example>", "<!-- ctypes -->", "@everyone", "#1", "a|b", "`a|b`", "``` x", "`@everyone <b>`", "</details>", "$x$",
		"a `b` <c> `d", "\\`<b>\\`",
	} {
		out := write(t, finding(text))
		out = outside.ReplaceAllString(out, "")
		for _, bad := range []string{"](https://evil", "](http", "https://evil", "www.evil", "<img", "<b>", "@everyone", "#1", "$"} {
			if strings.Contains(out, bad) {
				t.Errorf("%q leaves %q:\n%s", text, bad, out)
			}
		}
		if n := strings.Count(out, "<!-- ctypes -->"); n != 1 {
			t.Errorf("%q: %d markers", text, n)
		}
		if n := strings.Count(out, "</details>"); n != 1 {
			t.Errorf("%q: the details end %d times", text, n)
		}
		for line := range strings.Lines(out) {
			if strings.HasPrefix(line, "|") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 4 {
				t.Errorf("%q breaks the table: %s", text, line)
			}
		}
	}
}

// outside matches what GitHub does not act on: code, our own links, and the
// numbers of characters.
var outside = regexp.MustCompile("`[^`\n]*`|" + `\]\(https://github\.com/ctypes-dev/[^)]*\)|&#\d+;`)

func TestFitsInAComment(t *testing.T) {
	r := finding("a finding of some length, which many projects have")
	many := make([]*analyze.Report, 3000)
	for i := range many {
		many[i] = r
	}
	out := write(t, many...)
	if n := utf8.RuneCountInString(out); n > 65_536 {
		t.Errorf("the comment has %d characters", n)
	}
	for _, want := range []string{markdown.Marker + "\n", "### ctypes: 3000 warnings", "findings more, too many for a comment", "</details>", "3000 projects"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in %s ...", want, out[:300])
		}
	}
}

func TestNoProject(t *testing.T) {
	if out := write(t); !strings.HasPrefix(out, markdown.Marker) || !strings.Contains(out, "no findings") {
		t.Errorf("without a project: %s", out)
	}
}
