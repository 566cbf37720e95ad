package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
)

func scaleRange() analyze.Rule {
	return analyze.Rule{
		Name: "scale-range", Severity: analyze.Error,
		Title: "a service has more or fewer replicas than its image stands",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				f, n := s.Contract.Scales, s.Replicas
				if !f.Stated || f.Maybe || !n.Set || n.N == 0 || n.N >= f.Clause.Min && (f.Clause.Max < 0 || n.N <= f.Clause.Max) {
					continue
				}
				p.Report(analyze.Finding{
					Message: fmt.Sprintf("%s has %s, and its image stands %s", tick(s.Name), count(n.N, "replica"), f.Clause.String()),
					Service: s.Name, Key: "replicas", Place: n.Place, Consumer: f.From.Confidence, Notes: []string{stated(f.From, f.Doc)},
				})
			}
		},
	}
}
