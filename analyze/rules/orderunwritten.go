package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func orderUnwritten() analyze.Rule {
	return analyze.Rule{
		Name: "order-unwritten", Severity: analyze.Warning,
		Title: "a service may start before a job has written what it reads",
		Run:   onLateJobs(reportUnwritten),
	}
}

// onLateJobs is a rule's Run that looks at each reader of what a job writes
// that may not wait for it.
func onLateJobs(look func(p *analyze.Pass, s *unify.Store, reader, job unify.Use)) func(*analyze.Pass) {
	return onStores(func(p *analyze.Pass, s *unify.Store) {
		for _, reader := range readersOf(s) {
			if job, late := lateJob(p, s, reader); late {
				look(p, s, reader, job)
			}
		}
	})
}

// lateJob is the first of the jobs that write what a reader reads, when none
// of them is done before the reader starts. What a server writes too comes
// when it comes.
func lateJob(p *analyze.Pass, s *unify.Store, reader unify.Use) (job unify.Use, late bool) {
	if reader.Writes() {
		return job, false
	}
	for _, u := range s.Uses {
		if u.Service == reader.Service || !u.Writes() || !u.Overlaps(reader) || !fitsFormat(p, u, reader).Compatible() {
			continue
		}
		if !runsOnce(u.Service) || p.Order.Before(u.Service, unify.Exit, reader.Service) {
			return job, false
		}
		if !late {
			job, late = u, true
		}
	}
	return job, late
}

func reportUnwritten(p *analyze.Pass, s *unify.Store, reader, job unify.Use) {
	f := useFinding(reader, fmt.Sprintf("%s reads %s, and may start before the job %s has written it", tick(reader.Service.Name), storeText(s, reader), tick(job.Service.Name)))
	f = other(f, job, fmt.Sprintf("%s writes here", tick(job.Service.Name)))
	f.Help = fmt.Sprintf("let %s depend on %s with `condition: %s`", tick(reader.Service.Name), tick(job.Service.Name), graph.Completed)
	p.Report(atDependency(f, reader.Service, job.Service, graph.Completed))
}
