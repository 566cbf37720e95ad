package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envForbidden() analyze.Rule {
	return analyze.Rule{
		Name: "env-forbidden", Severity: analyze.Error,
		Title: "a variable is set that the image refuses",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, f := range s.Contract.Forbids {
					v := variable(s, f.Clause.Name)
					if f.Maybe || v == nil || setting(s, v.Name) != contract.Yes {
						continue
					}
					p.Report(analyze.Finding{
						Message: fmt.Sprintf("the image of %s refuses %s", tick(s.Name), tick(v.Name)),
						Service: s.Name, Key: v.Name, Place: v.KeyPlace, Consumer: f.From.Confidence,
						Notes: []string{origin(f.From)}, Help: f.Doc,
					})
				}
			}
		},
	}
}
