package source_test

import (
	"errors"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph/source"
)

func parseYAML(t *testing.T, text string) *source.Document {
	t.Helper()
	documents, err := source.ParseYAML(source.NewFile("f.yaml", []byte(text)), 100)
	if err != nil || len(documents) != 1 {
		t.Fatalf("%q: %d documents, %v", text, len(documents), err)
	}
	return documents[0]
}

// TestLookupLikeYAML holds lookups to what a decoder makes of merge keys.
func TestLookupLikeYAML(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a: 1\nb: 2\n",
		"x: &x {a: 1, b: 2}\n<<: *x\nb: 3\n",
		"x: &x {a: 1}\ny: &y {a: 2, b: 3}\n<<: [*y, *x]\n",
		"x: &x {a: 1, b: 2}\ny: &y {<<: *x, b: 3}\n<<: *y\nc: *y\n",
		"<<: {a: 1}\na: 2\n",
		"\"<<\": {a: 1}\nb: 2\n",
	} {
		d := parseYAML(t, text)
		var want map[string]any
		if err := yaml.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		pairs := source.Pairs(d.Root)
		if len(pairs) != len(want) {
			t.Errorf("%q: %d entries, want %d", text, len(pairs), len(want))
		}
		for name, value := range want {
			p := source.Lookup(d.Root, name)
			if p.Key == nil {
				t.Errorf("%q: no %q", text, name)
				continue
			}
			var got any
			if err := p.Value.Decode(&got); err != nil || !same(got, value) {
				t.Errorf("%q: %q is %v, want %v", text, name, got, value)
			}
		}
		if source.Lookup(d.Root, "none").Key != nil {
			t.Errorf("%q: a key that is not there", text)
		}
	}
}

func same(a, b any) bool {
	x, _ := yaml.Marshal(a)
	y, _ := yaml.Marshal(b)
	return string(x) == string(y)
}

func TestLookupOfItself(t *testing.T) {
	t.Parallel()
	d := parseYAML(t, "a: &a\n  <<: *a\n  b: 1\n")
	inner := source.Lookup(d.Root, "a").Value
	if source.Lookup(inner, "c").Key != nil || source.Lookup(inner, "b").Key == nil || len(source.Pairs(inner)) != 1 {
		t.Error("a mapping that merges itself ends")
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	text := "a: &x 'it''s'\nb: [1, {c: d}, ] # end\nc: *x\nd: {}\ne:\n  - f: |\n      g\n  - h\n"
	d := parseYAML(t, text)
	for key, want := range map[string]string{
		"a": "'it''s'", "b": "[1, {c: d}, ]", "d": "{}", "e": "- f: |\n      g\n  - h",
	} {
		s := d.Span(source.Lookup(d.Root, key).Value)
		if got := text[s.Start:s.End]; got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	alias := d.Root.Content[5]
	if s := d.Span(alias); text[s.Start:s.End] != "*x" {
		t.Errorf("the alias is %q", text[s.Start:s.End])
	}
}

func TestScalars(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, piece, want string }{
		{"plain", "ai", "ai"},
		{"'it''s here'", "here", "here"},
		{"'it''s here'", "'s", "''s"},
		{`"a\tb\u00e9\x41c"`, "c", "c"},
		{`"a\tb\u00e9\x41c"`, "é", `\u00e9`},
		{`"a\tb\u00e9\x41c"`, "A", `\x41`},
		{"\"one\n  two\n\n  three\"", "three", "three"},
		{"\"one\n  two\n\n  three\"", "two\nthree", "two\n\n  three"},
		{"\"one \\\n    two\"", "two", "two"},
		{"one\n  two", "two", "two"},
		{"|\n  one\n    two\n  three\n", "  two", "  two"},
		{"|2\n   one\n  two\n", " one", " one"},
		{">\n  one\n  two\n\n  three\n", "two", "two"},
		{">\n  one\n  two\n\n  three\n", "three", "three"},
		{">-\n  one\n\n    more\n    indented\n  end\n", "indented", "indented"},
		{"|\r\n  one\r\n  two\r\n", "two", "two"},
		{"&anchor !!str tagged", "tag", "tag"},
	}
	for _, test := range tests {
		text := "key: " + test.text + "\nnext: 1\n"
		d := parseYAML(t, text)
		n := source.Lookup(d.Root, "key").Value
		at := strings.Index(n.Value, test.piece)
		if at < 0 {
			t.Errorf("%q is %q, without %q", test.text, n.Value, test.piece)
			continue
		}
		s := d.Scalar(n).Origin(source.Span{Start: at, End: at + len(test.piece)})
		if got := text[s.Start:s.End]; got != test.want {
			t.Errorf("%q: %q is at %q, want %q", test.text, test.piece, got, test.want)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		at   int
		deep bool
	}{
		{"a: b: c\n", 4, false}, {"é: b: c\n", 5, false}, {"a: [1\n", 6, false}, {strings.Repeat("[", 101), 100, true}, {"a: *x\n", 3, false},
	}
	for _, test := range tests {
		_, err := source.ParseYAML(source.NewFile("f", []byte(test.text)), 100)
		var syntax *source.SyntaxError
		if !errors.As(err, &syntax) || syntax.At != test.at || syntax.Deep != test.deep || syntax.Error() == "" {
			t.Errorf("%.20q: %+v", test.text, err)
		}
	}
	if documents, err := source.ParseYAML(source.NewFile("f", []byte("a: 1\n---\nb: 2\n# end\n")), 100); err != nil || len(documents) != 2 {
		t.Errorf("%d documents, %v", len(documents), err)
	}
}
