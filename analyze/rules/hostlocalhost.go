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
	severity := localSeverity(p, l)
	if severity == 0 {
		return
	}
	meant := l.Meant[0]
	e := l.Edge
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

// localSeverity judges an address on localhost; 0 is none. It may be right where
// a neighbour in the same network listens that nobody knows, or in a variable
// for work without containers.
func localSeverity(p *analyze.Pass, l *unify.Link) analyze.Severity {
	e := l.Edge
	crowded := len(l.Host.Services) > 1 && !p.Closed(e.Service)
	words := strings.FieldsFunc(strings.ToLower(e.Variable), func(r rune) bool { return r == '_' || r == '.' || r == '-' })
	elsewhere := slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"dev", "development", "test", "testing", "local"}, w)
	})
	switch {
	case isWeb(e.Wants) && e.From.Confidence < graph.Catalog:
		if crowded || elsewhere || isPublished(p, atoi(e.Port.Text)) || e.Variable != "" && !p.Closed(e.Service) && !named(words, l.Meant) {
			return 0
		}
		return analyze.Warning
	case e.Maybe, crowded, elsewhere:
		return analyze.Warning
	}
	return analyze.Error
}

// isPublished reports whether a port of the host leads to a service: a browser
// on the host reaches that by localhost, which may be what an address is for.
func isPublished(p *analyze.Pass, port int) bool {
	return slices.ContainsFunc(activeServices(p.Graph), func(s *graph.Service) bool {
		return slices.ContainsFunc(s.Ports, func(m graph.Publication) bool { return m.Published.Contains(port) })
	})
}

// named reports whether a variable's words name the service of an endpoint.
func named(words []string, endpoints []*graph.Endpoint) bool {
	return slices.ContainsFunc(endpoints, func(e *graph.Endpoint) bool {
		of := strings.FieldsFunc(strings.ToLower(e.Service.Name), func(r rune) bool { return r == '_' || r == '.' || r == '-' })
		return slices.ContainsFunc(of, func(w string) bool { return slices.Contains(words, w) })
	})
}
