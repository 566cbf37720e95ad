package revision_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/revision"
)

// TestRunsNothing opens a repository whose configuration, hooks and attributes
// all name a program.
func TestRunsNothing(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	mark := filepath.Join(t.TempDir(), "ran")
	program := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\ntouch "+mark+"\ncat\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	r.commit(map[string]string{"compose.yaml": "old", ".gitattributes": "* filter=evil diff=evil text\n", ".gitignore": "*.env\n"})
	for _, hook := range []string{"post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"} {
		r.write(".git/hooks/"+hook, "-> "+program)
	}
	for _, name := range []string{
		"filter.evil.smudge", "filter.evil.clean", "filter.evil.process", "diff.evil.textconv", "diff.external", "core.fsmonitor", "core.pager",
		"core.sshCommand", "core.editor", "core.askPass", "core.alternateRefsCommand", "core.gitProxy", "credential.helper", "gpg.program",
		"pager.ls-tree", "pager.rev-parse", "alias.ls-tree", "alias.cat-file", "uploadpack.packObjectsHook", "tar.tar.command", "sequence.editor",
	} {
		r.git("config", name, program)
	}
	r.write("compose.yaml", "new")
	r.write("x.env", "A=1")
	tree := r.open("HEAD")
	for name, want := range map[string]string{"compose.yaml": "old", "x.env": "A=1", "nowhere": "missing"} {
		if got := read(t, tree, filepath.Join(r.dir, name)); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("a program of the repository was run")
	}
}

// TestFetchesNothing opens a partial clone: git would fetch what it lacks, with
// the programs that its configuration names.
func TestFetchesNothing(t *testing.T) {
	t.Parallel()
	origin := newRepository(t)
	origin.commit(map[string]string{"a.yaml": "old"})
	origin.commit(map[string]string{"a.yaml": "new"})
	origin.git("config", "uploadpack.allowFilter", "true")
	r := repository{t, filepath.Join(t.TempDir(), "clone")}
	origin.git("clone", "-q", "--filter=blob:none", "file://"+origin.dir, r.dir)
	mark := filepath.Join(t.TempDir(), "ran")
	r.git("config", "remote.origin.uploadpack", "touch "+mark+"; git-upload-pack")
	tree := r.open("HEAD~1")
	for range 2 {
		if got := read(t, tree, filepath.Join(r.dir, "a.yaml")); !strings.Contains(got, "not in this clone") {
			t.Errorf("got %q", got)
		}
	}
	if got := read(t, r.open("HEAD"), filepath.Join(r.dir, "a.yaml")); got != "new" {
		t.Errorf("what the clone has: got %q", got)
	}
	lacks(t, tree, "`a.yaml` of `HEAD~1` is not in this clone, which is partial")
	if _, err := os.Stat(mark); err == nil {
		t.Error("a program of the repository was run")
	}
}

func TestOpenFails(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.commit(map[string]string{"a": "1"})
	r.commit(map[string]string{"a": "2"})
	r.git("branch", "release")
	clone := func(options ...string) string {
		dir := filepath.Join(t.TempDir(), "clone")
		r.git(append(append([]string{"clone", "-q"}, options...), "file://"+r.dir, dir)...)
		return dir
	}
	for _, tt := range []struct{ name, dir, revision, want, help string }{
		{"nothing of that name", r.dir, "nowhere", "there is no git revision `nowhere`", ""},
		{"a similar name", r.dir, "relaese", "there is no git revision `relaese`", "`release`"},
		{"a branch of the remote", clone(), "release", "there is no git revision `release`", "`origin/release`"},
		{"shallow", clone("--depth=1"), "HEAD~1", "there is no git revision `HEAD~1` in this shallow clone", "--unshallow"},
		{"bare", clone("--bare"), "main", "is a bare git repository, which has no work tree", "git worktree add"},
		{"no repository", t.TempDir(), "main", "is not in a git repository", ""},
		{"an option", r.dir, "--help", "`--help` is not a git revision", ""},
		{"a folder", r.dir, "main:", "there is no git revision `main:`", "`main`"},
		{"empty", r.dir, "", "is not a git revision", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := revision.Open(t.Context(), tt.dir, tt.revision, environment())
			known, ok := errors.AsType[*revision.Error](err)
			if !ok || !strings.Contains(known.Text, tt.want) || !strings.Contains(known.Help, tt.help) || tt.help == "" && known.Help != "" {
				t.Errorf("got %v, %+v", err, known)
			}
		})
	}
}

func TestOpenEnds(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.commit(map[string]string{"a": "1"})
	ctx, cancel := context.WithCancel(t.Context())
	tree, err := revision.Open(ctx, r.dir, "HEAD", environment())
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	cancel()
	if got := read(t, tree, filepath.Join(r.dir, "a")); !strings.Contains(got, "a") || got == "1" {
		t.Errorf("after the end: %q", got)
	}
	if _, err := revision.Open(t.Context(), r.dir, "HEAD", []string{"PATH=" + t.TempDir(), "HOME=" + t.TempDir()}); err != nil {
		t.Errorf("git is looked for on the program's own path: %v", err)
	}
}

// TestRunsInAHook opens a repository with the variables that git sets for hooks,
// which may be about another one.
func TestRunsInAHook(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.commit(map[string]string{"a": "1"})
	env := append(environment(), "GIT_DIR=/nowhere", "GIT_INDEX_FILE=/nowhere", "GIT_WORK_TREE=/nowhere", "GIT_OBJECT_DIRECTORY=/nowhere",
		"GIT_EXTERNAL_DIFF=/nowhere", "GIT_SSH_COMMAND=/nowhere")
	tree, err := revision.Open(t.Context(), r.dir, "HEAD", env)
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	if got := read(t, tree, filepath.Join(r.dir, "a")); got != "1" {
		t.Errorf("got %q", got)
	}
}
