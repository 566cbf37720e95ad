package markdown_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render/markdown"
	"github.com/ctypes-dev/ctypes/render/view"
)

func writeChanges(t *testing.T, c view.Changes) string {
	t.Helper()
	var b bytes.Buffer
	if err := markdown.WriteChanges(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestChanges(t *testing.T) {
	got := writeChanges(t, reports.Changes())
	path := filepath.Join("testdata", "changes.md")
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
	if strings.Count(got, "<!--") != 1+strings.Count(got, "@<!-- -->") {
		t.Error("there is more than one marker")
	}
}

func TestChangesFitInAComment(t *testing.T) {
	c := reports.Changes()
	for range 500 {
		c.Changes = append(c.Changes, c.Changes[:10]...)
	}
	out := writeChanges(t, c)
	if n := utf8.RuneCountInString(out); n > 65_536 {
		t.Errorf("the comment has %d characters", n)
	}
	for _, want := range []string{"changes more, too many for a comment", "other changes</summary>", "</details>"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestNoChanges(t *testing.T) {
	out := writeChanges(t, view.Changes{Project: "shop", Base: "main", Head: "HEAD"})
	if !strings.HasPrefix(out, markdown.ChangesMarker+"\n### ctypes: no changes\n") || strings.Contains(out, "|") || strings.Contains(out, "details") {
		t.Errorf("without a change: %s", out)
	}
	if markdown.WriteChanges(reports.Full{}, view.Changes{}) == nil {
		t.Error("a full disk is not told")
	}
}
