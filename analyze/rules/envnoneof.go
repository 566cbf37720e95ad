package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
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
				if given(r.service, e, name) != contract.No {
					return
				}
			}
			f := missing(r, e.Names[0], fmt.Sprintf("%s needs one of %s, and none is set", tick(r.service.Name), list(tickAll(e.Names), "or")))
			f.Help = fmt.Sprintf("set %s", list(tickAll(e.Names), "or"))
			p.Report(f)
		}),
	}
}

func tickAll(words []string) []string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = tick(w)
	}
	return quoted
}
