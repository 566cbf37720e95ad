package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func orderUnready() analyze.Rule {
	return analyze.Rule{
		Name: "order-unready", Severity: analyze.Warning,
		Title: "a service that connects when it starts may start before the other is ready",
		Run: func(p *analyze.Pass) {
			told := late(p)
			for _, l := range p.Links {
				if waits(l) && !told[l] && !p.Order.Before(l.To, unify.Ready, l.Edge.Service) {
					reportUnready(p, l)
				}
			}
		},
	}
}

// waits reports whether a link's service needs the other side to be ready.
func waits(l *unify.Link) bool {
	return l.Arrival == unify.Arrives && l.Edge.When == contract.AtStart && !l.Edge.Maybe && l.To != l.Edge.Service && (!l.Typed() || l.Type.Compatible())
}

// late are the links whose service should wait for a job which waits for the
// server itself: that is told of the job.
func late(p *analyze.Pass) map[*unify.Link]bool {
	told := map[*unify.Link]bool{}
	onLate(func(p *analyze.Pass, n unify.Need, by unify.Provider) {
		told[n.Link] = p.Order.Before(n.Link.To, unify.Ready, by.Service)
	})(p)
	return told
}

func reportUnready(p *analyze.Pass, l *unify.Link) {
	f := linkFinding(l, fmt.Sprintf("%s connects to %s when it starts, which may not be ready then", tick(l.Edge.Service.Name), tick(l.To.Name)))
	f.Key = l.To.Name
	if restart := l.Edge.Service.Restart.Value; restart != "" && restart != "no" && restart != "none" {
		// It is started again until the other side answers.
		f.Severity = analyze.Info
	}
	f.Help = waitHelp(l)
	p.Report(atDependency(f, l.Edge.Service, l.To, graph.Healthy))
}

// waitHelp says how to wait for the other side, as far as compose can.
func waitHelp(l *unify.Link) string {
	ready := l.To.Contract.Ready.Clause
	text := fmt.Sprintf("let %s depend on %s with `condition: service_healthy`", tick(l.Edge.Service.Name), tick(l.To.Name))
	if _, checked := checkOf(l.To); checked {
		return text
	}
	if ready.Via != "" {
		return text + fmt.Sprintf(", and give %s a healthcheck: `test: %s`", tick(l.To.Name), ready.Via)
	}
	return text + fmt.Sprintf(", and give %s a healthcheck", tick(l.To.Name))
}
