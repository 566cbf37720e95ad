package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func initIgnored() analyze.Rule {
	return analyze.Rule{
		Name: "init-ignored", Severity: analyze.Warning,
		Title: "init scripts do nothing on a volume that already holds data",
		Run: onStores(func(p *analyze.Pass, s *unify.Store) {
			if s.Volume == nil || !s.Volume.External {
				return
			}
			for _, u := range s.Uses {
				if u.Fact.Clause.Persist != contract.Yes || u.Fact.Maybe {
					continue
				}
				if m, ok := initScripts(u.Service); ok {
					reportInitIgnored(p, s, u, m)
				}
			}
		}),
	}
}

// initScripts is a mount of scripts that the image runs on its first start.
func initScripts(s *graph.Service) (graph.Mount, bool) {
	for _, f := range s.Contract.Volumes {
		if !slices.ContainsFunc(f.Clause.Format.Types, func(t contract.Type) bool { return strings.HasSuffix(t.Name, ".initdb") }) {
			continue
		}
		for _, m := range s.Mounts {
			if m.Known && unify.Inside(m.Target, unify.VolumePath(f)) {
				return m, true
			}
		}
	}
	return graph.Mount{}, false
}

func reportInitIgnored(p *analyze.Pass, s *unify.Store, u unify.Use, scripts graph.Mount) {
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("%s runs %s only when its data folder is empty, and %s is external", tick(u.Service.Name), tick(sourceText(scripts)), storeText(s, u)),
		Service: u.Service.Name, Key: scripts.Target, Place: sourcePlace(scripts), Consumer: u.Fact.From.Confidence,
		Label:   "these scripts run on the first start alone",
		Related: []graph.Related{{Message: "made outside of this project", Service: u.Service.Name, Place: s.Volume.Place}},
		Help:    "run the scripts by hand, or use a volume of the project's own",
	})
}
