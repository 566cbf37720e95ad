package term_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render/term"
	"github.com/ctypes-dev/ctypes/render/view"
)

func TestChanges(t *testing.T) {
	for name, o := range map[string]term.Options{"pipe": {}, "color": {Color: true}, "narrow": {Width: 40}} {
		var b bytes.Buffer
		if err := term.WriteChanges(&b, reports.Changes(), o); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "changes."+name+".txt")
		if *update {
			if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("%s is another now:\n%s", path, b.String())
		}
		if strings.Contains(b.String(), "[31mred\x1b") || strings.Contains(b.String(), "\u202e") {
			t.Errorf("%s: a text acts on the terminal", name)
		}
	}
}

func TestNoChanges(t *testing.T) {
	var b bytes.Buffer
	if err := term.WriteChanges(&b, view.Changes{Project: "shop", Base: "main", Head: "HEAD"}, term.Options{}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != "no changes in `shop` between main and HEAD\n" {
		t.Errorf("got %q", got)
	}
}
