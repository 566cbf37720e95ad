package compose_test

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"golang.org/x/tools/txtar"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/compose"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// FuzzLoad loads any bytes as a compose file: it never panics, is never slow,
// always says something of what it cannot read, and points inside of files.
func FuzzLoad(f *testing.F) {
	logrus.SetOutput(io.Discard)
	for _, folder := range []string{"places", "problems", "projects"} {
		for _, path := range archives(f, folder) {
			seed(f, path)
		}
	}
	dir := f.TempDir()
	for name, text := range map[string]string{
		"compose.yaml": "", "a.yaml": "services: {a: {image: x}}\n", "common.yaml": "services: {web: {image: x}}\n", "web.env": "A=b\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, data, env []byte) {
		if len(data) > 20_000 || len(env) > 1000 {
			t.Skip()
		}
		late := time.AfterFunc(5*time.Second, func() { t.Error("it takes more than 5 seconds") })
		p := load(t, compose.Options{WorkingDir: dir, Profiles: []string{"*"}, Overlay: map[string][]byte{
			filepath.Join(dir, "compose.yaml"): data, filepath.Join(dir, ".env"): env,
		}})
		late.Stop()
		checkInside(t, p)
	})
}

// seed adds the compose files of an archive.
func seed(f *testing.F, path string) {
	f.Helper()
	parsed, err := txtar.ParseFile(path)
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range parsed.Files {
		if strings.HasSuffix(file.Name, ".yaml") {
			f.Add(file.Data, []byte("A=1\nTAG=x\n"))
		}
	}
}

// checkInside holds all places of a project to be inside of a file.
func checkInside(t *testing.T, p *graph.Project) {
	t.Helper()
	inside := func(what string, place source.Place) {
		r := p.Sources.Resolve(place)
		file := p.Sources.File(r.File)
		if r.IsZero() || file == nil {
			return
		}
		if r.Start.Line < 1 || r.End.Line > file.Lines() || r.Bytes.Start < 0 || r.Bytes.End > len(file.Data) || r.Bytes.Start > r.Bytes.End {
			t.Errorf("%s: %+v is outside of %s", what, r, r.File)
		}
	}
	for _, problem := range p.Problems {
		inside(problem.Message, problem.Place)
		if problem.Message == "" || strings.Contains(problem.Message, "interface {}") || strings.Contains(problem.Message, "runtime error") {
			t.Errorf("a problem says %q", problem.Message)
		}
	}
	for _, r := range p.Unset {
		inside(r.Variable, r.Place)
	}
	texts(reflect.ValueOf(p.Services), "services", func(path string, text graph.Text) {
		inside(path, text.Place)
		inside(path, text.Place.At(source.Span{Start: len(text.Value) / 2, End: len(text.Value)}))
	})
}

// TestDeterministic loads a project with many problems again and again: it
// says the same each time.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	all.WriteString("services:\n")
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		all.WriteString("  " + name + ": {imag: x, ports: [\"x\"], environment: [1], depends_on: [y, z], volumes: [none:/x], extends: q}\n")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "compose.yaml"), []byte(all.String()))
	first := told(load(t, compose.Options{WorkingDir: dir}))
	if strings.Count(first, "\n") < 30 {
		t.Errorf("it says:\n%s", first)
	}
	for range 15 {
		if again := told(load(t, compose.Options{WorkingDir: dir})); again != first {
			t.Fatalf("first:\n%s\nthen:\n%s", first, again)
		}
	}
}

// TestConcurrent resolves places and reads files from many sides at once.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	p, service := everything(t)
	want := at(p, service("web").Image.Place)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			checkInside(t, p)
			if got := at(p, service("web").Image.Place); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			if _, err := p.Disk.Read(filepath.Join(p.Dir, "raw.env")); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}
