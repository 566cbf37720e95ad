package page_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/render/diagram"
	"github.com/ctypes-dev/ctypes/render/page"
)

func written(t *testing.T, d *diagram.Diagram) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, d, []byte(`<svg viewBox="0 0 1 1"></svg>`), "https://example.com/main"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestSelfContained looks for anything that a page could load.
func TestSelfContained(t *testing.T) {
	t.Parallel()
	text := written(t, &diagram.Diagram{Project: "shop"})
	if found := regexp.MustCompile(`(?i)\s(src|href)=|@import|url\(|<link|fetch\(|XMLHttpRequest|import\(`).FindString(text); found != "" {
		t.Errorf("the page loads something: %s", found)
	}
	if !strings.Contains(text, `content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"`) {
		t.Error("the page may load something")
	}
}

// TestEscapes puts the ends of elements into texts, and gets them back whole.
func TestEscapes(t *testing.T) {
	t.Parallel()
	hostile := `</script><script>alert(1)</script><!-- ` + "\u2028"
	d := &diagram.Diagram{Project: hostile, Nodes: []diagram.Node{{ID: "service/x", Name: hostile, Contract: []string{hostile}}}}
	text := written(t, d)
	if n := strings.Count(text, "<script"); n != 2 {
		t.Errorf("%d scripts", n)
	}
	_, known, _ := strings.Cut(text, `<script id="data" type="application/json">`)
	known, _, _ = strings.Cut(known, "</script>")
	var got struct {
		diagram.Diagram
		Base string `json:"base"`
	}
	if err := json.Unmarshal([]byte(known), &got); err != nil {
		t.Fatal(err)
	}
	if got.Nodes[0].Name != hostile || got.Base != "https://example.com/main" {
		t.Errorf("got %+v", got)
	}
}
