package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

// hosts are the rules about whom a name means.
func hosts() []analyze.Rule {
	return []analyze.Rule{
		hostBrowser(), hostGateway(), hostInactive(), hostLocalhost(), hostNotAlias(), hostOutside(), hostUnderscore(), hostUnknown(), hostUnreachable(),
	}
}

// byDefault reports whether an edge leads where it does because its variable is
// not set.
func byDefault(e *graph.Edge) bool { return e.Variable != "" && e.Host.Place.IsZero() }

// fixed reports whether nothing that the user could edit tells where an edge
// leads: its contract does.
func fixed(e *graph.Edge) bool { return e.Variable == "" && e.Host.Place.IsZero() }

// leadTo says how to make an edge lead to a service.
func leadTo(e *graph.Edge, names string) string {
	switch {
	case byDefault(e):
		return fmt.Sprintf("set %s, so that it leads to %s", tick(e.Variable), names)
	case fixed(e):
		return fmt.Sprintf("make %s connect to %s", tick(e.Service.Name), names)
	}
	return "use " + names
}
