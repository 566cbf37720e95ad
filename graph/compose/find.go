package compose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// errNotFolder says that projects are looked for in what is no folder.
var errNotFolder = errors.New("not a folder")

// Found is what Find found.
type Found struct {
	// Projects are the folders of projects, spelled from the folders that they
	// were looked for in; in order of their paths.
	Projects []string
	// Unread are folders that could not be looked into.
	Unread []string
}

// Find looks for the projects below folders, as docker compose would find each
// from its own folder. A project whose files another one includes or extends is
// a part of that one, and none of its own. The options are those that projects
// are loaded with. It looks into no folder of a version control system or of
// node's packages, and follows no symbolic links.
func Find(ctx context.Context, roots []string, o Options) (Found, error) {
	s := &search{ctx: ctx, options: o, known: map[string]bool{}}
	for _, root := range roots {
		if err := s.walk(root); err != nil {
			return Found{}, err
		}
	}
	slices.SortFunc(s.candidates, func(a, b *candidate) int { return strings.Compare(a.order, b.order) })
	found := Found{Unread: s.unread}
	for _, c := range independent(s.candidates) {
		found.Projects = append(found.Projects, c.shown)
	}
	return found, nil
}

// search is one run of Find.
type search struct {
	ctx        context.Context //nolint:containedctx // lives for one Find
	options    Options
	candidates []*candidate
	known      map[string]bool // real paths of candidates
	unread     []string
}

// candidate is a folder that holds compose files.
type candidate struct {
	shown string // as the user would spell it
	order string // shown, so that a folder stands before what is in it
	own   []string
	uses  []string // files that it includes and extends
}

// walk gathers the candidates of a folder and of those below it.
func (s *search) walk(root string) error {
	path := absolute(s.options.WorkingDir, root)
	top, err := filepath.EvalSymlinks(path)
	if err == nil {
		var info fs.FileInfo
		if info, err = os.Stat(top); err == nil && !info.IsDir() {
			err = errNotFolder
		}
	}
	if err != nil {
		return fmt.Errorf("looking for projects in `%s`: %w", root, reason(err))
	}
	err = filepath.WalkDir(top, func(dir string, d fs.DirEntry, err error) error {
		if stop := s.ctx.Err(); stop != nil {
			return stop //nolint:wrapcheck // wrapped below
		}
		shown := filepath.Join(root, strings.TrimPrefix(dir, top))
		switch {
		case err != nil:
			s.unread = append(s.unread, shown)
			return skip(d)
		case !d.IsDir():
			return nil
		case dir != top && skipped(d.Name()):
			return fs.SkipDir
		}
		s.visit(dir, shown)
		return nil
	})
	if err != nil {
		return fmt.Errorf("looking for projects in `%s`: %w", root, err)
	}
	return nil
}

// skip leaves a folder out that cannot be read.
func skip(d fs.DirEntry) error {
	if d != nil && d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

func skipped(name string) bool {
	return slices.Contains([]string{".git", ".hg", ".svn", "node_modules"}, name)
}

// visit adds a folder if there is a project in it.
func (s *search) visit(dir, shown string) {
	if s.known[dir] || !holdsProject(dir) {
		return
	}
	s.known[dir] = true
	o := s.options
	o.Path, o.Files = dir, nil
	l := newLoading(o)
	l.find()
	if len(l.files) == 0 {
		return
	}
	c := &candidate{shown: shown, own: resolvedAll(l.files)}
	if shown != "." {
		c.order = strings.ReplaceAll(shown, string(filepath.Separator), "\x00")
	}
	if l.composed() {
		l.layout.root = &group{dir: l.dir, scope: l.scope}
		if files := l.read(l.layout); !l.problems.stopped() {
			l.layout.build(l.layout.root, files, nil)
		}
		for _, file := range l.layout.order {
			if used := resolved(file.path); !slices.Contains(c.own, used) {
				c.uses = append(c.uses, used)
			}
		}
	}
	// The files that are merged over the first one are no projects either.
	c.uses = append(c.uses, c.own[1:]...)
	s.candidates = append(s.candidates, c)
}

// holdsProject reports whether docker compose might find a project in a folder.
func holdsProject(dir string) bool {
	for _, name := range defaultNames() {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && !info.IsDir() {
			return true
		}
	}
	path := filepath.Join(dir, ".env")
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxFile {
		return false
	}
	text, err := os.ReadFile(path) //nolint:gosec // below a folder that the user named
	return err == nil && bytes.Contains(text, []byte("COMPOSE_FILE"))
}

// composed reports whether the project may be made of further files. Most are
// not, and are then not parsed.
func (l *loading) composed() bool {
	return slices.ContainsFunc(l.files, func(path string) bool {
		text, err := l.disk.Read(path)
		return err == nil && (bytes.Contains(text.Data, []byte("include")) || bytes.Contains(text.Data, []byte("extends")))
	})
}

func resolvedAll(paths []string) []string {
	all := make([]string, 0, len(paths))
	for _, p := range paths {
		all = append(all, resolved(p))
	}
	return all
}

// independent are the candidates that are no part of another one. Of those that
// are parts of each other in a circle the first is kept.
func independent(all []*candidate) []*candidate {
	u := usage{byFile: make(map[string]*candidate, len(all)), reached: map[*candidate]bool{}}
	for _, c := range all {
		u.byFile[c.own[0]] = c
	}
	part := map[*candidate]bool{}
	for _, c := range all {
		for _, other := range u.parts(c) {
			part[other] = part[other] || other != c
		}
	}
	kept := map[*candidate]bool{}
	for _, circles := range []bool{false, true} {
		for _, c := range all {
			if part[c] == circles && !u.reached[c] {
				kept[c] = true
				u.reach(c)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(c *candidate) bool { return !kept[c] })
}

// usage says which candidates are made of which.
type usage struct {
	byFile  map[string]*candidate
	reached map[*candidate]bool
}

// parts are the candidates whose files a candidate uses.
func (u usage) parts(c *candidate) []*candidate {
	var all []*candidate
	for _, file := range c.uses {
		if other := u.byFile[file]; other != nil {
			all = append(all, other)
		}
	}
	return all
}

// reach marks a candidate and all that it is made of.
func (u usage) reach(c *candidate) {
	if u.reached[c] {
		return
	}
	u.reached[c] = true
	for _, other := range u.parts(c) {
		u.reach(other)
	}
}
