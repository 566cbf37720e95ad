package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func volumeExclusive() analyze.Rule {
	return analyze.Rule{
		Name: "volume-exclusive", Severity: analyze.Error,
		Title: "data that only one process may use is mounted by two",
		Run: onStores(func(p *analyze.Pass, s *unify.Store) {
			var holders []unify.Use
			for _, u := range s.Uses {
				if !isExclusive(u) {
					continue
				}
				reportReplicated(p, s, u)
				if holder, ok := firstOf(holders, func(o unify.Use) bool { return contends(p, u, o) }); ok {
					reportContention(p, s, u, holder)
					continue
				}
				holders = append(holders, u)
			}
		}),
	}
}

// contends reports whether two uses run at once on the same data. Where their
// formats differ, that is what is wrong.
func contends(p *analyze.Pass, u, holder unify.Use) bool {
	fit := fitsFormat(p, holder, u)
	return u.Service != holder.Service && u.Overlaps(holder) && fit.Compatible() && fit.Versions != contract.Disjoint &&
		!waitsFor(p, u.Service, holder.Service)
}

func reportContention(p *analyze.Pass, s *unify.Store, u, holder unify.Use) {
	f := useFinding(u, fmt.Sprintf("%s and %s both run on %s, which only one may use", tick(holder.Service.Name), tick(u.Service.Name), storeText(s, u)))
	f = other(f, holder, tick(holder.Service.Name)+" uses it here")
	f.Help = "give each of them a volume of its own"
	p.Report(f)
}

func reportReplicated(p *analyze.Pass, s *unify.Store, u unify.Use) {
	n := u.Service.Replicas
	if !n.Set || n.N < 2 || strings.Contains(u.Mount.Source, "{{") { // a template may tell the replicas apart
		return
	}
	f := useFinding(u, fmt.Sprintf("%d replicas of %s share %s, which only one may use", n.N, tick(u.Service.Name), storeText(s, u)))
	f.Related = []graph.Related{{Message: "replicas", Service: u.Service.Name, Place: n.Place}}
	f.Help = "run one replica"
	p.Report(f)
}
