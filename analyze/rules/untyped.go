package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
)

func untyped() analyze.Rule {
	return analyze.Rule{
		Name: "untyped", Severity: analyze.Warning,
		Title: "a service has no contract, so what it needs and gives is not checked",
		Run: func(p *analyze.Pass) {
			for _, u := range p.Unchecked {
				f := analyze.Finding{
					Severity: analyze.Info, Service: u.Service, Place: u.Place, Key: u.Key,
					Message: fmt.Sprintf("%s is not checked: %s", tick(u.Service), u.Why),
					Help:    "write a contract under `x-ctypes` of the service, or label its image",
				}
				if p.Strict {
					f.Severity = analyze.Warning
				}
				p.Report(f)
			}
		},
	}
}
