package json_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render/json"
)

// TestMerge checks that reports are joined the same in whatever order and
// however often they come, and that none is lost or changed.
func TestMerge(t *testing.T) {
	t.Parallel()
	var lines [][]byte
	var whole []byte
	for _, c := range reports.All() {
		var b bytes.Buffer
		if err := json.New().Render(&b, c.Report); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, b.Bytes())
		whole = append(whole, b.Bytes()...)
	}
	merge := func(data []byte) string {
		t.Helper()
		all, err := json.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := json.Merge(&b, all); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := merge(whole)
	for _, line := range lines {
		if !bytes.Contains([]byte(want), line) {
			t.Errorf("a report is lost: %s", line)
		}
	}
	reversed := slices.Clone(lines)
	slices.Reverse(reversed)
	for name, data := range map[string][]byte{
		"reversed": bytes.Join(reversed, nil), "twice": append(slices.Clone(whole), whole...), "merged": []byte(want),
		"with more lines": bytes.ReplaceAll(whole, []byte(`{"version":1,`), []byte("{\n \"version\": 1,\n")),
	} {
		if got := merge(data); got != want {
			t.Errorf("%s:\n%s\nwanted\n%s", name, got, want)
		}
	}
}

// TestMergeOrder checks that projects stand in the order of a run over all of
// them: a folder before what is in it.
func TestMergeOrder(t *testing.T) {
	t.Parallel()
	report := func(files string) string {
		return `{"version":1,"project":"p","files":[` + files + `],"services":[],"edges":[],"diagnostics":[],"summary":{}}` + "\n"
	}
	want := report(`"compose.yaml"`) + report(`"a/compose.yaml","b/x.yaml"`) + report(`"a/b/compose.yaml"`) + report(`"a-b/compose.yaml"`)
	all, err := json.Parse([]byte(report(`"a-b/compose.yaml"`) + report(`"a/b/compose.yaml"`) + report(`"a/compose.yaml","b/x.yaml"`) + report(`"compose.yaml"`)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Merge(&b, all); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{`, `[]`, `1`, `null`, `{}`, `{"version":1}`, `{"version":2}`, `{"version":"1"}`, `x`} {
		if all, err := json.Parse([]byte(text)); err == nil {
			t.Errorf("%s is taken for %d reports", text, len(all))
		}
	}
}
