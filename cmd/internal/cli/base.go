package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/ctypes-dev/ctypes/graph/revision"
)

// revisions are the git revisions that are read, each opened once.
type revisions struct {
	mu   sync.Mutex
	open []opened
}

// opened is a revision of one repository.
type opened struct {
	name string
	tree *revision.Tree
}

// at returns the files of a revision of the repository that a folder is in.
func (r *revisions) at(ctx context.Context, p *Process, dir, name string) (*revision.Tree, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, o := range r.open {
		if o.name == name && o.tree.Covers(dir) {
			return o.tree, nil
		}
	}
	tree, err := revision.Open(ctx, dir, name, p.Env)
	if ended := interrupted(ctx); ended != nil {
		return nil, ended
	}
	if err != nil {
		f := &failure{code: unreadable, err: err}
		if known, ok := errors.AsType[*revision.Error](err); ok {
			f.help = known.Help
		}
		return nil, f
	}
	r.open = append(r.open, opened{name, tree})
	return tree, nil
}

// close ends what runs for the revisions.
func (r *revisions) close() {
	for _, o := range r.open {
		o.tree.Close()
	}
	r.open = nil
}

// known are the fingerprints of what is found in a project at the base; none
// without a base.
func (s *stages) known(ctx context.Context, path string) (map[string]bool, error) {
	if s.base == "" {
		return nil, nil
	}
	base, tree, err := s.at(ctx, path, s.base)
	if err != nil {
		return nil, err
	}
	r, err := base.check(ctx, path)
	if err != nil {
		return nil, err
	}
	for _, text := range tree.Lacks() {
		s.notices.add(text)
	}
	if r.fatal {
		s.notices.add("no project can be read at `" + s.base + "`: every finding counts as new")
	}
	s.notices.flush()
	known := map[string]bool{}
	for _, d := range r.Diagnostics {
		known[d.Fingerprint] = true
	}
	return known, nil
}

// at are the stages for a project as it was at a revision.
func (s *stages) at(ctx context.Context, path, name string) (*stages, *revision.Tree, error) {
	dir, err := s.folder(path)
	if err != nil {
		return nil, nil, err
	}
	tree, err := s.revisions.at(ctx, s.process, dir, name)
	if err != nil {
		return nil, nil, err
	}
	then := &stages{
		process: s.process, project: s.project, registry: s.registry, config: s.config, strict: s.strict, loose: s.loose,
		dir: s.dir, files: tree, client: s.client, clients: s.clients, catalog: s.catalog, progress: s.progress, notices: s.notices,
	}
	return then, tree, nil
}

// folder is an existing folder of a project, or the closest above it.
func (s *stages) folder(path string) (string, error) {
	dir, err := s.workingDir()
	if err != nil {
		return "", err
	}
	if path == "-" || slices.Contains(s.project.files, "-") {
		return "", misuse("`-` is in no git revision: `--base` needs a project in files")
	}
	if path == "" && len(s.project.files) > 0 {
		path = s.project.files[0]
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	for {
		info, err := os.Stat(path)
		if err == nil && info.IsDir() || filepath.Dir(path) == path {
			return path, nil
		}
		path = filepath.Dir(path)
	}
}
