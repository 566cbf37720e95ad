package compose_test

import (
	"bufio"
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
func unpack(t testing.TB, path string, change func([]byte) []byte) archive {
	t.Helper()
	parsed, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a := archive{name: strings.TrimSuffix(filepath.Base(path), ".txtar"), dir: t.TempDir(), want: map[string]string{}}
	for _, f := range parsed.Files {
		if isExpectation(f.Name) {
			a.want[f.Name] = string(f.Data)
			continue
		}
		data := f.Data
		if change != nil {
			data = change(data)
		}
		write(t, filepath.Join(a.dir, f.Name), data)
	}
	return a
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// load loads the project of a folder.
func load(t testing.TB, o compose.Options) *graph.Project {
	t.Helper()
	p, err := compose.Load(context.Background(), o)
	if err != nil {
		t.Fatal(err)
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
func parsePlace(t testing.TB, text string) source.Place {
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

func archives(t testing.TB, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no archives in", folder, err)
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
			for lines := bufio.NewScanner(strings.NewReader(a.want["places"])); lines.Scan(); {
				place, want, _ := strings.Cut(lines.Text(), " => ")
				if got := at(p, parsePlace(t, place)); got != strings.TrimRight(want, " ") {
					t.Errorf("%s is at %s, want %s", place, got, want)
				}
			}
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
		var ports, mounts []string
		for _, port := range s.Ports {
			ports = append(ports, fmt.Sprintf("%s:%d:%d", port.HostIP, port.Published.First, port.Target.First))
		}
		for _, m := range s.Mounts {
			mounts = append(mounts, rel(m.Source)+":"+m.Target)
		}
		if len(ports) > 0 {
			b.WriteString(" ports=" + strings.Join(ports, ","))
		}
		if len(mounts) > 0 && s.Name == "web" {
			b.WriteString(" mounts=" + strings.Join(mounts, ","))
		}
		b.WriteString("\n")
		for _, v := range s.Environment {
			switch {
			case v.State == graph.PassThrough:
				b.WriteString("  " + v.Name + " (passed through)\n")
				continue
			case v.Source == graph.FromServiceEnvFile:
				b.WriteString("  " + v.Name + "=" + v.Value + " (env file)\n")
				continue
			}
			b.WriteString("  " + v.Name + "=" + strings.ReplaceAll(v.Value, "\n", `\n`) + "\n")
		}
	}
	return b.String()
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
