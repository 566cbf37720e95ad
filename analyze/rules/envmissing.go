package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envMissing() analyze.Rule {
	return analyze.Rule{
		Name: "env-missing", Severity: analyze.Error,
		Title: "a variable that the image needs is not set",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			e := r.fact.Clause
			if !e.Needed || e.Wildcard || !e.Default.IsZero() || e.Quantifier != contract.Single && e.Quantifier != contract.AllOf {
				return
			}
			for _, name := range e.Names {
				if given(r.service, e, name) == contract.No {
					reportUnsetVariable(p, r, name)
				}
			}
		}),
	}
}

func reportUnsetVariable(p *analyze.Pass, r requirement, name string) {
	f := missing(r, name, fmt.Sprintf("%s needs %s, which is not set", tick(r.service.Name), tick(name)))
	if !r.fact.Clause.Format.IsZero() {
		f.Message = fmt.Sprintf("%s needs %s (%s), which is not set", tick(r.service.Name), tick(name), r.fact.Clause.Format)
	}
	f.Help = fmt.Sprintf("set %s", tick(name))
	if file := r.fact.Clause.FileVariable(name); file != "" {
		f.Help += fmt.Sprintf(", or %s", tick(file))
	}
	if offer := offers(p, r); offer != "" {
		f.Help += "; " + offer
	}
	p.Report(f)
}

// offers names services that give what a missing variable is to lead to.
func offers(p *analyze.Pass, r requirement) string {
	wants := r.fact.Clause.Format.Types()
	if wants.IsZero() {
		return ""
	}
	var names []string
	for _, s := range activeServices(p.Graph) {
		for _, e := range s.Contract.Listens {
			if s != r.service && !e.Gives.IsZero() && unify.Fit(p.Types, e.Gives, wants).Compatible() {
				names = append(names, tick(s.Name)+" gives "+tick(e.Gives.String()))
				break
			}
		}
	}
	return strings.Join(names, ", ")
}
