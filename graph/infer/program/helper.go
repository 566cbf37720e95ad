package program

import (
	"slices"
	"strings"
)

// helperPatterns find calls of functions that people write to read variables,
// such as getEnv("NAME", "default") and mustEnv("NAME").
type helperPatterns struct{ call pattern }

func newHelperPatterns() *helperPatterns {
	return &helperPatterns{newPattern(`\b(\w*[eE]nv\w*|\w*ENV\w*)!?\(\s*["']([A-Z][A-Z0-9_]+)["']`)}
}

// helpers reads calls of a program's own functions. Those that are named are
// the language's, which it reads itself.
func (r *Reader) helpers(s *script, known ...string) {
	s.each(r.helper.call, func(m match) {
		function := m.group(1)
		if readsNothing(function) || slices.Contains(known, function) {
			return
		}
		u := Use{Name: m.group(2), Needed: insists(function) || strings.Contains(m.text[m.start():m.end()], "!("), Format: wrapping(m.before())}
		s.addCall(m, u)
	})
}

// readsNothing reports whether a function's name says that it sets variables.
func readsNothing(function string) bool {
	lower := strings.ToLower(function)
	for _, word := range []string{"set", "with", "add", "put", "delete", "remove", "clear", "stub", "mock", "test", "environment", "envelope"} {
		if strings.HasPrefix(lower, word) {
			return true
		}
	}
	return strings.HasPrefix(lower, "env") && strings.Contains(lower, "var") && !strings.Contains(lower, "get")
}

// insists reports whether a function's name says that it fails without a value.
func insists(function string) bool {
	lower := strings.ToLower(function)
	return strings.Contains(lower, "must") || strings.Contains(lower, "require") || strings.Contains(lower, "mandatory") || strings.Contains(lower, "orthrow") || strings.Contains(lower, "orfail")
}
