package shell_test

import (
	"slices"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/shell"
)

func TestCommands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		script string
		want   [][]string
	}{
		{"curl -f http://localhost || exit 1", [][]string{{"curl", "-f", "http://localhost"}, {"exit", "1"}}},
		{`if test -f /x; then wget "a b"; fi`, [][]string{{"test", "-f", "/x"}, {"wget", "a b"}}},
		{"A=1 run && B=2", [][]string{{"run"}}},
		{"echo $(hostname -i)", [][]string{{"echo", "$(hostname -i)"}, {"hostname", "-i"}}},
		{`mysql -p"$PW" -h db`, [][]string{{"mysql", "-p$PW", "-h", "db"}}},
		{"while true; do sleep 5; done", [][]string{{"true"}, {"sleep", "5"}}},
		{`a\ b c`, [][]string{{"a b", "c"}}},
		{"unterminated 'quote", nil},
		{"", nil},
	} {
		var got [][]string
		for _, cmd := range shell.Commands(c.script) {
			var words []string
			for _, w := range cmd.Words {
				words = append(words, w.Text)
			}
			got = append(got, words)
		}
		if !slices.EqualFunc(got, c.want, slices.Equal) {
			t.Errorf("Commands(%q) = %q, want %q", c.script, got, c.want)
		}
	}
}

func TestLiteral(t *testing.T) {
	t.Parallel()
	words := shell.Commands(`run "$A" 'b' c`)[0].Words
	for i, want := range []bool{true, false, true, true} {
		if words[i].Literal != want {
			t.Errorf("word %q: literal %v, want %v", words[i].Text, words[i].Literal, want)
		}
	}
}

func FuzzCommands(f *testing.F) {
	f.Add("curl -f http://localhost:8080/ || exit 1")
	f.Add("sh -c 'a; b' <<EOF\nx\nEOF")
	f.Fuzz(func(t *testing.T, script string) {
		for _, c := range shell.Commands(script) {
			for _, w := range c.Words {
				if w.Span.Start < 0 || w.Span.End > len(script) || w.Span.Start >= w.Span.End {
					t.Fatalf("span %v outside of %q", w.Span, script)
				}
			}
		}
	})
}
