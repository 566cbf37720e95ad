package sarif_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/sarif"
)

// results are those of a log, each with its rule's name in place of the index.
func results(t *testing.T, log []byte) []string {
	t.Helper()
	var l struct {
		Runs []struct {
			Results []map[string]any `json:"results"`
			Tool    struct {
				Driver struct {
					Rules []struct {
						ID string `json:"id"`
					} `json:"rules"`
				} `json:"driver"`
			} `json:"tool"`
		} `json:"runs"`
	}
	if err := json.Unmarshal(log, &l); err != nil {
		t.Fatalf("%v in %s", err, log)
	}
	if len(l.Runs) != 1 {
		t.Fatalf("there are %d runs", len(l.Runs))
	}
	all := []string{}
	for _, r := range l.Runs[0].Results {
		at, ok := r["ruleIndex"].(float64)
		if !ok || l.Runs[0].Tool.Driver.Rules[int(at)].ID != r["ruleId"] {
			t.Errorf("the rule of %v is not at its index", r["ruleId"])
		}
		delete(r, "ruleIndex")
		all = append(all, fmt.Sprint(r))
	}
	slices.Sort(all)
	return all
}

func merge(t *testing.T, logs ...[]byte) []byte {
	t.Helper()
	parsed := make([]*sarif.Log, 0, len(logs))
	for _, data := range logs {
		l, err := sarif.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, l)
	}
	var b bytes.Buffer
	if err := sarif.Merge(&b, parsed, sarif.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestMerge checks that logs of parts are joined into the log of the whole,
// whatever their order, and that merging is no change to what was merged.
func TestMerge(t *testing.T) {
	t.Parallel()
	var first, second []*analyze.Report
	for i, c := range reports.All() {
		if i%2 == 0 {
			first = append(first, c.Report)
		} else {
			second = append(second, c.Report)
		}
	}
	a, b := []byte(write(t, first...)), []byte(write(t, second...))
	whole := slices.Compact(results(t, []byte(write(t, slices.Concat(first, second)...))))
	joined := merge(t, a, b)
	if got := results(t, joined); !slices.Equal(got, whole) {
		t.Errorf("joined, there are %d results, and %d in one run", len(got), len(whole))
	}
	for name, again := range map[string][]byte{"in another order": merge(t, b, a), "twice": merge(t, a, b, a), "itself": merge(t, joined)} {
		if got := results(t, again); !slices.Equal(got, whole) {
			t.Errorf("%s: %d results, wanted %d", name, len(got), len(whole))
		}
	}
	if again := merge(t, joined); !bytes.Equal(again, joined) {
		t.Errorf("a merged log is not merged into itself:\n%s\n%s", joined, again)
	}
	for _, log := range [][]byte{joined, merge(t)} {
		if err := valid(t, string(log)); err != nil {
			t.Errorf("the schema refuses a merged log: %v", err)
		}
	}
}

// TestMergeLimit checks that a log above GitHub's limits is written and told.
func TestMergeLimit(t *testing.T) {
	t.Parallel()
	many := func(service string) []byte {
		r := &analyze.Report{}
		for i := range 13_000 {
			r.Diagnostics = append(r.Diagnostics, analyze.Diagnostic{Rule: "r", Severity: analyze.Error, Message: "m", Service: service, Key: strconv.Itoa(i)})
		}
		return []byte(write(t, r))
	}
	var logs []*sarif.Log
	for _, service := range []string{"a", "b"} {
		l, err := sarif.Parse(many(service))
		if err != nil {
			t.Fatal(err)
		}
		logs = append(logs, l)
	}
	var b bytes.Buffer
	err := sarif.Merge(&b, logs, sarif.Options{})
	if _, ok := err.(*render.LimitError); !ok { //nolint:errorlint // Merge returns it bare
		t.Errorf("26,000 results are merged with %v", err)
	}
	if got := results(t, b.Bytes()); len(got) != 25_000 {
		t.Errorf("%d results are written", len(got))
	}
}

// FuzzMerge checks that no text makes reading or merging panic, and that what
// can be read is merged into a log that can be read.
func FuzzMerge(f *testing.F) {
	f.Add(`{"version":"2.1.0","runs":[{"results":[{"ruleId":"a","ruleIndex":0}],"tool":{"driver":{"name":"ctypes","rules":[{"id":"a"}]}}}]}`)
	f.Add(`{"version":"2.1.0","runs":[{"results":[{}],"tool":{"driver":{"name":"ctypes","rules":[]}},"invocations":[{}]}]}`)
	f.Add(`{"version":"2.1.0","runs":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		l, err := sarif.Parse([]byte(text))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := sarif.Merge(&b, []*sarif.Log{l}, sarif.Options{}); err != nil {
			t.Fatal(err)
		}
		if _, err := sarif.Parse(b.Bytes()); err != nil {
			t.Errorf("%v in %s", err, b.String())
		}
	})
}
