package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/rules"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/build"
	"github.com/ctypes-dev/ctypes/graph/compose"
	"github.com/ctypes-dev/ctypes/graph/image"
)

// stages are the rooms in a row: loading, building, analysing.
type stages struct {
	process  *Process
	project  projectFlags
	registry registryFlags
	strict   bool
	base     string             // the git revision that is compared with; "" for none
	files    compose.FileSystem // nil for the machine's
	dir      string             // the working directory; "" for the process's own

	revisions revisions
	client    *image.Client
	progress  *progress
	notices   *notices
}

// result is a report, and what it does not say.
type result struct {
	*analyze.Report
	fatal  bool // the project could not be read
	missed bool // a registry could not be asked
}

// open gets the stages ready. Its client is to be closed.
func (s *stages) open() (*image.Client, error) {
	s.progress = newProgress(s.process)
	s.notices = &notices{w: s.process.Stderr, mask: newMask(s.process.environment())}
	client, err := s.registry.client(s.process, func(e image.Event) {
		s.progress.event(e)
		s.notices.add(e.Notice)
	})
	s.client = client
	return client, err
}

// check runs all stages for a project.
func (s *stages) check(ctx context.Context, path string) (*result, error) {
	known, err := s.known(ctx, path)
	if err != nil {
		return nil, err
	}
	g, missed, err := s.graph(ctx, path)
	if err != nil {
		return nil, err
	}
	r := &result{
		fatal:  slices.ContainsFunc(g.Problems, func(p graph.Problem) bool { return p.Fatal }),
		missed: missed,
	}
	options := analyze.Options{Strict: s.strict}
	if !r.fatal { // the reason is always told
		options.Known = known
	}
	r.Report = analyze.Run(g, rules.All(), options)
	return r, nil
}

// graph loads a project and builds its graph. It says what could not be asked.
func (s *stages) graph(ctx context.Context, path string) (g *graph.Graph, missed bool, err error) {
	p, err := s.load(ctx, path)
	if err != nil {
		return nil, false, err
	}
	g, missing, err := build.Graph(ctx, p, build.Options{Images: lookup{s.client, s.registry.offline}, NoCatalog: s.registry.noCatalog})
	s.progress.end()
	if ended := interrupted(ctx); ended != nil {
		return nil, false, ended
	}
	if err != nil {
		return nil, false, &failure{code: unreadable, err: fmt.Errorf("building the graph of `%s`: %w", p.Name, err)}
	}
	for _, n := range missing {
		text := n.Text
		if len(n.Services) > 0 {
			text += "; checked without it: " + strings.Join(n.Services, ", ")
		}
		s.notices.add(text)
	}
	s.notices.flush()
	return g, len(missing) > 0, nil
}

func (s *stages) load(ctx context.Context, path string) (*graph.Project, error) {
	dir, err := s.workingDir()
	if err != nil {
		return nil, err
	}
	p, err := compose.Load(ctx, compose.Options{
		Path: path, Files: s.project.files,
		Profiles: s.project.profiles, EnvFiles: s.project.envFiles,
		ProjectName: s.project.name, ProjectDirectory: s.project.directory,
		Environment: s.process.environment(), WorkingDir: dir,
		Readable: s.project.allowed, Stdin: s.process.Stdin,
		FileSystem: s.files,
	})
	if ended := interrupted(ctx); ended != nil {
		return nil, ended
	}
	if err != nil {
		return nil, &failure{code: misused, err: err} // the flags contradict each other
	}
	return p, nil
}

// workingDir is where relative paths start from.
func (s *stages) workingDir() (string, error) {
	if s.dir != "" {
		return s.dir, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", &failure{code: unreadable, err: fmt.Errorf("finding the working directory: %w", err)}
	}
	return dir, nil
}
