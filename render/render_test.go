package render_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

func TestParseFormat(t *testing.T) {
	for _, name := range render.Formats() {
		f, argument, err := render.ParseFormat(name)
		if err != nil || f.String() != strings.TrimSuffix(name, "=") || argument != "" {
			t.Errorf("%s is parsed as %v, %q, %v", name, f, argument, err)
		}
	}
	if f, argument, err := render.ParseFormat("template={{.Project}}=x"); f != render.Template || argument != "{{.Project}}=x" || err != nil {
		t.Errorf("a template is parsed as %v, %q, %v", f, argument, err)
	}
	for _, name := range []string{"", "JSON", "xml", "invalid", "term ", "term=", "template", "Template=x"} {
		if f, _, err := render.ParseFormat(name); err == nil || f.String() != "invalid" {
			t.Errorf("%q is parsed as %v", name, f)
		} else if !strings.Contains(err.Error(), "term, json, sarif, github, markdown, junit, rdjson, template=") {
			t.Errorf("%q: the error lists not all formats: %v", name, err)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"plain `text`, 容器 é":            "plain `text`, 容器 é",
		"a\nb\r\nc\td\re":               "a b c de",
		"\x1b[31mred\x1b[0m":            "[31mred[0m",
		"\x1b]52;c;eA==\x07":            "]52;c;eA==",
		"bell\x07 nul\x00 del\x7f":      "bell nul del",
		"c1\u0085\u009b31m":             "c131m",
		"bidi\u202egnp.exe\u2066\u200f": "bidignp.exe",
		"lines\u2028and\u2029":          "linesand",
		"not\xffutf8":                   "not\ufffdutf8",
	} {
		if got := render.Clean(text); got != want {
			t.Errorf("%q becomes %q, wanted %q", text, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[0m\r\n\u202e\xff")
	f.Fuzz(func(t *testing.T, text string) {
		got := render.Clean(text)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, render.Control) {
			t.Errorf("%q becomes %q", text, got)
		}
		if again := render.Clean(got); again != got {
			t.Errorf("%q becomes %q, and then %q", text, got, again)
		}
	})
}

func TestSecrets(t *testing.T) {
	at := func(line, column, endLine, endColumn int) source.Range {
		return source.Range{
			File:  "f",
			Start: source.Position{Line: line, Column: column},
			End:   source.Position{Line: endLine, Column: endColumn},
		}
	}
	s := render.NewSecrets([]source.Range{at(1, 3, 1, 5), at(2, 4, 4, 2), at(1, 9, 1, 12), {}})
	for line, want := range [][]render.Columns{
		1: {{From: 3, To: 5}, {From: 9, To: 12}},
		2: {{From: 4, To: render.LineEnd}},
		3: {{From: 1, To: render.LineEnd}},
		4: {{From: 1, To: 2}},
		5: nil,
	} {
		if got := s.On("f", line); !slices.Equal(got, want) {
			t.Errorf("line %d: %v, wanted %v", line, got, want)
		}
	}
	if got := s.On("other", 1); got != nil {
		t.Errorf("another file: %v", got)
	}
}
