package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func bindHides() analyze.Rule {
	return analyze.Rule{
		Name: "bind-hides", Severity: analyze.Warning,
		Title: "a bind mount hides what the image's build put there",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, m := range s.Mounts {
					if m.Hides.Folder != "" {
						reportHidden(p, s, m)
					}
				}
			}
		},
	}
}

func reportHidden(p *analyze.Pass, s *graph.Service, m graph.Mount) {
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("%s over %s hides %s, which the build of %s installs there", tick(sourceText(m)), tick(m.Target), tick(m.Hides.Folder), tick(s.Name)),
		Service: s.Name, Key: m.Target, Place: targetPlace(m), Label: "the host's folder has none of it",
		Related: []graph.Related{{Message: "installed here", Service: s.Name, Place: m.Hides.Step}},
		Help:    fmt.Sprintf("add %s to the `volumes` of %s", tick(m.Hides.Folder), tick(s.Name)),
	})
}
