package revision_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/revision"
)

// repository is a git repository that a test makes.
type repository struct {
	t   *testing.T
	dir string
}

func newRepository(t *testing.T) repository {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := repository{t, dir}
	r.git("init", "-q", "-b", "main")
	return r
}

// environment is git's, without the configuration of the machine.
func environment() []string {
	return append(os.Environ(),
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
}

func (r repository) git(args ...string) {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), "git", append([]string{"-c", "protocol.file.allow=always"}, args...)...)
	cmd.Dir, cmd.Env = r.dir, environment()
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// write writes a file; an empty text removes it, and one after -> is a link.
func (r repository) write(name, text string) {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	err := os.RemoveAll(path)
	if err == nil && text != "" {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if target, ok := strings.CutPrefix(text, "-> "); err == nil && ok {
		err = os.Symlink(target, path)
	} else if err == nil && text != "" {
		err = os.WriteFile(path, []byte(text), 0o600)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r repository) commit(files map[string]string) {
	r.t.Helper()
	for name, text := range files {
		r.write(name, text)
	}
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "x")
}

func (r repository) open(rev string) *revision.Tree {
	r.t.Helper()
	tree, err := revision.Open(r.t.Context(), r.dir, rev, environment())
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(tree.Close)
	return tree
}

func read(t *testing.T, tree *revision.Tree, path string) string {
	t.Helper()
	f, err := tree.Open(path)
	if err != nil {
		return reason(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return "a folder"
	}
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "missing"
	case errors.Is(err, syscall.ELOOP):
		return "loop"
	}
	return err.Error()
}

func TestTree(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("outside"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newRepository(t)
	r.commit(map[string]string{
		".gitignore": "*.env\ndata/\n", "compose.yaml": "old", "gone.yaml": "gone", "sub/app/a.txt": "a", "sub/b.txt": "b",
		"link": "-> sub/app", "up/link": "-> ../sub/b.txt", "out": "-> " + outside, "loop": "-> loop2", "loop2": "-> loop", "escape": "-> ../../../../../.." + outside,
		"absolute": "-> " + filepath.Join(r.dir, "sub"),
	})
	r.write("compose.yaml", "new")
	r.write("gone.yaml", "")
	r.write("added.yaml", "added")
	r.write("local.env", "A=1")
	r.write("data/x", "x")
	r.write("sub", "")
	tree := r.open("HEAD")
	for name, want := range map[string]string{
		"compose.yaml": "old", "gone.yaml": "gone", "added.yaml": "missing", "local.env": "A=1", "data/x": "x", "data": "a folder",
		"sub/app/a.txt": "a", "link/a.txt": "a", "up/link": "b", "out": "outside", "escape": "outside", "loop": "loop", "absolute/b.txt": "b",
		"sub": "a folder", "": "a folder", "compose.yaml/x": "missing", "nowhere/x": "missing", "link": "a folder", ".": "a folder",
	} {
		if got := read(t, tree, filepath.Join(r.dir, name)); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := read(t, tree, outside); got != "outside" {
		t.Errorf("what is outside is the machine's: got %q", got)
	}
	for name, want := range map[string]string{"link/a.txt": "sub/app/a.txt", "absolute": "sub", "up": "up", "local.env": "local.env"} {
		if got, err := tree.EvalSymlinks(filepath.Join(r.dir, name)); err != nil || got != filepath.Join(r.dir, want) {
			t.Errorf("%s leads to %q, %v", name, got, err)
		}
	}
	if _, err := tree.EvalSymlinks(filepath.Join(r.dir, "added.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that was added leads to %v", err)
	}
	if info, err := tree.Stat(filepath.Join(r.dir, "compose.yaml")); err != nil || info.Size() != 3 || !info.Mode().IsRegular() || info.Name() != "compose.yaml" {
		t.Errorf("compose.yaml is %v, %v", info, err)
	}
	if got := tree.Lacks(); len(got) > 0 {
		t.Errorf("nothing is lacking, but %q", got)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.commit(map[string]string{"a/1": "1", "a/2/3": "3", "b": "b"})
	r.write("a/4", "4")
	f, err := r.open("main").Open(filepath.Join(r.dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	folder, ok := f.(fs.ReadDirFile)
	if !ok {
		t.Fatal("a folder cannot be listed")
	}
	entries, err := folder.ReadDir(-1)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{"1", "2"}; !slices.Equal(names, want) || entries[0].IsDir() || !entries[1].IsDir() {
		t.Errorf("got %q, want %q", names, want)
	}
	if _, err := folder.ReadDir(1); err == nil {
		t.Error("a listing that is read has no end")
	}
}

func TestSpelledThroughALink(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.commit(map[string]string{"sub/compose.yaml": "old"})
	r.write("sub/compose.yaml", "new")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(r.dir, link); err != nil {
		t.Fatal(err)
	}
	tree, err := revision.Open(t.Context(), filepath.Join(link, "sub"), "HEAD", environment())
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	for _, root := range []string{link, r.dir} {
		path := filepath.Join(root, "sub", "compose.yaml")
		if got := read(t, tree, path); got != "old" || !tree.Covers(path) {
			t.Errorf("%s: got %q", path, got)
		}
	}
	if tree.Covers(r.dir+"x") || tree.Root() != r.dir {
		t.Errorf("the root is %s", tree.Root())
	}
}

func TestSubmodules(t *testing.T) {
	t.Parallel()
	inner := newRepository(t)
	inner.commit(map[string]string{"lib.yaml": "old", "deep/x": "x"})
	r := newRepository(t)
	r.git("submodule", "--quiet", "add", inner.dir, "lib")
	r.commit(map[string]string{"a": "a"})
	r.write("lib/lib.yaml", "new")
	tree := r.open("HEAD")
	if got := read(t, tree, filepath.Join(r.dir, "lib", "lib.yaml")); got != "old" {
		t.Errorf("in a submodule: got %q", got)
	}
	if got, err := tree.EvalSymlinks(filepath.Join(r.dir, "lib/deep/x")); err != nil || got != filepath.Join(r.dir, "lib/deep/x") {
		t.Errorf("in a submodule: %q, %v", got, err)
	}

	clone := repository{t, filepath.Join(t.TempDir(), "clone")}
	r.git("clone", "-q", r.dir, clone.dir)
	tree = clone.open("HEAD")
	if got := read(t, tree, filepath.Join(clone.dir, "lib", "lib.yaml")); got != "missing" {
		t.Errorf("in a submodule that is not there: got %q", got)
	}
	lacks(t, tree, "the submodule `lib` is not here")
	// A link in the place of a submodule leads nowhere.
	clone.write("lib", "-> "+inner.dir)
	tree = clone.open("HEAD")
	if got := read(t, tree, filepath.Join(clone.dir, "lib", "lib.yaml")); got != "missing" {
		t.Errorf("through a link in the place of a submodule: got %q", got)
	}
}

func lacks(t *testing.T, tree *revision.Tree, want string) {
	t.Helper()
	if got := tree.Lacks(); len(got) != 1 || !strings.Contains(got[0], want) {
		t.Errorf("it lacks %q, want %q", got, want)
	}
}

func TestLFS(t *testing.T) {
	t.Parallel()
	const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // of abc
	const text = "version https://git-lfs.github.com/spec/v1\noid sha256:" + digest + "\nsize 3\n"
	r := newRepository(t)
	r.commit(map[string]string{"a.yaml": text})
	path := filepath.Join(r.dir, "a.yaml")
	tree := r.open("HEAD")
	if got := read(t, tree, path); got != text || len(tree.Lacks()) > 0 {
		t.Errorf("where the work tree has no content either: %q, lacks %q", got, tree.Lacks())
	}
	r.write("a.yaml", "abd")
	tree = r.open("HEAD")
	if got := read(t, tree, path); got != text {
		t.Errorf("without a content: %q", got)
	}
	lacks(t, tree, "`a.yaml` of `HEAD` is kept by Git LFS")
	r.write(".git/lfs/objects/ba/78/"+digest, "forged")
	if got := read(t, r.open("HEAD"), path); got != text {
		t.Errorf("with a content that is not it: %q", got)
	}
	r.write(".git/lfs/objects/ba/78/"+digest, "abc")
	if got := read(t, r.open("HEAD"), path); got != "abc" {
		t.Errorf("with its content: %q", got)
	}
}

func TestLargeFiles(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.commit(map[string]string{"large": strings.Repeat("x", 17<<20), "small": "s"})
	tree := r.open("HEAD")
	info, err := tree.Stat(filepath.Join(r.dir, "large"))
	if err != nil || info.Size() != 17<<20 {
		t.Errorf("it has %v, %v", info, err)
	}
	if got := read(t, tree, filepath.Join(r.dir, "large")); len(got) > 16<<20+1 {
		t.Errorf("%d bytes are read", len(got))
	}
	if got := read(t, tree, filepath.Join(r.dir, "small")); got != "s" {
		t.Errorf("after it, %q is read", got)
	}
}
