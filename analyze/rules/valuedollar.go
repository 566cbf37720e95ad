package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func valueDollar() analyze.Rule {
	return analyze.Rule{
		Name: "value-dollar", Severity: analyze.Warning,
		Title: "a `$` in a value was taken for a variable",
		Run: func(p *analyze.Pass) {
			for _, r := range p.Unset {
				switch {
				case meantLiterally(r):
					reportDollar(p, r, "is taken for a variable that is set nowhere, so it vanishes from the value")
				case meantForShell(p, r) && !within(r, "healthcheck"):
					reportDollar(p, r, fmt.Sprintf("is replaced by compose, where it is unset, and not by the shell of %s, where it is set", tick(r.Service)))
				}
			}
		},
	}
}

func reportDollar(p *analyze.Pass, r graph.Reference, why string) {
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("%s in %s %s", tick(spelled(r)), tick(keyOf(r)), why),
		Service: r.Service, Key: keyOf(r), Place: r.Place,
		Help: fmt.Sprintf("write %s to keep the dollar sign", tick("$"+spelled(r))),
	})
}

// spelled is a reference as the user wrote it.
func spelled(r graph.Reference) string {
	if r.Braced {
		return "${" + r.Variable + "}"
	}
	return "$" + r.Variable
}

// meantForShell reports whether a reference stands where a shell in the
// container would expand it, to a variable that the container has.
func meantForShell(p *analyze.Pass, r graph.Reference) bool {
	if !within(r, "healthcheck", "command", "entrypoint") {
		return false
	}
	for _, s := range p.Services {
		if s.Name == r.Service {
			return hasVariable(s, r.Variable)
		}
	}
	return false
}

func hasVariable(s *graph.Service, name string) bool {
	named := func(v graph.Variable) bool { return v.Name == name }
	return slices.ContainsFunc(s.Environment, named) || s.Meta != nil && slices.ContainsFunc(s.Meta.Env, named)
}

// meantLiterally reports whether a reference looks like part of a password or
// a hash rather than like a variable: no braces, in a value, and not spelled
// as the names of variables are.
func meantLiterally(r graph.Reference) bool {
	return !r.Braced && within(r, "environment", "labels", "env_file") && !isUpperName(r.Variable)
}

// isUpperName reports whether a name is spelled like most variables: capitals,
// digits and underscores.
func isUpperName(name string) bool {
	return !strings.ContainsFunc(name, func(c rune) bool {
		return c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9')
	})
}
