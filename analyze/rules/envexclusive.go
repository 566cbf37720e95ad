package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envExclusive() analyze.Rule {
	return analyze.Rule{
		Name: "env-exclusive", Severity: analyze.Error,
		Title: "variables are set that exclude each other",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			e := r.fact.Clause
			if set := present(r.service, e.Names); e.Quantifier == contract.OneOf && len(set) > 1 {
				f := exclusive(r, set)
				f.Notes = []string{stated(r.fact.From, r.fact.Doc)}
				p.Report(f)
			}
			for _, name := range e.Names {
				if set := present(r.service, []string{name, e.FileVariable(name)}); len(set) > 1 {
					f := exclusive(r, set)
					f.Notes = []string{fmt.Sprintf("%s is for the name of a file with the value of %s", tick(set[1].Name), tick(name)), origin(r.fact.From)}
					p.Report(f)
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

// exclusive is the shape of findings about variables of which only one may be
// set, without the reason.
func exclusive(r requirement, set []*graph.Variable) analyze.Finding {
	last := set[len(set)-1]
	f := analyze.Finding{
		Service: r.service.Name, Key: last.Name, Place: last.KeyPlace, Consumer: r.fact.From.Confidence,
		Help: "keep one of them",
	}
	names := make([]string, len(set))
	for i, v := range set {
		names[i] = v.Name
		if v != last {
			f.Related = append(f.Related, graph.Related{Message: "set here too", Service: r.service.Name, Place: v.KeyPlace})
		}
	}
	f.Message = fmt.Sprintf("%s of %s exclude each other", ticks(names), tick(r.service.Name))
	return f
}
