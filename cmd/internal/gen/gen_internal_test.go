package main

import (
	"go/format"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
)

func TestRulesPage(t *testing.T) {
	got := rulesPage([]analyze.Rule{{
		Name: "port-closed", Severity: analyze.Error, Title: "a | b",
		Page: "# port-closed\n\nText.\n\n## Before\n\n```yaml\n# a comment\n```\n",
	}})
	for _, want := range []string{
		"| [port-closed](#port-closed) | error | a \\| b |\n",
		"\n## port-closed\n\nText.\n\n### Before\n\n```yaml\n# a comment\n```\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestConfigSchema(t *testing.T) {
	got := configSchema([]analyze.Rule{{Name: "port-closed"}, {Name: "port-dead"}})
	if !strings.Contains(got, `"enum": ["port-closed", "port-dead"]`) {
		t.Errorf("the schema does not name the rules:\n%s", got)
	}
}

func TestSkeleton(t *testing.T) {
	root := t.TempDir()
	if err := writeSkeleton(io.Discard, root, "port-far-away"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "analyze/rules/portfaraway.go"))
	if err != nil {
		t.Fatal(err)
	}
	if pretty, err := format.Source(text); err != nil || string(pretty) != string(text) {
		t.Errorf("not Go as gofmt writes it (%v):\n%s", err, text)
	}
	if !strings.Contains(string(text), "func portFarAway() analyze.Rule") {
		t.Errorf("no such function in\n%s", text)
	}
	for _, path := range []string{"analyze/rules/port-far-away.md", "fixtures/rules/port-far-away/fires-first.yaml", "fixtures/rules/port-far-away/silent-first.yaml"} {
		if _, err := os.Stat(filepath.Join(root, path)); err != nil {
			t.Error(err)
		}
	}
	if err := writeSkeleton(io.Discard, root, "port-far-away"); err == nil {
		t.Error("an existing rule is overwritten")
	}
}

func TestPicture(t *testing.T) {
	var b strings.Builder
	if err := picture(&b, strings.NewReader("\x1b[1;31merror\x1b[m: a < b\n   |\n")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<text x="16.0" y="30" textLength="42.0" fill="#ff6b68" font-weight="bold">error</text>`,
		`<text x="58.0" y="30" textLength="58.8">: a &lt; b</text>`,
		`<text x="41.2" y="49" textLength="8.4">|</text>`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not in\n%s", want, &b)
		}
	}
}

func TestSkeletonRefuses(t *testing.T) {
	for _, name := range []string{"", "port", "Port-Closed", "port_closed", "../x-y", "port-", "-port"} {
		if err := writeSkeleton(io.Discard, t.TempDir(), name); err == nil {
			t.Errorf("%q is taken for a name", name)
		}
	}
}
