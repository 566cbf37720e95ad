package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/rules"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/build"
	"github.com/ctypes-dev/ctypes/graph/catalog"
	"github.com/ctypes-dev/ctypes/graph/compose"
	"github.com/ctypes-dev/ctypes/graph/image"
)

// stages are the rooms in a row: loading, building, analysing.
type stages struct {
	process  *Process
	project  projectFlags
	registry registryFlags
	config   configFlags
	strict   bool
	loose    bool               // the command line says that strict is not wanted
	accept   bool               // what is found is written down as accepted
	base     string             // the git revision that is compared with; "" for none
	files    compose.FileSystem // nil for the machine's
	dir      string             // the working directory; "" for the process's own

	revisions revisions
	client    *image.Client // of the flags
	clients   *clients      // of projects
	catalog   *catalog.Catalog
	progress  *progress
	notices   *notices
}

// result is a report, and what it does not say.
type result struct {
	*analyze.Report
	fatal  bool // the project could not be read
	missed bool // a registry could not be asked
	strict bool
}

// open gets the stages ready. They are to be closed.
func (s *stages) open() error {
	s.progress = newProgress(s.process)
	s.notices = &notices{w: s.process.Stderr, mask: newMask(s.process.environment())}
	s.clients, s.catalog = &clients{}, catalog.New()
	client, err := s.newClient()
	s.client = client
	return err
}

// close ends what the stages hold open.
func (s *stages) close() {
	s.client.Close()
	s.clients.close()
	s.revisions.close()
}

// check runs all stages for a project.
func (s *stages) check(ctx context.Context, path string) (*result, error) {
	known, err := s.known(ctx, path)
	if err != nil {
		return nil, err
	}
	b, err := s.graph(ctx, path)
	if err != nil {
		return nil, err
	}
	accepted := s.baseline(b.Project)
	r := &result{
		fatal:  slices.ContainsFunc(b.Problems, func(p graph.Problem) bool { return p.Fatal }),
		missed: b.missed,
		strict: s.strict || b.settings.Strict && !s.loose,
	}
	options := b.settings.analysis(time.Now())
	options.Strict = r.strict
	if !r.fatal { // the reason is always told
		options.Known = known
		if options.Baseline, err = s.accepted(b, accepted, options); err != nil {
			return nil, err
		}
	}
	r.Report = analyze.Run(b.Graph, rules.All(), options)
	return r, nil
}

// built is a graph with the settings that it was built by.
type built struct {
	*graph.Graph
	settings settings
	missed   bool // a registry could not be asked
}

// graph loads a project and builds its graph. It says what could not be asked.
func (s *stages) graph(ctx context.Context, path string) (*built, error) {
	p, err := s.load(ctx, path)
	if err != nil {
		return nil, err
	}
	set := s.settings(ctx, p)
	g, missing, err := build.Graph(ctx, p, build.Options{
		Images: lookup{set.client, s.registry.offline}, Catalog: set.catalog,
		Contracts: set.contracts, NoCatalog: s.registry.noCatalog,
	})
	s.progress.end()
	if ended := interrupted(ctx); ended != nil {
		return nil, ended
	}
	if err != nil {
		return nil, &failure{code: unreadable, err: fmt.Errorf("building the graph of `%s`: %w", p.Name, err)}
	}
	for _, n := range missing {
		text := n.Text
		if len(n.Services) > 0 {
			text += "; checked without it: " + strings.Join(n.Services, ", ")
		}
		s.notices.add(text)
	}
	s.notices.flush()
	return &built{g, set, len(missing) > 0 || set.missed.Load()}, nil
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
		Readable: s.readable(), Stdin: s.process.Stdin,
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
