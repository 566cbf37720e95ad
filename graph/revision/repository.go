package revision

import (
	"os"
	"path"
	"path/filepath"
	"strings"
)

// entry is what a tree holds under a name. The zero entry is invalid.
type entry struct {
	kind kind
	id   string
}

// kind says what an entry is.
type kind int

const (
	folder kind = iota + 1
	file
	link      // a symbolic link
	submodule // a commit of another repository
)

// repository is a repository at a commit.
type repository struct {
	dir     string // its work tree, without symbolic links
	git     git
	objects objects
	entries map[string]entry    // by path from the work tree, with slashes
	names   map[string][]string // of what is in a folder, in order
	inner   map[string]*repository
	lfs     string // where Git LFS keeps contents
}

// openRepository reads the names of all files of a commit.
func openRepository(g git, commit string) (*repository, error) {
	out, err := g.run("ls-tree", "-r", "-t", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	r := &repository{
		dir: g.dir, git: g, objects: objects{git: g},
		entries: map[string]entry{"": {kind: folder}}, names: map[string][]string{}, inner: map[string]*repository{},
	}
	for line := range strings.SplitSeq(out, "\x00") {
		about, name, ok := strings.Cut(line, "\t")
		fields := strings.Fields(about)
		if !ok || len(fields) != 3 {
			continue
		}
		r.entries[name] = entry{kindOf(fields[0]), fields[2]}
		folder, base := path.Split(name)
		folder = strings.TrimSuffix(folder, "/")
		r.names[folder] = append(r.names[folder], base)
	}
	if common, err := g.path("rev-parse", "--git-common-dir"); err == nil {
		r.lfs = filepath.Join(common, "lfs", "objects")
	}
	return r, nil
}

// kindOf is what an entry with a mode is.
func kindOf(mode string) kind {
	switch mode {
	case "040000":
		return folder
	case "120000":
		return link
	case "160000":
		return submodule
	}
	return file
}

// at opens the submodule of a name at the commit that this repository has of it;
// nil when it is not there. Its work tree has to be where git puts it, so that
// nobody is led to another repository.
func (r *repository) at(name string) *repository {
	if inner, ok := r.inner[name]; ok {
		return inner
	}
	dir := filepath.Join(r.dir, filepath.FromSlash(name))
	r.inner[name] = nil
	if target, err := filepath.EvalSymlinks(dir); err != nil || target != dir {
		return nil
	}
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err != nil {
		return nil
	}
	inner, err := openRepository(r.git.in(dir), r.entries[name].id)
	if err != nil {
		return nil
	}
	r.inner[name] = inner
	return inner
}

// ignored reports whether git leaves a path out, as it does with what belongs to
// a machine and not to the project.
func (r *repository) ignored(name string) bool {
	_, err := r.git.run("check-ignore", "--quiet", "--", name)
	return err == nil
}

// close ends what runs for the repository.
func (r *repository) close() {
	r.objects.close()
	for _, inner := range r.inner {
		if inner != nil {
			inner.close()
		}
	}
}
