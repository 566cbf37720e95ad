package dockerfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/dockerfile"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// scan scans a text that must be without syntax errors.
func scan(t *testing.T, text string) *dockerfile.File {
	t.Helper()
	file, errs := dockerfile.Scan(source.NewFile("Dockerfile", []byte(text)))
	if len(errs) > 0 {
		t.Fatalf("%v in %q", errs, text)
	}
	return file
}

// TestSpans pins where things stand; BuildKit's parser, which does not say, is
// the oracle for everything else (fixtures/oracle).
func TestSpans(t *testing.T) {
	t.Parallel()
	text := "# syntax=a/b:1\n" +
		"# a  comment \n" +
		"FROM --platform=$P  image:1 AS build\n" +
		"ENV A=1 \\\n" +
		"  # in between\n" +
		"    B=\"2 3\"\n" +
		"CMD [ \"x\", \"y\\u007a\" ]\n" +
		"RUN <<EOF cat\n" +
		"one\n" +
		"EOF\n" +
		"ONBUILD COPY a b\n"
	file := scan(t, text)
	at := func(s source.Span) string { return text[s.Start:s.End] }
	check := func(got source.Span, want string) {
		t.Helper()
		if at(got) != want {
			t.Errorf("got %q, want %q", at(got), want)
		}
	}
	check(file.Directives[0].Span, "# syntax=a/b:1")
	check(file.Comments[0].Span, "# a  comment ")
	check(file.Comments[0].TextSpan, "a  comment")
	check(file.Comments[1].TextSpan, "in between")
	from, env, cmd, run, onbuild := file.Instructions[0], file.Instructions[1], file.Instructions[2], file.Instructions[3], file.Instructions[4]
	check(from.Keyword, "FROM")
	check(from.Flags[0].Span, "--platform=$P")
	check(from.Args.Span, "image:1 AS build")
	check(from.Words[2].Span, "build")
	check(env.Span, "ENV A=1 \\\n  # in between\n    B=\"2 3\"")
	check(env.Pairs[0].Name.Span, "A")
	check(env.Pairs[0].Value.Span, "1")
	check(env.Pairs[1].Name.Span, "B")
	check(env.Pairs[1].Value.Span, "\"2 3\"")
	check(cmd.Words[1].Span, "\"y\\u007a\"")
	if cmd.Words[1].Text != "yz" {
		t.Errorf("got %q", cmd.Words[1].Text)
	}
	check(run.Span, "RUN <<EOF cat\none\nEOF")
	check(run.Documents[0].Content, "one\n")
	check(onbuild.Trigger.Keyword, "COPY")
	check(onbuild.Trigger.Words[1].Span, "b")
}

func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want, at string }{
		{"FROM a\nRUN <<EOF\nx\n", "the here-document `EOF` has no end", "RUN <<EOF\nx"},
		{"LABEL a\nFROM b", "LABEL needs a name and a value", "LABEL a"},
		{"ENV A=1 B", "ENV: `B` has no value", "ENV A=1 B"},
		{"CMD [\"a\", 1]", "the list may hold strings only", "CMD [\"a\", 1]"},
		{"# escape=x\nFROM a", "the escape character must be", "# escape=x"},
		{"# escape=`\n# escape=`\nFROM a", "the parser directive `escape` is there twice", "# escape=`"},
		{strings.Repeat("ONBUILD ", 12) + "RUN a", "ONBUILD is nested too deeply", "ONBUILD"},
		{"RUN a <<${B:-${", "", ""},
	}
	for _, tt := range tests {
		file, errs := dockerfile.Scan(source.NewFile("Dockerfile", []byte(tt.text)))
		if tt.want == "" {
			if len(errs) > 0 {
				t.Errorf("%q: %v", tt.text, errs)
			}
			continue
		}
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), tt.want) || errs[0].Place.File != "Dockerfile" {
			t.Errorf("%q: got %v, want %s", tt.text, errs, tt.want)
			continue
		}
		if at := tt.text[errs[0].Place.Span.Start:errs[0].Place.Span.End]; !strings.HasPrefix(at, tt.at) {
			t.Errorf("%q: at %q", tt.text, at)
		}
		if len(file.Instructions) == 0 {
			t.Errorf("%q: nothing was read", tt.text)
		}
	}
}

// FuzzScan reads anything: it must not panic, and every span lies in the file.
// fixtures/oracle holds what it finds to BuildKit's parser.
func FuzzScan(f *testing.F) {
	names, err := filepath.Glob("testdata/scan/*")
	if err != nil || len(names) == 0 {
		f.Fatal("no seeds: ", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("RUN a \\\n\n#b\n<<-E <<'F' ${A:-${B}}\n"))
	f.Add([]byte("# escape=`\nLABEL a='b`\n c' \"d\"=e`\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		inside := func(s source.Span) {
			if s.Start < 0 || s.Start > s.End || s.End > len(data) {
				t.Errorf("%v lies outside of %d bytes", s, len(data))
			}
		}
		file, errs := dockerfile.Scan(source.NewFile("Dockerfile", data))
		for _, e := range errs {
			inside(e.Place.Span)
		}
		for _, i := range file.Instructions {
			eachSpan(i, inside)
		}
		for _, c := range file.Comments {
			inside(c.Span)
			inside(c.TextSpan)
		}
		eachPlace(file, inside)
	})
}

// eachPlace goes through the spans of what a file is found to say.
func eachPlace(file *dockerfile.File, visit func(source.Span)) {
	for _, d := range file.Directives {
		visit(d.Span)
	}
	md, problems := dockerfile.Describe(file, dockerfile.Options{})
	for _, p := range problems {
		visit(p.Place.Span)
	}
	if md == nil {
		return
	}
	for _, c := range md.Contracts {
		for _, l := range c.Lines {
			visit(l.Span)
		}
	}
	for _, v := range md.Env {
		visit(v.Place.Span)
	}
}

// eachSpan goes through all spans of an instruction.
func eachSpan(i *dockerfile.Instruction, visit func(source.Span)) {
	for _, s := range []source.Span{i.Span, i.Keyword, i.Args.Span} {
		visit(s)
	}
	for _, w := range append(i.Words, i.Flags...) {
		visit(w.Span)
	}
	for _, p := range i.Pairs {
		visit(p.Name.Span)
		visit(p.Value.Span)
	}
	for _, d := range i.Documents {
		visit(d.Content)
	}
	if i.Trigger != nil {
		eachSpan(i.Trigger, visit)
	}
}

// TestHostile pins that large files take time in proportion.
func TestHostile(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"FROM a AS b\n", "ENV A=1 B=2\n", "RUN <<A <<B\n", "#ctypes: x\n", "LABEL a=b\\\n", "VOLUME AT: /a b\n", "EXPOSE 1-2 3\n",
		"ARG A=${A:-${A}}\n", "# escape=`\n", "RUN ${A:-", "ONBUILD ", "RUN --a=\\", "WORKDIR a\n", "COPY <<$A b\n", "ENV A=$A$A\n", "ENV A=$A$A B$A=$A\n", "LABEL a$A=$A\n",
	} {
		text := "FROM a\n" + strings.Repeat(line, (1<<18)/len(line))
		file, _ := dockerfile.Scan(source.NewFile("Dockerfile", []byte(text)))
		dockerfile.Describe(file, dockerfile.Options{})
	}
}
