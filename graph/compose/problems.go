package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/near"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// invalid is the rule of what docker compose would refuse.
const invalid = "compose-invalid"

// problems collects what loading finds wrong.
type problems struct {
	list []graph.Problem
	// unread are the project's env files that exist but may not be read.
	unread []string
	// partial says that a part of the project is missing from the model, so
	// that a name that is not there may exist all the same.
	partial bool
}

func (p *problems) add(problem graph.Problem) {
	if problem.Rule == "" {
		problem.Rule = invalid
	}
	p.list = append(p.list, problem)
}

// about reports whether there is a problem of a resource as a whole.
func (p *problems) about(section, name string) bool {
	place := source.Place{Path: source.NewPath(section, name), Key: true}
	return slices.ContainsFunc(p.list, func(p graph.Problem) bool { return p.Place == place })
}

// fatal adds the reason why nothing can be read.
func (p *problems) fatal(problem graph.Problem) {
	problem.Fatal = true
	p.add(problem)
}

// any reports whether there is a problem that docker compose would stop at.
func (p *problems) any() bool {
	return slices.ContainsFunc(p.list, func(p graph.Problem) bool { return p.Rule == invalid })
}

// stopped reports whether a problem is fatal.
func (p *problems) stopped() bool {
	return slices.ContainsFunc(p.list, func(p graph.Problem) bool { return p.Fatal })
}

// sorted returns the problems in order of place and message, each once.
func (p *problems) sorted(resolver source.Resolver) []graph.Problem {
	type placed struct {
		graph.Problem
		at source.Range
	}
	all := make([]placed, 0, len(p.list))
	for _, problem := range p.list {
		all = append(all, placed{problem, resolver.Resolve(problem.Place)})
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		return cmp.Or(a.at.Compare(b.at), strings.Compare(a.Message, b.Message), strings.Compare(a.Service, b.Service))
	})
	all = slices.CompactFunc(all, func(a, b placed) bool { return a.at == b.at && a.Message == b.Message })
	list := make([]graph.Problem, 0, len(all))
	for _, problem := range all {
		list = append(list, problem.Problem)
	}
	return list
}

// suggest is suggestion for the first problems; of a project that has very many,
// comparing names for each would cost too much.
func (p *problems) suggest(word string, candidates func() []string) string {
	if len(p.list) > maxSuggestions {
		return ""
	}
	return suggestion(word, candidates())
}

// suggestion is the help that names what a word may have been meant to be, ""
// when nothing is near.
func suggestion(word string, candidates []string) string {
	found := near.Suggest(word, candidates)
	if len(found) == 0 {
		return ""
	}
	return "did you mean " + quotedList(found, "or") + "?"
}

// quotedList spells words as people list them: `a`, `b` or `c`.
func quotedList(words []string, conjunction string) string {
	quoted := make([]string, 0, len(words))
	for _, w := range words {
		quoted = append(quoted, "`"+w+"`")
	}
	return list(quoted, conjunction)
}

// list spells words as people list them: a, b or c.
func list(words []string, conjunction string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + conjunction + " " + words[last]
}
