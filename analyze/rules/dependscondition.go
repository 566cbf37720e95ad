package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func dependsCondition() analyze.Rule {
	return analyze.Rule{
		Name: "depends-condition", Severity: analyze.Error,
		Title: "a dependency waits for what its service never does",
		Run: func(p *analyze.Pass) {
			byName := map[string]*graph.Service{}
			for _, s := range activeServices(p.Graph) {
				byName[s.Name] = s
			}
			told := lateJobs(p)
			for _, s := range activeServices(p.Graph) {
				for _, d := range s.DependsOn {
					if on := byName[d.Service]; on != nil && !told[pair{s, on}] {
						checkCondition(p, s, d, on)
					}
				}
			}
		},
	}
}

// pair is a service and one that it depends on.
type pair struct{ client, on *graph.Service }

// lateJobs are the jobs whose results a service may be too early for: that is
// told of what it needs of them.
func lateJobs(p *analyze.Pass) map[pair]bool {
	told := map[pair]bool{}
	onLate(func(_ *analyze.Pass, n unify.Need, by unify.Provider) {
		told[pair{n.Link.Edge.Service, by.Service}] = true
	})(p)
	onLateJobs(func(_ *analyze.Pass, _ *unify.Store, reader, job unify.Use) {
		told[pair{reader.Service, job.Service}] = true
	})(p)
	return told
}

func checkCondition(p *analyze.Pass, s *graph.Service, d graph.Dependency, on *graph.Service) {
	switch {
	case d.Condition == graph.Completed:
		checkCompletes(p, s, d, on)
	case !runsOnce(on) || p.Order.Before(on, unify.Exit, s):
	case d.Condition == graph.Healthy:
		f := jobFinding(s, d, on, fmt.Sprintf("%s waits for %s to be healthy, but %s is a job that ends", tick(s.Name), tick(on.Name), tick(on.Name)))
		f.Fixes = waitFor(d, graph.Completed)
		p.Report(f)
	case hasWork(on):
		f := jobFinding(s, d, on, fmt.Sprintf("%s waits for the job %s to be started, not for its end", tick(s.Name), tick(on.Name)))
		f.Severity = analyze.Warning
		if d.Place.Path.Base() == "condition" {
			f.Fixes = waitFor(d, graph.Completed)
		}
		p.Report(f)
	}
}

// hasWork reports whether somebody gave a job something to do: a contract of
// the user's, or a command. An image that merely ends is no job to wait for.
func hasWork(s *graph.Service) bool {
	return s.Command != nil || s.Entrypoint != nil || s.Contract.Runs.From.Confidence == graph.Declared
}

// jobFinding is a finding about how a service waits for a job.
func jobFinding(s *graph.Service, d graph.Dependency, on *graph.Service, message string) analyze.Finding {
	return analyze.Finding{
		Message: message, Service: s.Name, OtherService: on.Name, Key: on.Name, Place: d.Place,
		Related: []graph.Related{{Message: "a job", Service: on.Name, Place: on.Place}},
		Notes:   []string{whatRuns(on)},
		Help:    fmt.Sprintf("wait for %s with `condition: %s`", tick(on.Name), graph.Completed),
	}
}

// checkCompletes looks for a reason why a service that others wait for never
// stays ended.
func checkCompletes(p *analyze.Pass, s *graph.Service, d graph.Dependency, on *graph.Service) {
	switch restart := on.Restart.Value; {
	case restart == "always" || restart == "unless-stopped" || restart == "any":
		p.Report(analyze.Finding{
			Message: fmt.Sprintf("%s waits for %s to complete, but `%s: %s` starts it again each time", tick(s.Name), tick(on.Name), on.Restart.Place.Path.Base(), restart),
			Service: on.Name, OtherService: s.Name, Key: "restart", Place: on.Restart.Place, Label: "never stays completed",
			Related: []graph.Related{{Message: "waits for it here", Service: s.Name, Place: d.Place}},
			Help:    "use `restart: \"no\"` or `restart: on-failure` for a job",
			Fixes: []analyze.Repair{{
				Title: "restart only on failure", Safety: analyze.Unsafe,
				Edits: []analyze.Replacement{{Place: on.Restart.Place, Text: "on-failure"}},
			}},
		})
	case on.Contract.Runs.Stated && !on.Contract.Runs.Maybe && on.Contract.Runs.Clause.Mode == contract.Forever && on.Command == nil && on.Entrypoint == nil:
		p.Report(analyze.Finding{
			Message: fmt.Sprintf("%s waits for %s to complete, but %s is a server that runs until it is stopped", tick(s.Name), tick(on.Name), tick(on.Name)),
			Service: s.Name, OtherService: on.Name, Key: on.Name, Place: d.Place,
			Label:   "this never becomes true",
			Related: []graph.Related{{Message: "a server", Service: on.Name, Place: on.Place}},
			Notes:   []string{whatRuns(on)},
			Help:    "wait for `service_healthy` or `service_started`",
			Fixes:   waitFor(d, readiness(on)),
		})
	}
}

// readiness is the condition to wait for a server with: healthy where something
// checks that.
func readiness(s *graph.Service) graph.Condition {
	if _, ok := checkOf(s); ok {
		return graph.Healthy
	}
	return graph.Started
}

// waitFor is a fix that gives a dependency another condition.
func waitFor(d graph.Dependency, c graph.Condition) []analyze.Repair {
	return replace(graph.Value{Text: string(d.Condition), Place: d.Place}, string(c), analyze.Unsafe)
}

// whatRuns says who knows whether a service is a job or a server.
func whatRuns(s *graph.Service) string {
	return fmt.Sprintf("what %s runs is %s", tick(s.Name), origin(s.Contract.Runs.From))
}

func runsOnce(s *graph.Service) bool {
	r := s.Contract.Runs
	return r.Stated && !r.Maybe && r.Clause.Mode == contract.Once
}
