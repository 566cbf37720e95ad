package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envNoneOf() analyze.Rule {
	return analyze.Rule{
		Name: "env-none-of", Severity: analyze.Error,
		Title: "none of the variables is set of which the image needs one",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			e := r.fact.Clause
			if !e.Needed || e.Quantifier != contract.AnyOf && e.Quantifier != contract.OneOf {
				return
			}
			for _, name := range e.Names {
				if given(r.service, name) != contract.No {
					return
				}
			}
			f := missing(p, r, emptyOf(r.service, e.Names), fmt.Sprintf("%s needs one of %s, and none is set", tick(r.service.Name), fewOf(e.Names)))
			f.Help = fmt.Sprintf("set %s", list(tickAll(e.Names), "or"))
			p.Report(f)
		}),
	}
}

// emptyOf is the first of some variables that is set to nothing, else the first.
func emptyOf(s *graph.Service, names []string) string {
	if i := slices.IndexFunc(names, func(name string) bool { return variable(s, name) != nil }); i >= 0 {
		return names[i]
	}
	return names[0]
}

// fewOf lists words, but not all of many.
func fewOf(words []string) string {
	const most = 4
	if len(words) <= most {
		return list(tickAll(words), "or")
	}
	return list(append(tickAll(words[:most-1]), count(len(words)-most+1, "other")), "or")
}

func tickAll(words []string) []string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = tick(w)
	}
	return quoted
}
