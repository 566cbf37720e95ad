package rules

import (
	"fmt"
	"strconv"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func scaleRange() analyze.Rule {
	return analyze.Rule{
		Name: "scale-range", Severity: analyze.Error,
		Title: "a service has more or fewer replicas than its image allows",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				f, n := s.Contract.Scales, s.Replicas
				if !f.Stated || f.Maybe || !n.Set || n.N == 0 || n.N >= f.Clause.Min && (f.Clause.Max < 0 || n.N <= f.Clause.Max) {
					continue
				}
				p.Report(analyze.Finding{
					Message: fmt.Sprintf("%s has %s, and its image allows %s", tick(s.Name), count(n.N, "replica"), rangeText(f.Clause)),
					Service: s.Name, Key: "replicas", Place: n.Place, Consumer: f.From.Confidence, Notes: []string{stated(f.From, f.Doc)},
					Help: "run " + rangeText(f.Clause),
				})
			}
		},
	}
}

// rangeText spells how many replicas may run.
func rangeText(c contract.Scales) string {
	switch {
	case c.Min == c.Max:
		return "exactly " + strconv.Itoa(c.Min)
	case c.Max < 0:
		return strconv.Itoa(c.Min) + " or more"
	}
	return strconv.Itoa(c.Min) + " to " + strconv.Itoa(c.Max)
}
