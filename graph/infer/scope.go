package infer

import (
	"maps"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/near"
)

// Scope is what inference knows of a project as a whole.
type Scope struct {
	project *graph.Project
	types   *contract.Lattice
	names   map[string]bool // every name that a service answers to, in lower case
}

// NewScope gathers what inference needs of a project. It is read-only
// afterwards and safe for concurrent use.
func NewScope(p *graph.Project, types *contract.Lattice) *Scope {
	sc := &Scope{project: p, types: types, names: map[string]bool{}}
	for _, s := range p.Services {
		sc.add(s.Name)
		sc.add(s.ContainerName.Value)
		sc.add(s.Hostname.Value)
		for _, a := range s.Networks {
			for _, alias := range a.Aliases {
				sc.add(alias.Value)
			}
		}
		for _, l := range s.Links {
			sc.add(l.Alias)
		}
	}
	return sc
}

func (sc *Scope) add(name string) {
	if name != "" {
		sc.names[strings.ToLower(name)] = true
	}
}

// isNearName reports whether a host name of one word is a slip away from that
// of some service.
func (sc *Scope) isNearName(host string) bool {
	return len(host) > shortName && !strings.Contains(host, ".") && !isLoopback(host) &&
		len(near.Suggest(strings.ToLower(host), slices.Collect(maps.Keys(sc.names)))) > 0
}

// shortName is the length up to which names are near each other by chance.
const shortName = 3

// isName reports whether some service of the project answers to a host name.
func (sc *Scope) isName(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if sc.names[host] {
		return true
	}
	// compose's own names, project-service-1, and what version 1 made of them.
	rest, ok := strings.CutPrefix(host, strings.ToLower(sc.project.Name))
	return ok && len(rest) > 1 && (rest[0] == '-' || rest[0] == '_')
}
