package compose_test

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/template"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// texts visits every text of a project that has a place.
func texts(v reflect.Value, path string, visit func(string, graph.Text)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), path, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), fmt.Sprintf("%s[%d]", path, i), visit)
		}
	case reflect.Struct:
		if v, ok := v.Interface().(graph.Variable); ok && v.State == graph.PassThrough {
			return // it has a name only
		}
		if t, ok := v.Interface().(graph.Text); ok {
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
	all := []string{raw}
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

// unquoted drops what a shell's words are written without, and what folding
// makes of line breaks.
var unquoted = strings.NewReplacer(`"`, "", "'", "", `\`, "", " ", "", "\n", "")

// checkTexts holds every text of a project to its promise: the bytes at its
// place stand for its value, and those of a literal run are the run.
func checkTexts(p *graph.Project, env map[string]string) (checked int, wrong []string) {
	texts(reflect.ValueOf(p.Services), "services", func(path string, t graph.Text) {
		checked++
		lookup := func(name string) (string, bool) {
			for _, part := range t.Parts {
				if part.Variable == name && (part.Origin == graph.FromEnvFile || part.Origin == graph.FromProcess) {
					return t.Value[part.Span.Start:part.Span.End], true
				}
			}
			value, ok := env[name]
			return value, ok
		}
		r := p.Sources.Resolve(t.Place)
		file := p.Sources.File(r.File)
		if r.IsZero() || file == nil {
			wrong = append(wrong, fmt.Sprintf("%s: %+v is nowhere", path, t.Place))
			return
		}
		raw := string(file.Data[r.Bytes.Start:r.Bytes.End])
		for _, s := range spellings(raw) {
			if s == t.Value {
				return
			}
			filled, err := template.Substitute(s, lookup)
			if err == nil && (filled == t.Value || unquoted.Replace(filled) == unquoted.Replace(t.Value)) {
				return
			}
		}
		for _, part := range t.Parts {
			if part.Span.End-part.Span.Start == len(t.Value) {
				return // all of it is from a variable
			}
		}
		wrong = append(wrong, fmt.Sprintf("%s: %s:%v %q stands for %q", path, r.File, r.Start, raw, t.Value))
	})
	return checked, wrong
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
			case strings.HasPrefix(raw, `\`), raw == "$$", raw == "''", strings.ContainsAny(raw, "\n"):
			default:
				wrong = append(wrong, fmt.Sprintf("%s: byte %d of %q is %q", path, i, t.Value, raw))
				return
			}
		}
	})
	return checked, exact, wrong
}

var _ = testing.Short
