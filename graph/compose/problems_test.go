package compose_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
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

// strictly is compose-go's own load of a folder, with all its checks.
func strictly(t *testing.T, dir string, options ...cli.ProjectOptionsFn) (p *types.Project, err error) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	options = append(options, cli.WithWorkingDirectory(dir), cli.WithEnvFiles(), cli.WithDotEnv, cli.WithDefaultConfigPath)
	o, err := cli.NewProjectOptions(nil, options...)
	if err != nil {
		return nil, err
	}
	return o.LoadProject(t.Context())
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
		expected := map[string]string{}
		for _, f := range parsed.Files {
			expected[f.Name] = string(f.Data)
		}
		var rewritten []txtar.File
		for _, f := range parsed.Files {
			name, ok := strings.CutSuffix(f.Name, ".yaml")
			if !ok {
				continue
			}
			got := refused(t, path, f)
			rewritten = append(rewritten, f, txtar.File{Name: name + ".want", Data: []byte(got)})
			if want := expected[name+".want"]; got != want && !*update {
				t.Errorf("%s %s:\n%s\nwant:\n%s", path, f.Name, got, want)
			}
		}
		if *update {
			parsed.Files = rewritten
			write(t, path, txtar.Format(parsed))
		}
	}
}

// refused returns what is said of a file, which compose-go must refuse.
func refused(t *testing.T, path string, f txtar.File) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "compose.yaml"), f.Data)
	if _, err := strictly(t, dir); err == nil {
		t.Errorf("%s %s: compose-go loads it", path, f.Name)
	}
	return told(load(t, compose.Options{WorkingDir: dir}))
}

// TestProjects loads projects of several files, some of which compose-go must
// refuse just as well, and compares all that is said of them.
func TestProjects(t *testing.T) {
	t.Parallel()
	for _, path := range archives(t, "projects") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			a := unpack(t, path, nil)
			p := load(t, compose.Options{WorkingDir: a.dir})
			if got, want := told(p), a.want["problems"]; got != want {
				t.Errorf("problems:\n%s\nwant:\n%s", got, want)
			}
			if got, want := summary(p), a.want["services"]; got != want {
				t.Errorf("services:\n%s\nwant:\n%s", got, want)
			}
			invalid := slices.ContainsFunc(p.Problems, func(p graph.Problem) bool { return p.Rule == "compose-invalid" })
			if _, err := strictly(t, a.dir); (err != nil) != invalid {
				t.Errorf("refused %v, compose-go says %v", invalid, err)
			}
		})
	}
}
