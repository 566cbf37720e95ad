package compose_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"golang.org/x/tools/txtar"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/compose"
)

var update = flag.Bool("update", false, "rewrite what the archives of problems expect")

// told spells the problems of a project, one a line with what belongs to it.
func told(p *graph.Project) string {
	var b strings.Builder
	for _, problem := range p.Problems {
		r := p.Sources.Resolve(problem.Place)
		where := "nowhere"
		if !r.IsZero() {
			where = fmt.Sprintf("%s:%d:%d-%d:%d", r.File, r.Start.Line, r.Start.Column, r.End.Line, r.End.Column)
		}
		if problem.Fatal {
			where += " fatal"
		}
		fmt.Fprintf(&b, "%s [%s|%s] %s\n", where, problem.Service, problem.Key, problem.Message)
		for _, related := range problem.Related {
			fmt.Fprintf(&b, "    at: %s: %s\n", at(p, related.Place), related.Message)
		}
		for _, note := range problem.Notes {
			fmt.Fprintf(&b, "    note: %s\n", note)
		}
		if problem.Help != "" {
			fmt.Fprintf(&b, "    help: %s\n", problem.Help)
		}
	}
	return b.String()
}

// refused reports whether compose-go's own load, with all its checks, fails.
func refused(t *testing.T, dir string) (err error) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	o, err := cli.NewProjectOptions([]string{filepath.Join(dir, "compose.yaml")}, cli.WithWorkingDirectory(dir), cli.WithEnvFiles(), cli.WithDotEnv)
	if err != nil {
		return err
	}
	_, err = o.LoadProject(t.Context())
	return err
}

// TestProblems loads projects of one file each, which compose-go must refuse
// just as well, and compares all that is said of them.
func TestProblems(t *testing.T) {
	t.Parallel()
	for _, path := range archives(t, "problems") {
		parsed, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var rewritten []txtar.File
		for i, f := range parsed.Files {
			name, ok := strings.CutSuffix(f.Name, ".yaml")
			if !ok {
				continue
			}
			want := ""
			if i+1 < len(parsed.Files) && parsed.Files[i+1].Name == name+".want" {
				want = string(parsed.Files[i+1].Data)
			}
			dir := t.TempDir()
			write(t, filepath.Join(dir, "compose.yaml"), f.Data)
			p := load(t, compose.Options{WorkingDir: dir})
			got := told(p)
			if err := refused(t, dir); err == nil {
				t.Errorf("%s %s: compose-go loads it", path, f.Name)
			}
			rewritten = append(rewritten, f, txtar.File{Name: name + ".want", Data: []byte(got)})
			if got != want && !*update {
				t.Errorf("%s %s:\n%s\nwant:\n%s", path, f.Name, got, want)
			}
		}
		if *update {
			parsed.Files = rewritten
			write(t, path, txtar.Format(parsed))
		}
	}
}
