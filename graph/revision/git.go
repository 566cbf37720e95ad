package revision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// patience is how long one command of git may take.
	patience = time.Minute
	// maxOutput bounds what a command prints: the names of a million files.
	maxOutput = 128 << 20
)

// errOutput is what a command fails with that prints more.
var errOutput = errors.New("git prints more than can be taken in")

// git runs plumbing commands of git in a folder. A repository may belong to a
// stranger, so nothing that its configuration or its attributes name is run: no
// hooks, no filters, no monitor, and no transport, not even to fetch objects
// that a partial clone lacks.
type git struct {
	dir string
	env []string
	// command is a command that ends with the context that was given to Open.
	command func(args ...string) *exec.Cmd
}

// newGit returns git for a folder. The folder decides on the repository, and not
// the variables that a hook of git, say, runs with.
func newGit(ctx context.Context, dir string, environment []string) git {
	env := slices.DeleteFunc(slices.Clone(environment), isRepositoryVariable)
	env = append(env,
		"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_NO_REPLACE_OBJECTS=1")
	g := git{dir: dir, env: env}
	g.command = func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, "git", slices.Concat(safe(), args)...) //nolint:gosec // plumbing, with arguments that are checked
		cmd.Dir, cmd.Env, cmd.WaitDelay = dir, env, time.Second
		return cmd
	}
	return g
}

// safe are options that take away from a repository what it could run.
func safe() []string {
	return []string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.bareRepository=explicit"}
}

// in is git in another folder.
func (g git) in(dir string) git {
	outer := g.command
	return git{dir: dir, env: g.env, command: func(args ...string) *exec.Cmd {
		cmd := outer(args...)
		cmd.Dir = dir
		return cmd
	}}
}

// isRepositoryVariable reports whether a variable tells git something else than
// how the user configured it.
func isRepositoryVariable(v string) bool {
	name, _, _ := strings.Cut(v, "=")
	own := strings.HasPrefix(name, "GIT_CONFIG") || name == "GIT_EXEC_PATH" || name == "GIT_CEILING_DIRECTORIES"
	return strings.HasPrefix(name, "GIT_") && !own || name == "LC_ALL"
}

// run returns what a command prints, without the last line break.
func (g git) run(args ...string) (string, error) {
	out, errs := &bounded{limit: maxOutput}, &bounded{limit: 64 << 10}
	cmd := g.command(args...)
	cmd.Stdout, cmd.Stderr = out, errs
	timer := time.AfterFunc(patience, func() { _ = cmd.Cancel() })
	defer timer.Stop()
	err := cmd.Run()
	switch {
	case err == nil:
		return strings.TrimSuffix(out.String(), "\n"), nil
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("git is not installed, or not on the PATH")
	case out.full:
		return "", errOutput
	}
	return "", &gitError{text: firstLine(errs.String()), err: err}
}

// path is run for a path, in the machine's spelling.
func (g git) path(args ...string) (string, error) {
	out, err := g.run(args...)
	if err != nil {
		return "", err
	}
	out = filepath.FromSlash(out)
	if !filepath.IsAbs(out) {
		out = filepath.Join(g.dir, out)
	}
	return out, nil
}

// gitError is what git says when it fails.
type gitError struct {
	text string
	err  error
}

// Error implements error.
func (e *gitError) Error() string {
	if e.text == "" {
		return fmt.Sprintf("git: %v", e.err)
	}
	return "git says: " + e.text
}

// Unwrap returns the cause.
func (e *gitError) Unwrap() error { return e.err }

// says reports whether git fails with certain words.
func says(err error, words string) bool {
	e, ok := errors.AsType[*gitError](err)
	return ok && strings.Contains(e.text, words)
}

// firstLine is the first line of what git says that is no remark.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "warning:") && !strings.HasPrefix(line, "hint:") {
			return strings.TrimPrefix(strings.TrimPrefix(line, "fatal: "), "error: ")
		}
	}
	return ""
}

// bounded keeps what is written up to a limit, and refuses more.
type bounded struct {
	bytes.Buffer
	limit int
	full  bool
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.limit {
		b.full = true
		return 0, errOutput
	}
	return b.Buffer.Write(p) //nolint:wrapcheck // it never fails
}
