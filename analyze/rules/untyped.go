package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func untyped() analyze.Rule {
	return analyze.Rule{
		Name: "untyped", Severity: analyze.Warning,
		Title: "a service has no contract, so what it needs and gives is not checked",
		Run: func(p *analyze.Pass) {
			for _, u := range p.Unchecked {
				if imageMissing(p, u.Service) {
					continue
				}
				f := analyze.Finding{
					Severity: analyze.Info, Service: u.Service, Place: u.Place, Key: u.Key,
					Message: fmt.Sprintf("%s is not checked: %s", tick(u.Service), u.Why),
					Help:    "`ctypes infer` drafts a contract; it may stand under `x-ctypes` of the service, or in a label of the image",
				}
				if p.Strict {
					f.Severity = analyze.Warning
				}
				p.Report(f)
			}
		},
	}
}

// imageMissing reports whether it is told already that the image of a service
// is not there, so that nothing else can be known of it.
func imageMissing(p *analyze.Pass, service string) bool {
	return slices.ContainsFunc(p.Problems, func(problem graph.Problem) bool {
		return problem.Service == service && (problem.Rule == "image-not-found" || problem.Rule == "image-platform")
	})
}
