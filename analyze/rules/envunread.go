package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func envUnread() analyze.Rule {
	return analyze.Rule{
		Name: "env-unread", Severity: analyze.Warning,
		Title: "a variable is set that the image never reads, though it looks as if",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, f := range s.Contract.Ignores {
					v := variable(s, f.Clause.Name)
					if f.Maybe || v == nil || v.Value == "" && v.State != graph.PassThrough || mentions(s, v.Name) {
						continue
					}
					p.Report(analyze.Finding{
						Message: fmt.Sprintf("the image of %s does not read %s", tick(s.Name), tick(v.Name)),
						Service: s.Name, Key: v.Name, Place: v.KeyPlace, Consumer: f.From.Confidence, Label: "this has no effect",
						Notes: []string{origin(f.From)}, Help: f.Doc,
					})
				}
			}
		},
	}
}
