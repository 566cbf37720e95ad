package compose_test

import (
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/sirupsen/logrus"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/compose"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// texts visits every text of a project that has a place.
func texts(v reflect.Value, path string, visit func(string, graph.Text)) {
	switch v.Kind() { //nolint:exhaustive // texts are below these kinds only
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), path, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), fmt.Sprintf("%s[%d]", path, i), visit)
		}
	case reflect.Struct:
		if v, ok := reflect.TypeAssert[graph.Variable](v); ok && v.State == graph.PassThrough {
			return // it has a name only
		}
		if t, ok := reflect.TypeAssert[graph.Text](v); ok {
			if !t.Place.IsZero() {
				visit(path, t)
			}
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				texts(v.Field(i), path+"."+f.Name, visit)
			}
		}
	default:
	}
}

// spellings are what the bytes of a value may stand for, before variables are
// filled in: themselves, or the inside of a quoted, folded or block scalar.
func spellings(raw string) []string {
	all := []string{raw, number(raw)}
	for _, text := range []string{`"` + raw + `"`, "'" + raw + "'", raw} {
		var s string
		if yaml.Unmarshal([]byte(text), &s) == nil {
			all = append(all, s)
		}
	}
	lines := strings.SplitAfter(strings.ReplaceAll(raw, "\r\n", "\n"), "\n")
	indent := regexp.MustCompile(`^ *`)
	for _, header := range []string{"|+\n", ">+\n", "|-\n", ">-\n", "|\n", ">\n"} {
		least := -1
		for _, line := range lines[1:] {
			if n := len(indent.FindString(line)); strings.TrimSpace(line) != "" && (least < 0 || n < least) {
				least = n
			}
		}
		var s string
		if yaml.Unmarshal([]byte(header+strings.Repeat(" ", max(least, 1))+raw), &s) == nil {
			all = append(all, s)
		}
	}
	// A piece of a block scalar: the indentation may be any.
	for n := range 60 {
		prefix := strings.Repeat(" ", n)
		var b strings.Builder
		for i, line := range lines {
			if i > 0 {
				line = strings.TrimPrefix(line, prefix)
			}
			b.WriteString(line)
		}
		all = append(all, b.String())
	}
	return all
}

// number is what YAML makes of a number.
func number(raw string) string {
	var v any
	if err := yaml.Unmarshal([]byte(raw), &v); err != nil {
		return raw
	}
	return fmt.Sprint(v)
}

// unquoted drops what a shell's words are written without, and what folding
// makes of line breaks.
var unquoted = strings.NewReplacer(`"`, "", "'", "", `\`, "", " ", "", "\n", "")

// checkTexts holds every text of a project to its promise: the bytes at its
// place stand for its value, and those of a literal run are the run.
func checkTexts(p *graph.Project, env map[string]string) (checked int, wrong []string) {
	texts(reflect.ValueOf(p.Services), "services", func(path string, t graph.Text) {
		checked++
		r := p.Sources.Resolve(t.Place)
		file := p.Sources.File(r.File)
		if r.IsZero() || file == nil {
			wrong = append(wrong, fmt.Sprintf("%s: %+v is nowhere", path, t.Place))
			return
		}
		raw := string(file.Data[r.Bytes.Start:r.Bytes.End])
		if !standsFor(raw, t, env) {
			wrong = append(wrong, fmt.Sprintf("%s: %s:%v %q stands for %q", path, r.File, r.Start, raw, t.Value))
		}
	})
	return checked, wrong
}

// standsFor reports whether bytes of a file can stand for a text.
func standsFor(raw string, t graph.Text, env map[string]string) bool {
	if slices.ContainsFunc(t.Parts, func(part graph.Part) bool { return part.Span == source.Span{End: len(t.Value)} }) {
		return true // all of it is from a variable
	}
	lookup := func(name string) (string, bool) {
		for _, part := range t.Parts {
			if part.Variable == name && part.Origin != graph.FromNothing {
				return t.Value[part.Span.Start:part.Span.End], true
			}
		}
		value, ok := env[name]
		return value, ok
	}
	return slices.ContainsFunc(spellings(raw), func(s string) bool {
		if s == t.Value {
			return true
		}
		filled, err := template.Substitute(s, lookup)
		return err == nil && (filled == t.Value || unquoted.Replace(filled) == unquoted.Replace(t.Value))
	})
}

// checkSpans holds spans of texts to their promise: outside of what variables
// contributed and of what the file spells in another way, a byte of the value
// is a byte of the file.
func checkSpans(p *graph.Project) (checked, exact int, wrong []string) {
	texts(reflect.ValueOf(p.Services), "services", func(path string, t graph.Text) {
		for i := range len(t.Value) {
			if i > 40 {
				break
			}
			r := p.Sources.Resolve(t.Place.At(source.Span{Start: i, End: i + 1}))
			file := p.Sources.File(r.File)
			if file == nil {
				continue
			}
			checked++
			raw := string(file.Data[r.Bytes.Start:r.Bytes.End])
			inPart := false
			for _, part := range t.Parts {
				inPart = inPart || part.Span.Start <= i && i < part.Span.End
			}
			switch {
			case raw == t.Value[i:i+1] || t.Value[i] >= 0x80:
				exact++
			case inPart && (strings.HasPrefix(raw, "$") || len(t.Parts) == 1):
			case strings.HasPrefix(raw, `\`), raw == "$$", raw == "''", strings.ContainsAny(raw, "\n"), number(raw) == t.Value:
			default:
				wrong = append(wrong, fmt.Sprintf("%s: byte %d of %q is %q", path, i, t.Value, raw))
				return
			}
		}
	})
	return checked, exact, wrong
}

// TestProperties holds every archive to what is true of any project, and to
// compose-go's own values.
func TestProperties(t *testing.T) {
	t.Parallel()
	logrus.SetOutput(io.Discard)
	dotenv.RegisterFormat("raw", rawFormat)
	for _, path := range archives(t, "places") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			a := unpack(t, path, changes(path))
			env := map[string]string{"HOST": "db"}
			p := load(t, compose.Options{WorkingDir: a.dir, Profiles: []string{"*"}, Environment: env})
			checked, wrong := checkTexts(p, env)
			bytes, exact, inexact := checkSpans(p)
			for _, w := range append(wrong, inexact...) {
				t.Error(w)
			}
			if checked < 3 || bytes < 30 || exact < bytes/3 {
				t.Errorf("%d texts, %d bytes, %d of them exact: too few to tell", checked, bytes, exact)
			}
			want, err := strictly(t, a.dir, cli.WithEnv(pairs(env)), cli.WithProfiles([]string{"*"}))
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range differences(p, want) {
				t.Error(d)
			}
		})
	}
}

func pairs(env map[string]string) []string {
	all := make([]string, 0, len(env))
	for name, value := range env {
		all = append(all, name+"="+value)
	}
	return all
}

// rawFormat reads the env_file format that docker compose registers.
func rawFormat(r io.Reader, _ string, vars map[string]string, _ func(string) (string, bool)) error {
	data, err := io.ReadAll(r)
	for line := range strings.Lines(string(data)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		vars[name] = value
	}
	return err
}
