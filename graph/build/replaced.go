package build

import (
	"path"
	"slices"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// replaced reports whether compose makes the container run something else than
// its image was made for: another entrypoint, or a shell or a tool as its
// command. What the image's contract says of its own program then need not hold.
func replaced(s *graph.Service) bool {
	if s.Build != nil {
		return false
	}
	if s.Entrypoint != nil && len(s.Entrypoint.Words) > 0 {
		return true
	}
	return s.Command != nil && len(s.Command.Words) > 0 && isTool(s.Command.Words[0].Value)
}

// isTool reports whether a command's first word is a shell, or a program that
// people run in place of a server.
func isTool(word string) bool {
	return slices.Contains([]string{
		"sh", "bash", "ash", "dash", "sleep", "tail", "echo", "true", "cat", "env", "chown", "chmod", "cp", "mkdir", "ls",
	}, path.Base(word))
}

// aboutProgram reports whether a statement is about the image's own program:
// not one that the project itself makes about the service, not one about what
// the image holds, and not one about just the command that is run.
func aboutProgram(st stated) bool {
	if _, ok := st.Clause.(contract.Lack); ok {
		return false
	}
	return st.from.Layer >= contract.ReferrerLayer && !asksCommand(st.Condition)
}

// asksCommand reports whether a condition that holds does so because of what
// the command says.
func asksCommand(c contract.Condition) bool {
	return !c.Unless && !c.Or && slices.ContainsFunc(c.Atoms, func(a contract.Atom) bool {
		return a.Kind == contract.CommandMatches && !a.Not
	})
}
