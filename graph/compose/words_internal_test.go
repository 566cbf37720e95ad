package compose

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/compose-spec/compose-go/v2/types"
)

func commands() []string {
	return []string{
		"", " ", "a", "a b", " a  b ", `a "b c" 'd e'`, `a\ b`, `"a\"b"`, `'a\b'`, `""`, "'' x", `a""b`, "a && b", "a | b", "a;b", "a 2>x", "x2>y", "2x>y",
		"$(a b)", "a(b", "(a)", "a)", "a) b)", "`a b` c", "`a", `"a`, `'a`, `a\`, `"a$(b)"`, "redis-server --port 6380", "é \u00a0b", "a\tb\nc", "$( ( ))", "a>b", `"x;y"`,
	}
}

// sameWords holds one command string to compose's own words.
func sameWords(t *testing.T, line string) {
	t.Helper()
	var want types.ShellCommand
	err := want.DecodeMapstructure(line)
	words, ok := shellWords(line)
	if ok != (err == nil) {
		t.Fatalf("%q: %v, compose says %v", line, ok, err)
	}
	if !ok {
		return
	}
	var got []string
	for _, w := range words {
		got = append(got, w.value)
		if w.align.Len() != len(w.value) {
			t.Fatalf("%q: the alignment of %q covers %d bytes", line, w.value, w.align.Len())
		}
		for _, r := range w.align {
			if line[r.Origin.Start:r.Origin.End] != w.value[r.Text.Start:r.Text.End] {
				t.Fatalf("%q: run %+v of %q is not verbatim", line, r, w.value)
			}
		}
	}
	if !slices.Equal(got, []string(want)) {
		t.Fatalf("%q: %q, compose says %q", line, got, want)
	}
}

func TestWordsLikeCompose(t *testing.T) {
	t.Parallel()
	for _, line := range commands() {
		sameWords(t, line)
	}
}

func FuzzWordsLikeCompose(f *testing.F) {
	for _, line := range commands() {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if len(line) > 200 || !utf8.ValidString(line) {
			t.Skip()
		}
		sameWords(t, line)
	})
}
