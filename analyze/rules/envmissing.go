package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envMissing() analyze.Rule {
	return analyze.Rule{
		Name: "env-missing", Severity: analyze.Error,
		Title: "a variable that the image needs is not set",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			for _, name := range lacking(r) {
				reportUnsetVariable(p, r, name)
			}
		}),
	}
}

// lacking are the variables that a requirement needs, one by one, and that are
// surely not set.
func lacking(r requirement) []string {
	e := r.fact.Clause
	if !e.Needed || e.Wildcard || !e.Default.IsZero() || e.Quantifier != contract.Single && e.Quantifier != contract.AllOf {
		return nil
	}
	var names []string
	for _, name := range e.Names {
		if given(r.service, name) == contract.No {
			names = append(names, name)
		}
	}
	return names
}

func reportUnsetVariable(p *analyze.Pass, r requirement, name string) {
	needs := tick(name)
	if !r.fact.Clause.Format.IsZero() {
		needs += " (" + r.fact.Clause.Format.String() + ")"
	}
	f := missing(p, r, name, fmt.Sprintf("%s needs %s, which is not set", tick(r.service.Name), needs))
	if variable(r.service, name) != nil {
		f.Message = fmt.Sprintf("%s needs %s, which is empty", tick(r.service.Name), needs)
		f.Label = ""
	} else if v := misspelled(r.service, name); v != nil {
		f.Place, f.Label, f.Fixes = v.KeyPlace, "the image does not read this", renamed(v, name)
		f.Help = fmt.Sprintf("rename %s to %s", tick(v.Name), tick(name))
		p.Report(f)
		return
	}
	f.Help = fmt.Sprintf("set %s", tick(name))
	if file := r.fact.Clause.FileVariable(name); file != "" {
		f.Help += fmt.Sprintf(", or %s", tick(file))
	}
	f.Help = strings.Join(append([]string{f.Help}, offers(p, r, name)...), "; ")
	p.Report(f)
}
