package syntax_test

import (
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func whole(t *testing.T, data string) (syntax.Text, *source.File) {
	t.Helper()
	f := source.NewFile("x", []byte(data))
	text, ok := syntax.Whole(f)
	if !ok {
		t.Fatalf("%q is refused", data)
	}
	return text, f
}

// TestScalars holds scalars to their values, and to the bytes they stand for.
func TestScalars(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ syntax, data, value, raw string }{
		{"json", `{"a": "plain"}`, "plain", "plain"},
		{"json", `{"a": 5432}`, "5432", "5432"},
		{"json", "{\n\t\"a\" : \"x\\u00e9\\n\\/\"\n}", "xé\n/", `x\u00e9\n\/`},
		{"json", `{"a": "\ud83d\ude00!"}`, "\U0001f600!", `\ud83d\ude00!`},
		{"json", `{"a": "\ud83d!"}`, "\ufffd!", `\ud83d!`},
		{"toml", "a = 'C:\\x'\n", `C:\x`, `C:\x`},
		{"toml", "a = \"x\\u0041\\U00000042\\e\"", "xAB\x1b", `x\u0041\U00000042\e`},
		{"toml", "a = 80\r\n", "80", "80"},
		{"toml", "\"a\" = '''\ntwo\nlines'''", "two\nlines", "'''\ntwo\nlines'''"},
		{"toml", "[b]\nx = 1\n[[c]]\n[c.d]\n", "", ""},
		{"yaml", "a: 'it''s'", "it's", "it''s"},
		{"yaml", "x: &x {a: merged}\n<<: *x\n", "merged", "merged"},
		{"yaml", "a: ~", "", ""},
		{"ini", "a = \"quoted\"", "quoted", "quoted"},
		{"ini", "# a = 1\na: 2 ; no comment", "2 ; no comment", "2 ; no comment"},
		{"properties", "a=one\\\n  two", "one  two", "one\\\n  two"},
		{"properties", "a : x\\u0041", "xA", `x\u0041`},
		{"settings", "a = 'it' # that", "it", "it"},
		{"settings", "a it", "it", "it"},
		{"blocks", "a = \"x\\ty\"", "x\ty", `x\ty`},
		{"blocks", "a = `raw\\t`", `raw\t`, `raw\t`},
		{"blocks", "a => [1]\na => 2", "", ""},
		{"blocks", "a = env(\"X\") + \"y\"\nb = 1", "", ""},
		{"xml", "<a>x &lt; y</a>", "x < y", "x &lt; y"},
		{"xml", "<a>\n  x\n</a>", "x", "x"},
		{"xml", "<a/>", "", ""},
	} {
		text, f := whole(t, c.data)
		got := parse(c.syntax, text, f).Get("a").Text()
		span := got.Span()
		if got.Value != c.value || c.value != "" && string(f.Data[span.Start:span.End]) != c.raw {
			t.Errorf("%s %q: %q at %q", c.syntax, c.data, got.Value, f.Data[span.Start:span.End])
		}
	}
}

func parse(name string, text syntax.Text, f *source.File) *syntax.Node {
	switch name {
	case "json":
		return syntax.JSON(text)
	case "toml":
		return syntax.TOML(text)
	case "yaml":
		return syntax.YAML(f)[0]
	case "ini":
		return syntax.INI(text, "=:")
	case "properties":
		return syntax.Properties(text)
	case "settings":
		return syntax.Settings(text)
	case "blocks":
		return syntax.Blocks(text)
	case "xml":
		return syntax.XML(text)
	}
	return nil
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ syntax, data string }{
		{"json", `{"a": 1`},
		{"json", `{"a": 1} 2`},
		{"json", `{"a" 1}`},
		{"toml", "a = "},
		{"toml", "a = {"},
		{"ini", "[a\nb = 1"},
		{"ini", "server {\n"},
		{"blocks", "a {"},
		{"blocks", "a = [1"},
		{"blocks", "}"},
		{"xml", "<a><b></a>"},
		{"xml", "no elements"},
	} {
		text, f := whole(t, c.data)
		if n := parse(c.syntax, text, f); n != nil {
			t.Errorf("%s %q: %+v", c.syntax, c.data, n)
		}
	}
}

func TestDirectives(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ syntax, data, want string }{
		{"nginx", "a b 'c d';e{f \"g;\\\"\";}# h;\n", `a b|c d e{ f g;\" }`},
		{"nginx", "a ${b}c{d;}", "a ${b}c{ d }"},
		{"nginx", "x_by_lua_block { if a then b = { '}' } -- }\nend } y;", "x_by_lua_block{ } y"},
		{"nginx", "a }", ""},
		{"nginx", "a", ""},
		{"nginx", "{}", ""},
		{"caddy", "a, b {\n\tc \"d \\\" e\" `f`\n\tg {$X} \\\n h # i\n}\n", `a, b{ c d " e|f g {$X}|h }`},
		{"caddy", "{\n\ta\n}\nb", "{{ a } b"},
		{"caddy", "a <<X\n{\nX\nb", "a \n{\nX b"},
		{"caddy", "a <<X\n{\n", ""},
		{"caddy", "}", ""},
		{"tags", "<A b \"c d\">\n # no\n e \\\n  f\n</A>\ng 'h'", "A b|c d{ e f } g h"},
		{"tags", "<A>", ""},
		{"tags", "</A>", ""},
	} {
		text, _ := whole(t, c.data)
		if got := strings.TrimSpace(spell(directives(c.syntax, text))); got != c.want {
			t.Errorf("%s %q:\n got %q\nwant %q", c.syntax, c.data, got, c.want)
		}
	}
}

func directives(name string, text syntax.Text) []*syntax.Directive {
	parsers := map[string]func(syntax.Text) ([]*syntax.Directive, bool){"nginx": syntax.Nginx, "caddy": syntax.Caddyfile, "tags": syntax.Tags}
	if all, ok := parsers[name](text); ok {
		return all
	}
	return nil
}

// spell writes directives: their words between bars, their blocks in braces.
func spell(all []*syntax.Directive) string {
	var b strings.Builder
	for _, d := range all {
		args := make([]string, 0, len(d.Args()))
		for _, a := range d.Args() {
			args = append(args, a.Value)
		}
		b.WriteString(" " + strings.TrimSpace(d.Name()+" "+strings.Join(args, "|")))
		if d.IsBlock {
			b.WriteString("{" + spell(d.Block) + " }")
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	t.Parallel()
	text, f := whole(t, "a \"b \\\" c\" 'd \\' e\\ f g=\"h i\" #j k")
	words := syntax.Words(text)
	got := make([]string, 0, len(words))
	for _, w := range words {
		got = append(got, w.Value)
		if s := w.Span(); s.Start < 0 || s.End > len(f.Data) {
			t.Errorf("%q at %+v", w.Value, s)
		}
	}
	want := []string{"a", `b " c`, `d \`, "e f", `g="h i"`}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got)
	}
}

func TestSameKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"bootstrapServers", "bootstrap-servers", true},
		{"__path__", "path", true},
		{"scheme_", "scheme", true},
		{"host", "hosts", false},
		{"host", "ghost", false},
		{"", "-", true},
		{strings.Repeat("a", 100), strings.Repeat("A", 100), false},
	} {
		if got := syntax.SameKey(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %v", c.a, c.b, got)
		}
	}
}

func TestWhole(t *testing.T) {
	t.Parallel()
	text, f := whole(t, "\ufeffa = 1")
	n := syntax.TOML(text)
	if s := n.Get("a").Text().Span(); f.Position(s.Start) != (source.Position{Line: 1, Column: 5}) {
		t.Errorf("%+v", s)
	}
	for _, data := range []string{"\xff", strings.Repeat(" ", syntax.Largest+1)} {
		if _, ok := syntax.Whole(source.NewFile("x", []byte(data))); ok {
			t.Errorf("%d bytes are read", len(data))
		}
	}
}
