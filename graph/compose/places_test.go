package compose_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/compose"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// archive is a project in testdata, and what is expected of it.
type archive struct {
	name string
	dir  string
	want map[string]string
}

// expectations are the files of an archive that are no files of the project.
func isExpectation(name string) bool {
	switch name {
	case "places", "services", "unset", "problems", "options":
		return true
	}
	return false
}

// unpack writes the files of an archive to a folder of their own.
func unpack(tb testing.TB, path string, change func([]byte) []byte) archive {
	tb.Helper()
	parsed, err := txtar.ParseFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	a := archive{name: strings.TrimSuffix(filepath.Base(path), ".txtar"), dir: tb.TempDir(), want: map[string]string{}}
	for _, f := range parsed.Files {
		if isExpectation(f.Name) {
			a.want[f.Name] = string(f.Data)
			continue
		}
		data := f.Data
		if change != nil {
			data = change(data)
		}
		write(tb, filepath.Join(a.dir, f.Name), data)
	}
	return a
}

func write(tb testing.TB, path string, data []byte) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
}

// load loads the project of a folder.
func load(tb testing.TB, o compose.Options) *graph.Project {
	tb.Helper()
	p, err := compose.Load(context.Background(), o)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// at spells where a place is: file:line:column and the text there.
func at(p *graph.Project, place source.Place) string {
	r := p.Sources.Resolve(place)
	file := p.Sources.File(r.File)
	if r.IsZero() || file == nil {
		return "nowhere"
	}
	text, _, _ := strings.Cut(string(file.Data[r.Bytes.Start:r.Bytes.End]), "\n")
	return strings.TrimRight(fmt.Sprintf("%s:%d:%d %s", r.File, r.Start.Line, r.Start.Column, text), " \r")
}

// parsePlace reads a place as the archives spell it: [key] /route[from:to].
func parsePlace(t *testing.T, text string) source.Place {
	t.Helper()
	text, key := strings.CutPrefix(text, "key ")
	p := source.Place{Key: key}
	if route, span, found := strings.Cut(text, "["); found {
		if _, err := fmt.Sscanf(span, "%d:%d]", &p.Span.Start, &p.Span.End); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		text = route
	}
	p.Path = source.Path(text)
	return p
}

func archives(tb testing.TB, folder string) []string {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(paths) == 0 {
		tb.Fatal("no archives in", folder, err)
	}
	return paths
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, path := range archives(t, "places") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			a := unpack(t, path, changes(path))
			p := load(t, compose.Options{WorkingDir: a.dir})
			for _, problem := range p.Problems {
				t.Errorf("%s: %s", at(p, problem.Place), problem.Message)
			}
			checkPlaces(t, p, a.want["places"])
			if want, ok := a.want["services"]; ok {
				if got := summary(p); got != want {
					t.Errorf("services:\n%s\nwant:\n%s", got, want)
				}
			}
			if want, got := a.want["unset"], unset(p); got != want {
				t.Errorf("unset:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// checkPlaces holds places to where an archive says that they are.
func checkPlaces(t *testing.T, p *graph.Project, expected string) {
	t.Helper()
	for line := range strings.Lines(expected) {
		place, want, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " => ")
		if got := at(p, parsePlace(t, place)); got != strings.TrimRight(want, " ") {
			t.Errorf("%s is at %s, want %s", place, got, want)
		}
	}
}

// changes are what a test does to an archive's files before it writes them.
func changes(path string) func([]byte) []byte {
	if filepath.Base(path) != "windows.txtar" {
		return nil
	}
	return func(data []byte) []byte {
		return []byte("\ufeff" + strings.ReplaceAll(string(data), "\n", "\r\n"))
	}
}

// summary lists the services of a project with their variables.
func summary(p *graph.Project) string {
	var b strings.Builder
	rel := func(path string) string {
		if r, err := filepath.Rel(p.Dir, path); err == nil && filepath.IsAbs(path) {
			return r
		}
		return path
	}
	for _, s := range p.Services {
		b.WriteString(s.Name)
		if s.Image.Value != "" {
			b.WriteString(" image=" + s.Image.Value)
		}
		if s.Build != nil {
			b.WriteString(" build=" + rel(s.Build.Context))
		}
		for i, port := range s.Ports {
			fmt.Fprintf(&b, "%s%s:%d:%d", separator(i, " ports="), port.HostIP, port.Published.First, port.Target.First)
		}
		for i, m := range s.Mounts {
			if s.Name == "web" {
				b.WriteString(separator(i, " mounts=") + rel(m.Source) + ":" + m.Target)
			}
		}
		b.WriteString("\n")
		for _, v := range s.Environment {
			b.WriteString("  " + variable(v) + "\n")
		}
	}
	return b.String()
}

// separator is what stands before an item of a list.
func separator(i int, first string) string {
	if i == 0 {
		return first
	}
	return ","
}

// variable says what a variable is.
func variable(v graph.Variable) string {
	switch {
	case v.State == graph.PassThrough:
		return v.Name + " (passed through)"
	case v.Source == graph.FromServiceEnvFile:
		return v.Name + "=" + v.Value + " (env file)"
	}
	return v.Name + "=" + strings.ReplaceAll(v.Value, "\n", `\n`)
}

// unset lists the references of a project to variables that are set nowhere.
func unset(p *graph.Project) string {
	var b strings.Builder
	for _, r := range p.Unset {
		where, _, _ := strings.Cut(at(p, r.Place), " ")
		fmt.Fprintf(&b, "%s %s service=%s\n", where, r.Variable, r.Service)
	}
	return b.String()
}
