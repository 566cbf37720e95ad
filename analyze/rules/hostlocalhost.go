package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func hostLocalhost() analyze.Rule {
	return analyze.Rule{
		Name: "host-localhost", Severity: analyze.Error,
		Title: "localhost is the container itself, and what it wants runs in another",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if _, _, overrides := shadowed(p, l); !overrides && l.Host.Outcome == unify.Self && l.Arrival != unify.Arrives && len(l.Meant) > 0 {
				checkLocalhost(p, l)
			}
		}),
	}
}

func checkLocalhost(p *analyze.Pass, l *unify.Link) {
	severity := analyze.Error
	if isWeb(l.Edge.Wants) {
		severity = webSeverity(p, l)
	}
	if severity == 0 {
		return
	}
	meant := l.Meant[0]
	e := l.Edge
	if e.Maybe {
		severity = min(severity, analyze.Warning)
	}
	f := at(linkFinding(l, fmt.Sprintf("%s is %s itself; %s runs in %s", told(e), tick(e.Service.Name), what(meant), tick(meant.Service.Name))), e.Host)
	f.Severity, f.Producer = severity, meant.From.Confidence
	f.OtherService = meant.Service.Name
	f.Label = fmt.Sprintf("the %s container", e.Service.Name)
	f.Notes = append(f.Notes, fmt.Sprintf("%s listens on %s: %s", tick(meant.Service.Name), tick(endpointText(meant)), origin(meant.From)))
	f.Related = []graph.Related{{Message: "this is another container", Service: meant.Service.Name, Place: meant.Service.Place}}
	names := meantNames(l.Meant)
	f.Help = leadTo(e, list(tickAll(names), "or"))
	if len(names) == 1 {
		f.Fixes = replace(e.Host, meant.Service.Name, analyze.Unsafe)
	}
	p.Report(f)
}

// told says what is dialled, and what says so.
func told(e *graph.Edge) string {
	host := tick(e.Host.Text)
	switch {
	case byDefault(e):
		return host + ", the default of " + tick(e.Variable) + ","
	case e.Variable != "":
		return host + " in " + tick(e.Variable)
	case fixed(e):
		return host + ", to which the image connects,"
	}
	return host + " in " + tick(e.From.Origin)
}

func meantNames(endpoints []*graph.Endpoint) []string {
	names := make([]string, len(endpoints))
	for i, e := range endpoints {
		names[i] = e.Service.Name
	}
	return slices.Compact(names)
}

func what(e *graph.Endpoint) string {
	if len(e.Gives.Types) == 1 && e.Gives.Types[0].Kind == contract.Named {
		return "what speaks " + tick(e.Gives.Types[0].Name)
	}
	return "what listens on port " + endpointText(e)
}

// isWeb reports whether what is wanted is HTTP, whose addresses may be meant
// for a browser on the host.
func isWeb(e contract.Expr) bool {
	return e.IsZero() || slices.ContainsFunc(e.Types, func(t contract.Type) bool { return t.Name == "org.ietf.http" || t.Name == "org.ietf.websocket" })
}

// webSeverity judges a web address on localhost. Where the port is published,
// a browser on the host reaches it: that may be what it is for.
func webSeverity(p *analyze.Pass, l *unify.Link) analyze.Severity {
	port := atoi(l.Edge.Port.Text)
	published := slices.ContainsFunc(activeServices(p.Graph), func(s *graph.Service) bool {
		return slices.ContainsFunc(s.Ports, func(m graph.Publication) bool { return m.Published.Contains(port) })
	})
	switch {
	case l.Edge.From.Confidence >= graph.Catalog:
		return analyze.Error
	case !published:
		return analyze.Warning
	}
	return 0
}
