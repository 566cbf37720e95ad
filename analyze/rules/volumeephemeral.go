package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
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
			if ok && m.Kind != graph.AnonymousVolume || unsure || nearMount(w) != nil || hasMoved(w.service) {
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
