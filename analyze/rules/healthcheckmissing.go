package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func healthcheckMissing() analyze.Rule {
	return analyze.Rule{
		Name: "healthcheck-missing", Severity: analyze.Error,
		Title: "a service waits for another to be healthy, and nothing checks its health",
		Run: func(p *analyze.Pass) {
			byName := map[string]*graph.Service{}
			for _, s := range activeServices(p.Graph) {
				byName[s.Name] = s
			}
			for _, s := range activeServices(p.Graph) {
				for _, d := range s.DependsOn {
					if on := byName[d.Service]; on != nil && d.Condition == graph.Healthy && !runsOnce(on) && unchecked(on) {
						reportMissingCheck(p, s, d, on)
					}
				}
			}
		},
	}
}

// unchecked reports whether a service is known to have no healthcheck. Of an
// image that nobody could look at, only a contract that suggests a check can
// tell that it ships none.
func unchecked(s *graph.Service) bool {
	if _, ok := checkOf(s); ok {
		return false
	}
	if s.Health != nil && s.Health.Disabled {
		return true
	}
	return s.Meta != nil && s.Meta.HealthKnown || s.Contract.Ready.Clause.Via != ""
}

func reportMissingCheck(p *analyze.Pass, s *graph.Service, d graph.Dependency, on *graph.Service) {
	f := analyze.Finding{
		Message: fmt.Sprintf("%s waits for %s to be healthy, but neither its image nor the project defines a healthcheck", tick(s.Name), tick(on.Name)),
		Service: on.Name, OtherService: s.Name, Key: on.Name, Place: d.Place,
		Label:   "this never becomes true",
		Related: []graph.Related{{Message: "has no healthcheck", Service: on.Name, Place: on.Place}},
		Fixes:   waitFor(d, graph.Started),
	}
	if on.Health != nil && on.Health.Disabled {
		f.Message = fmt.Sprintf("%s waits for %s to be healthy, but its healthcheck is disabled", tick(s.Name), tick(on.Name))
		f.Related = []graph.Related{{Message: "disabled here", Service: on.Name, Place: on.Health.Place}}
	}
	if via := on.Contract.Ready.Clause.Via; via != "" {
		f.Help = fmt.Sprintf("give %s a healthcheck, for example `test: %s`, or wait for `service_started`", tick(on.Name), via)
	} else {
		f.Help = fmt.Sprintf("give %s a healthcheck, or wait for `service_started`", tick(on.Name))
	}
	p.Report(f)
}
