package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
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

func envExclusive() analyze.Rule {
	return analyze.Rule{
		Name: "env-exclusive", Severity: analyze.Error,
		Title: "variables are set that exclude each other",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			e := r.fact.Clause
			if e.Quantifier == contract.OneOf {
				reportExclusive(p, r, present(r.service, e.Names))
			}
			for _, name := range e.Names {
				if file := e.FileVariable(name); file != "" {
					reportExclusive(p, r, present(r.service, []string{name, file}))
				}
			}
		}),
	}
}

// present are the variables that are surely set in the project.
func present(s *graph.Service, names []string) []*graph.Variable {
	var set []*graph.Variable
	for _, name := range names {
		if v := variable(s, name); v != nil && setting(s, name) == contract.Yes {
			set = append(set, v)
		}
	}
	return set
}

func reportExclusive(p *analyze.Pass, r requirement, set []*graph.Variable) {
	if len(set) < 2 {
		return
	}
	f := analyze.Finding{
		Message: fmt.Sprintf("%s and %s of %s exclude each other", tick(set[0].Name), tick(set[1].Name), tick(r.service.Name)),
		Service: r.service.Name, Key: set[1].Name, Place: set[1].KeyPlace, Consumer: r.fact.From.Confidence,
		Related: []graph.Related{{Message: "the other one is set here", Service: r.service.Name, Place: set[0].KeyPlace}},
		Notes:   []string{stated(r.fact.From, r.fact.Doc)},
		Help:    "keep one of them",
	}
	p.Report(f)
}

func envTogether() analyze.Rule {
	return analyze.Rule{
		Name: "env-together", Severity: analyze.Warning,
		Title: "a variable is set that only works together with another",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			e := r.fact.Clause
			if e.Needed || e.Quantifier != contract.AllOf {
				return
			}
			set := present(r.service, e.Names)
			for _, name := range e.Names {
				if len(set) > 0 && given(r.service, e, name) == contract.No {
					reportApart(p, r, set[0], name)
					return
				}
			}
		}),
	}
}

func reportApart(p *analyze.Pass, r requirement, set *graph.Variable, name string) {
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("%s of %s works only together with %s, which is not set", tick(set.Name), tick(r.service.Name), tick(name)),
		Service: r.service.Name, Key: name, Place: set.KeyPlace, Consumer: r.fact.From.Confidence,
		Notes: []string{stated(r.fact.From, r.fact.Doc)},
		Help:  fmt.Sprintf("set %s too", tick(name)),
	})
}
