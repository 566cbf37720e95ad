package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func volumeEphemeral() analyze.Rule {
	return analyze.Rule{
		Name: "volume-ephemeral", Severity: analyze.Warning,
		Title: "a service keeps data on no volume, so it is lost with the container",
		Run: onVolumes(func(p *analyze.Pass, w wanted) {
			if w.fact.Clause.Persist != contract.Yes || runsOnce(w.service) {
				return
			}
			m, ok, unsure := mountOf(w.service, w.path)
			if ok && m.Kind != graph.AnonymousVolume || unsure || nearMount(w) != nil || hasMoved(w.service) || movesBelow(w) {
				return
			}
			f := w.finding(fmt.Sprintf("%s keeps its data at %s, which is on no volume", tick(w.service.Name), tick(w.path)))
			f.Notes = append(f.Notes, "the data is lost when the container is made anew")
			f.Help = "mount a named volume at " + tick(w.path)
			if ok {
				f.Place, f.Key = m.Place, m.Raw
				f.Label = "an anonymous volume, which a new container does not get"
			}
			p.Report(f)
		}),
	}
}

// movesBelow reports whether a service mounts a folder inside of the path that
// its command or its variables point at.
func movesBelow(w wanted) bool {
	return slices.ContainsFunc(w.service.Mounts, func(m graph.Mount) bool {
		return m.Target != w.path && unify.Inside(m.Target, w.path) && pointsAt(w.service, m.Target)
	})
}
