// Package revision reads the files of a git repository as they were at a
// revision. It leaves the work tree alone, and runs nothing but git itself.
package revision

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
)

const (
	// maxFile is how much of a file is read; callers take less.
	maxFile = 16 << 20
	// maxLinks is how many symbolic links a path leads over.
	maxLinks = 40
)

// Tree is a file system in which the files of a work tree are those of a
// revision, at the paths that they have in the work tree. What git ignores, such
// as an .env file, and what is outside of the work tree is the machine's. It is
// safe for concurrent use.
type Tree struct {
	revision string
	root     string   // the work tree, without symbolic links
	spelled  []string // the same as others write it

	mu      sync.Mutex
	top     *repository
	ignored map[string]bool
	lacks   map[string]bool
}

// Open opens a revision of the repository that a folder is in. What it starts
// ends with the context, and with Close.
func Open(ctx context.Context, dir, revision string, environment []string) (*Tree, error) {
	g := newGit(ctx, dir, environment)
	top, err := g.path("rev-parse", "--show-toplevel")
	if err != nil {
		return nil, noWorkTree(err, dir)
	}
	root, err := filepath.EvalSymlinks(top)
	if err != nil {
		return nil, fmt.Errorf("finding the work tree of `%s`: %w", dir, err)
	}
	g = g.in(root)
	commit, err := resolve(g, revision)
	if err != nil {
		return nil, err
	}
	r, err := openRepository(g, commit)
	if err != nil {
		return nil, fmt.Errorf("reading the files of `%s`: %w", revision, err)
	}
	return &Tree{
		revision: revision, root: root, spelled: spellings(dir, root), top: r,
		ignored: map[string]bool{}, lacks: map[string]bool{},
	}, nil
}

// spellings are the folders above dir that are the root by another name.
func spellings(dir, root string) []string {
	all := []string{root}
	for d := filepath.Clean(dir); ; d = filepath.Dir(d) {
		if target, err := filepath.EvalSymlinks(d); err == nil && target == root && d != root {
			all = append(all, d)
		}
		if filepath.Dir(d) == d {
			return all
		}
	}
}

// Root is the work tree, without symbolic links.
func (t *Tree) Root() string { return t.root }

// Close ends what runs for the tree.
func (t *Tree) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.top.close()
}

// Lacks says what the clone lacks of what was read, in order.
func (t *Tree) Lacks() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.lacks))
}

// Covers reports whether a path is in the work tree.
func (t *Tree) Covers(path string) bool {
	_, ok := t.below(path)
	return ok
}

// below is a path from the root, with slashes.
func (t *Tree) below(path string) (string, bool) {
	for _, root := range t.spelled {
		if path == root {
			return "", true
		}
		if rest, ok := strings.CutPrefix(path, strings.TrimSuffix(root, string(filepath.Separator))+string(filepath.Separator)); ok {
			return filepath.ToSlash(rest), true
		}
	}
	return "", false
}

// node is where a path leads.
type node struct {
	path  string      // without symbolic links
	repo  *repository // nil for what is the machine's
	name  string      // in the repository
	entry entry
}

// find follows a path.
func (t *Tree) find(op, path string) (node, error) {
	for at := path; ; {
		name, ok := t.below(at)
		if !ok {
			return node{path: at}, nil
		}
		n, next, err := t.walk(name)
		if err != nil {
			return node{}, &fs.PathError{Op: op, Path: path, Err: err}
		}
		if next == "" {
			return n, nil
		}
		at = next
		if op += "/"; strings.Count(op, "/") > maxLinks {
			return node{}, &fs.PathError{Op: "open", Path: path, Err: syscall.ELOOP}
		}
	}
}

// walk follows a name from the root up to its end, or up to a link: then next is
// where that leads.
func (t *Tree) walk(name string) (n node, next string, err error) {
	r, at := t.top, ""
	var parts []string
	if name != "" {
		parts = strings.Split(name, "/")
	}
	for i, part := range parts {
		at = path.Join(at, part)
		rest := parts[i+1:]
		e, ok := r.entries[at]
		switch {
		case !ok || e.kind == file && len(rest) > 0:
			return t.absent(name)
		case e.kind == link:
			target, err := r.objects.read(e.id, 4096)
			if err != nil {
				return node{}, "", err
			}
			return node{}, onward(filepath.Join(r.dir, filepath.FromSlash(path.Dir(at))), string(target), rest), nil
		case e.kind == submodule:
			inner := r.at(at)
			if inner == nil {
				t.lacks["the submodule `"+at+"` is not here at the commit that `"+t.revision+"` has of it; `git submodule update --init` fetches it"] = true
				return t.absent(name)
			}
			r, at = inner, ""
		}
	}
	return node{filepath.Join(r.dir, filepath.FromSlash(at)), r, at, r.entries[at]}, "", nil
}

// onward is where a link leads, and what follows it in a path.
func onward(folder, target string, rest []string) string {
	target = filepath.FromSlash(target)
	if !filepath.IsAbs(target) {
		target = filepath.Join(folder, target)
	}
	return filepath.Join(append([]string{target}, rest...)...)
}

// absent is what stands at a name that the revision does not have: nothing, or
// what git ignores.
func (t *Tree) absent(name string) (node, string, error) {
	at := filepath.Join(t.root, filepath.FromSlash(name))
	if _, err := os.Lstat(at); err != nil {
		return node{}, "", fs.ErrNotExist
	}
	ignored, known := t.ignored[name]
	if !known {
		ignored = t.top.ignored(name)
		t.ignored[name] = ignored
	}
	if !ignored {
		return node{}, "", fs.ErrNotExist
	}
	return node{path: at}, "", nil
}

// EvalSymlinks implements compose.FileSystem.
func (t *Tree) EvalSymlinks(path string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := t.find("lstat", path)
	if err == nil && n.repo == nil {
		return filepath.EvalSymlinks(n.path) //nolint:wrapcheck // callers name the file in the user's words
	}
	return n.path, err
}

// Stat implements compose.FileSystem.
func (t *Tree) Stat(path string) (fs.FileInfo, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := t.find("stat", path)
	switch {
	case err != nil:
		return nil, err
	case n.repo == nil:
		return os.Stat(n.path) //nolint:wrapcheck // callers name the file in the user's words
	}
	return t.info(n)
}

// info says what a node is.
func (t *Tree) info(n node) (info, error) {
	i := info{name: filepath.Base(n.path), mode: 0o644}
	if n.entry.kind != file {
		i.mode = fs.ModeDir | 0o755
		return i, nil
	}
	var err error
	if i.size, err = n.repo.objects.size(n.entry.id); err != nil {
		return info{}, t.lacking(n, err)
	}
	return i, nil
}

// Open implements compose.FileSystem.
func (t *Tree) Open(path string) (fs.File, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := t.find("open", path)
	switch {
	case err != nil:
		return nil, err
	case n.repo == nil:
		return os.Open(n.path) //nolint:wrapcheck // callers name the file in the user's words
	}
	i, err := t.info(n)
	if err != nil {
		return nil, err
	}
	if i.IsDir() {
		return t.list(n, i), nil
	}
	data, err := t.read(n)
	if err != nil {
		return nil, t.lacking(n, err)
	}
	i.size = int64(len(data))
	return content{bytes.NewReader(data), i}, nil
}

// list opens a folder.
func (t *Tree) list(n node, i info) *listing {
	l := &listing{info: i}
	for _, name := range n.repo.names[n.name] {
		mode := fs.FileMode(0o644)
		if n.repo.entries[path.Join(n.name, name)].kind != file {
			mode = fs.ModeDir | 0o755
		}
		l.rest = append(l.rest, fs.FileInfoToDirEntry(info{name: name, mode: mode}))
	}
	return l
}

// read returns a file as it would be in the work tree.
func (t *Tree) read(n node) ([]byte, error) {
	data, err := n.repo.objects.read(n.entry.id, maxFile)
	if err != nil {
		return nil, err
	}
	name, ok := isPointer(data)
	if !ok {
		return data, nil
	}
	if kept, ok := n.repo.kept(name, maxFile); ok {
		return kept, nil
	}
	if !pointsOnDisk(n.path) {
		t.lacks["`"+t.shown(n)+"` of `"+t.revision+"` is kept by Git LFS and not here; `git lfs fetch origin "+t.revision+"` fetches it"] = true
	}
	return data, nil
}

// lacking notes that the clone has no content of a file.
func (t *Tree) lacking(n node, err error) error {
	t.lacks["`"+t.shown(n)+"` of `"+t.revision+"` is not in this clone, which is partial; `git fetch --refetch --no-filter` fetches it"] = true
	return &fs.PathError{Op: "open", Path: n.path, Err: err}
}

// shown is a node's name from the root.
func (t *Tree) shown(n node) string {
	name, _ := t.below(n.path)
	return name
}
