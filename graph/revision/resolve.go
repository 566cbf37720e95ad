package revision

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/near"
)

// Error is why a revision cannot be read, and what would help.
type Error struct {
	Text, Help string
	Err        error
}

// Error implements error.
func (e *Error) Error() string { return e.Text }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// noWorkTree says why there is no work tree to read a revision of.
func noWorkTree(err error, dir string) error {
	switch {
	case says(err, "not a git repository"):
		return &Error{Text: "`" + dir + "` is not in a git repository", Err: err}
	case says(err, "bare repository"), says(err, "must be run in a work tree"):
		return &Error{
			Text: "`" + dir + "` is a bare git repository, which has no work tree",
			Help: "`git worktree add` or a clone that is not bare makes one",
			Err:  err,
		}
	}
	return fmt.Errorf("looking for a git repository in `%s`: %w", dir, err)
}

// resolve returns the commit that a revision names.
func resolve(g git, revision string) (string, error) {
	if revision == "" || strings.HasPrefix(revision, "-") || strings.ContainsAny(revision, "\x00\n") {
		return "", &Error{Text: "`" + revision + "` is not a git revision"}
	}
	commit, err := g.run("rev-parse", "--verify", "--quiet", revision+"^{commit}")
	if err == nil {
		return commit, nil
	}
	if _, ok := errors.AsType[*gitError](err); !ok {
		return "", err
	}
	unknown := &Error{Text: "there is no git revision `" + revision + "`", Err: err}
	if shallow, err := g.run("rev-parse", "--is-shallow-repository"); err == nil && shallow == "true" {
		unknown.Text += " in this shallow clone"
		unknown.Help = "`git fetch --unshallow` fetches the whole history, and `git fetch --depth=1 origin " + revision + "` one revision; " +
			"in GitHub workflows, `fetch-depth: 0` of actions/checkout"
		return "", unknown
	}
	unknown.Help = similar(g, revision)
	return "", unknown
}

// similar names revisions that may be meant, "" when there are none.
func similar(g git, revision string) string {
	out, err := g.run("for-each-ref", "--count=1000", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags")
	if err != nil {
		return ""
	}
	var names, known []string
	for name := range strings.Lines(out) {
		name = strings.TrimSpace(name)
		known = append(known, name)
		if strings.HasSuffix(name, "/"+revision) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		names = near.Suggest(revision, known)
	}
	if len(names) == 0 {
		return ""
	}
	return "a revision of a similar name: `" + strings.Join(names, "`, `") + "`"
}
