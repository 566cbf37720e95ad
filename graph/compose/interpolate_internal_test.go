package compose

import (
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/template"
	"github.com/sirupsen/logrus"

	"github.com/ctypes-dev/ctypes/graph"
)

// variables is a lookup in which A is set, E is empty and nothing else is there.
func variables(name string) (string, graph.Origin, bool) {
	switch name {
	case "A":
		return "alpha", graph.FromProcess, true
	case "B_1":
		return "b$A", graph.FromEnvFile, true
	case "E":
		return "", graph.FromEnvFile, true
	}
	return "", graph.FromNothing, false
}

func templates() []string {
	return []string{
		"", "plain", "$", "$$", "$$A", "$A", "${A}", "$A$A", "x$A-y", "${A}b${B_1}", "$UNSET", "${UNSET}", "$1", "$-", "a$ b",
		"${A:-d}", "${UNSET:-d}", "${UNSET-d}", "${E:-d}", "${E-d}", "${UNSET:-}", "${A:+p}", "${E:+p}", "${E+p}", "${UNSET+p}",
		"${UNSET:-${A}}", "${UNSET:-x${UNSET:-${A}y}z}", "${UNSET:-$UNSET}", "${UNSET:-a$$b}", "${UNSET:-{}}", "${UNSET:-{}} tail}",
		"${A:?needed}", "${UNSET:?needed ${A}}", "${E:?}", "${E?}", "${UNSET?}", "${UNSET:?${UNSET:?x}}",
		"${", "${}", "${A", "${A:}", "${A:x}", "${1}", "${A b}", "${ A}", "${A:-x\ny}", "${A:-\n}", "${UNSET:-a} and ${A:-b}",
		"${UNSET:-a-b:-c?}", "${A-b:-c}", "http://${UNSET:-h}:${B_1}/$$x", "${UNSET:-a}}", "}${UNSET:-a}", "${a}", "${K\u212a}",
		"${UNSET:-a}\n${UNSET:-b}", "${UNSET:-${UNSET:-a}${UNSET:-b}}", "$A}", "${A}}", "$$$A", "$$$$", "é${A}ü$A",
	}
}

// sameAsCompose holds one template to compose's own result.
func sameAsCompose(t *testing.T, text string) {
	t.Helper()
	got := expand(text, variables, nil)
	want, err := template.Substitute(text, func(name string) (string, bool) {
		value, _, ok := variables(name)
		return value, ok
	})
	if (err != nil) != (len(got.failures) > 0) {
		t.Fatalf("%q: failures %v, compose says %v", text, got.failures, err)
	}
	if err == nil && got.value != want {
		t.Fatalf("%q: %q, compose says %q", text, got.value, want)
	}
	if got.align != nil && got.align.Len() != len(got.value) {
		t.Fatalf("%q: the alignment covers %d bytes of %q", text, got.align.Len(), got.value)
	}
	checkParts(t, text, got)
}

// checkParts holds parts and runs to what they promise.
func checkParts(t *testing.T, text string, e expansion) {
	t.Helper()
	for _, r := range e.align {
		if r.Origin.Start < 0 || r.Origin.End > len(text) || r.Origin.Start > r.Origin.End {
			t.Fatalf("%q: run %+v is outside", text, r)
		}
		if r.Verbatim && e.value[r.Text.Start:r.Text.End] != text[r.Origin.Start:r.Origin.End] {
			t.Fatalf("%q: run %+v is not verbatim", text, r)
		}
	}
	end := 0
	for _, p := range e.parts {
		if p.Span.Start < end || p.Span.End < p.Span.Start || p.Span.End > len(e.value) || p.Origin == 0 || p.Variable == "" {
			t.Fatalf("%q: part %+v after %d of %q", text, p, end, e.value)
		}
		end = p.Span.End
		if origin := e.align.Origin(p.Span); p.Span.Start < p.Span.End && text[origin.Start] != '$' {
			t.Fatalf("%q: part %+v is from %q", text, p, text[origin.Start:origin.End])
		}
	}
}

func TestExpandLikeCompose(t *testing.T) {
	t.Parallel()
	logrus.SetOutput(discard{})
	for _, text := range templates() {
		sameAsCompose(t, text)
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func FuzzExpandLikeCompose(f *testing.F) {
	logrus.SetOutput(discard{})
	for _, text := range templates() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1000 || strings.Count(text, "${") > maxReferences {
			t.Skip()
		}
		sameAsCompose(t, text)
	})
}

func TestExpandParts(t *testing.T) {
	t.Parallel()
	type part struct {
		text, from, variable string
		origin               graph.Origin
		braced               bool
	}
	tests := []struct {
		text  string
		parts []part
	}{
		{"postgres://db:${PORT:-5432}/app", []part{{"5432", "${PORT:-5432}", "PORT", graph.FromDefault, true}}},
		{"$A and ${A}", []part{
			{"alpha", "$A", "A", graph.FromProcess, false}, {"alpha", "${A}", "A", graph.FromProcess, true},
		}},
		{"x$UNSET", []part{{"", "$UNSET", "UNSET", graph.FromNothing, false}}},
		{"${X:-a${Y:-b$$c}${E}d}", []part{
			{"a", "${X:-a${Y:-b$$c}${E}d}", "X", graph.FromDefault, true},
			{"b$c", "${X:-a${Y:-b$$c}${E}d}", "Y", graph.FromDefault, true},
			{"", "${X:-a${Y:-b$$c}${E}d}", "E", graph.FromEnvFile, true},
			{"d", "${X:-a${Y:-b$$c}${E}d}", "X", graph.FromDefault, true},
		}},
		{"${X:-${Y}}", []part{{"", "${X:-${Y}}", "Y", graph.FromNothing, true}}},
		{"${X:-}", []part{{"", "${X:-}", "X", graph.FromDefault, true}}},
		{"${A:+on}", []part{{"on", "${A:+on}", "A", graph.FromDefault, true}}},
		{"no $$variable", nil},
	}
	for _, test := range tests {
		e := expand(test.text, variables, nil)
		if len(e.parts) != len(test.parts) {
			t.Errorf("%q: parts %+v", test.text, e.parts)
			continue
		}
		for i, want := range test.parts {
			p := e.parts[i]
			from := e.align.Origin(p.Span)
			if p.Span.IsZero() {
				from = e.align[0].Origin
			}
			got := part{e.value[p.Span.Start:p.Span.End], test.text[from.Start:from.End], p.Variable, p.Origin, p.Braced}
			if got != want {
				t.Errorf("%q: part %d is %+v, want %+v", test.text, i, got, want)
			}
		}
	}
}

func TestExpandUnset(t *testing.T) {
	t.Parallel()
	e := expand("$one ${two} ${three:-} ${X:-$four} ${A:-$five} $$six ${seven:+x}", variables, nil)
	names := make([]string, 0, len(e.unset))
	for _, r := range e.unset {
		names = append(names, r.name)
	}
	if got := strings.Join(names, " "); got != "one two four" {
		t.Errorf("unset: %s", got)
	}
	if e.unset[0].braced || !e.unset[1].braced {
		t.Errorf("braced: %+v", e.unset)
	}
}

func TestExpandBounds(t *testing.T) {
	t.Parallel()
	budget := maxExpandedTotal
	huge := func(string) (string, graph.Origin, bool) { return strings.Repeat("x", 4096), graph.FromProcess, true }
	tests := map[string]string{
		"many references": strings.Repeat("${A:-x}", 100_000),
		"nested defaults": strings.Repeat("${N:-", 100_000) + strings.Repeat("}", 100_000),
		"nested messages": strings.Repeat("${N:?", 100_000) + strings.Repeat("}", 100_000),
		"opening braces":  strings.Repeat("${N:-{", 100_000) + "}",
		"never closed":    strings.Repeat("${N:-", 200_000),
	}
	for name, text := range tests {
		done := make(chan bool)
		go func() {
			defer close(done)
			expand(text, variables, &budget)
			expand(text, huge, nil)
		}()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Errorf("%s: too slow", name)
		}
	}
	if e := expand(strings.Repeat("$A", 1000), huge, nil); len(e.failures) != 1 || len(e.value) > maxExpanded {
		t.Errorf("a value of %d bytes, failures %v", len(e.value), e.failures)
	}
}
