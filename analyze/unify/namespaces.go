package unify

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

// namespaces says which services share a network namespace, through
// network_mode: service:NAME and container:NAME.
type namespaces struct {
	// owner is the service whose namespace a service lives in; itself for
	// most, nil when that is nobody's of the project.
	owner map[*graph.Service]*graph.Service
	group map[*graph.Service][]*graph.Service // by owner, in order
}

func newNamespaces(p *graph.Project, services map[string]*graph.Service) namespaces {
	ns := namespaces{owner: map[*graph.Service]*graph.Service{}, group: map[*graph.Service][]*graph.Service{}}
	byContainer := map[string]*graph.Service{}
	for _, s := range p.Services {
		if v := s.ContainerName.Value; v != "" {
			byContainer[v] = s
		}
	}
	for _, s := range p.Services {
		o := ownerOf(s, services, byContainer)
		ns.owner[s] = o
		if o != nil && s.Active {
			ns.group[o] = append(ns.group[o], s)
		}
	}
	return ns
}

// ownerOf follows joined namespaces to their end; services that join in a
// circle belong to nobody.
func ownerOf(s *graph.Service, services, byContainer map[string]*graph.Service) *graph.Service {
	for range len(services) + 1 {
		mode := s.NetworkMode.Value
		name, isService := strings.CutPrefix(mode, "service:")
		container, isContainer := strings.CutPrefix(mode, "container:")
		switch {
		case isService:
			s = services[name]
		case isContainer:
			s = byContainer[container]
		default:
			return s
		}
		if s == nil {
			return nil
		}
	}
	return nil
}

// home is the service on whose networks s is; nil when s is on none of the
// project's.
func (ns namespaces) home(s *graph.Service) *graph.Service {
	o := ns.owner[s]
	if o == nil || o.NetworkMode.Value != "" {
		return nil
	}
	return o
}

// onHost reports whether s lives in the host's namespace.
func (ns namespaces) onHost(s *graph.Service) bool {
	o := ns.owner[s]
	return o != nil && o.NetworkMode.Value == "host"
}

// members are the active services that share the namespace of s, s among them.
func (ns namespaces) members(s *graph.Service) []*graph.Service {
	if g := ns.group[ns.owner[s]]; ns.owner[s] != nil && len(g) > 0 {
		return g
	}
	return []*graph.Service{s}
}

// extraHosts are those of a service: who joins another's namespace has the
// hosts file of that one.
func (ns namespaces) extraHosts(s *graph.Service) []graph.ExtraHost {
	if o := ns.owner[s]; o != nil {
		return o.ExtraHosts
	}
	return s.ExtraHosts
}
