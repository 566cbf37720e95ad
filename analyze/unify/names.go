package unify

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

// Outcome says what a host name means to a service. The zero Outcome is
// invalid.
type Outcome int

// The outcomes.
const (
	// Unknowable: nothing can be said, for example on a network that other
	// projects share.
	Unknowable Outcome = iota + 1
	// Reached: services of the project answer to the name.
	Reached
	// Self: the service itself, and all that share its network namespace.
	Self
	// Unreachable: services have the name, but share no network with the asker.
	Unreachable
	// Inactive: only services of profiles that are off have the name.
	Inactive
	// HostMachine: the machine that the containers run on.
	HostMachine
	// Outside: a machine outside of the project.
	Outside
	// Nobody: no service has the name, and nobody outside can have it.
	Nobody
)

// NameKind says by which of its names a service is called.
type NameKind int

// The kinds of names, strongest first.
const (
	ServiceName NameKind = iota + 1
	ContainerName
	Alias
	LinkAlias
	ReplicaName
	HostnameOnly // only Docker Engine 25 and later answer to it
)

// Resolution is what a host name means to a service.
type Resolution struct {
	Outcome Outcome
	// Services answer to the name, in order; of Reached, Self, Unreachable and
	// Inactive.
	Services []*graph.Service
	Kind     NameKind
	// Doubt says that somebody else may have the name: the asker is on a network
	// whose name other projects may use too, or it asks name servers of its own.
	// Of Nobody.
	Doubt bool
	// HostMode says that the asker shares the host's network namespace, where
	// no service name resolves.
	HostMode bool
}

// holder is a service under one of its names.
type holder struct {
	service *graph.Service
	kind    NameKind
}

// names answers what host names mean, for every service of a project.
type names struct {
	project  *graph.Project
	services map[string]*graph.Service
	// byNetwork is who answers to a name on a network, by what the engine calls
	// it: two keys may mean one. byName is who does on any.
	byNetwork map[string]map[string][]holder
	byName    map[string][]holder
	spaces    namespaces
	// networks are the project's, by key.
	networks map[string]*graph.Network
}

func newNames(p *graph.Project) *names {
	n := &names{
		project:   p,
		services:  make(map[string]*graph.Service, len(p.Services)),
		byNetwork: map[string]map[string][]holder{},
		byName:    map[string][]holder{},
		networks:  make(map[string]*graph.Network, len(p.Networks)),
	}
	for _, net := range p.Networks {
		n.networks[net.Key] = net
	}
	for _, s := range p.Services {
		n.services[s.Name] = s
	}
	n.spaces = newNamespaces(p, n.services)
	for _, s := range p.Services {
		n.add(s)
	}
	return n
}

func (n *names) add(s *graph.Service) {
	for _, h := range ownNames(s) {
		n.byName[h.name] = append(n.byName[h.name], holder{s, h.kind})
	}
	for _, a := range s.Networks {
		on := n.on(a)
		if on == nil {
			on = map[string][]holder{}
			n.byNetwork[n.engineName(a)] = on
		}
		for _, h := range ownNames(s) {
			on[h.name] = append(on[h.name], holder{s, h.kind})
		}
		for _, alias := range a.Aliases {
			name := fold(alias.Value)
			on[name] = append(on[name], holder{s, Alias})
			n.byName[name] = append(n.byName[name], holder{s, Alias})
		}
	}
}

// on is who answers to a name on an attachment's network.
func (n *names) on(a graph.Attachment) map[string][]holder { return n.byNetwork[n.engineName(a)] }

// engineName is what the engine calls an attachment's network.
func (n *names) engineName(a graph.Attachment) string {
	if net := n.networks[a.Network]; net != nil && net.Name != "" {
		return net.Name
	}
	return a.Network
}

type ownName struct {
	name string
	kind NameKind
}

// ownNames are the names that a service has on every network it is on.
func ownNames(s *graph.Service) []ownName {
	own := []ownName{{fold(s.Name), ServiceName}}
	if v := s.ContainerName.Value; v != "" && s.ContainerName.Known() {
		own = append(own, ownName{fold(v), ContainerName})
	}
	if v := s.Hostname.Value; v != "" && s.Hostname.Known() {
		own = append(own, ownName{fold(v), HostnameOnly})
	}
	return own
}

// fold brings a name into the form that the engine compares: without a final
// dot and without regard to case.
func fold(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// Resolve says what host means to service s.
func (n *names) Resolve(s *graph.Service, host string) Resolution {
	name := fold(host)
	if name == "" {
		return Resolution{Outcome: Unknowable}
	}
	if r, ok := n.fixed(s, name); ok {
		return r
	}
	home := n.spaces.home(s)
	if home == nil {
		return n.withoutNames(s, name)
	}
	if hs := n.onNetworks(home, name); len(hs) > 0 {
		return n.reached(hs)
	}
	if hs := n.linked(s, name); len(hs) > 0 {
		return n.reached(hs)
	}
	return n.elsewhere(home, name)
}

// fixed answers the names that mean the same on every network.
func (n *names) fixed(s *graph.Service, name string) (Resolution, bool) {
	for _, x := range n.spaces.extraHosts(s) {
		if fold(x.Name) == name {
			if x.Address == "host-gateway" {
				return Resolution{Outcome: HostMachine}, true
			}
			return byAddress(n, s, x.Address), true
		}
	}
	if name == "localhost" || name == "ip6-localhost" {
		return n.self(s), true
	}
	if isHostMachine(name) {
		return Resolution{Outcome: HostMachine}, true
	}
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return byAddress(n, s, strings.Trim(name, "[]")), true
	}
	return Resolution{}, false
}

func byAddress(n *names, s *graph.Service, address string) Resolution {
	ip, err := netip.ParseAddr(address)
	switch {
	case err != nil || ip.IsUnspecified():
		return Resolution{Outcome: Unknowable}
	case ip.IsLoopback():
		return n.self(s)
	}
	return Resolution{Outcome: Outside}
}

func isHostMachine(name string) bool {
	switch name {
	case "host.docker.internal", "gateway.docker.internal", "kubernetes.docker.internal", "docker.for.mac.localhost",
		"docker.for.mac.host.internal", "docker.for.win.localhost", "host.containers.internal",
		"host.lima.internal", "host.orb.internal", "host.rancher-desktop.internal":
		return true
	}
	return false
}

// self is the service and all that share its network namespace; in the host's
// namespace, the host.
func (n *names) self(s *graph.Service) Resolution {
	if n.spaces.onHost(s) {
		return Resolution{Outcome: HostMachine, HostMode: true}
	}
	return Resolution{Outcome: Self, Services: n.spaces.members(s)}
}

// withoutNames answers for a service on no network of the project: in the
// host's namespace, in none, or in that of a container we do not know.
func (n *names) withoutNames(s *graph.Service, name string) Resolution {
	hs := active(n.byName[name])
	mode := s.NetworkMode.Value
	switch {
	case len(hs) == 0 && dotted(name):
		return Resolution{Outcome: Outside}
	case len(hs) == 0 || strings.HasPrefix(mode, "container:") || !s.NetworkMode.Known():
		return Resolution{Outcome: Unknowable}
	case mode == "bridge" && len(n.linked(s, name)) > 0:
		return n.reached(n.linked(s, name))
	}
	r := resolution(Unreachable, hs)
	r.HostMode = n.spaces.onHost(s)
	return r
}

// onNetworks are the active services that answer to name on a network of s.
func (n *names) onNetworks(s *graph.Service, name string) []holder {
	var hs []holder
	for _, a := range s.Networks {
		hs = append(hs, active(n.on(a)[name])...)
		if len(hs) == 0 {
			hs = n.replica(a, name)
		}
		if len(hs) == 0 {
			hs = n.qualified(a, name)
		}
	}
	return hs
}

// replica finds a container by the name compose gives it, project-service-n.
func (n *names) replica(on graph.Attachment, name string) []holder {
	rest, ok := strings.CutPrefix(name, fold(n.project.Name)+"-")
	if !ok {
		return nil
	}
	i := strings.LastIndexByte(rest, '-')
	if i < 0 {
		return nil
	}
	number, err := strconv.Atoi(rest[i+1:])
	if err != nil || number < 1 {
		return nil
	}
	for _, h := range active(n.on(on)[rest[:i]]) {
		if h.kind == ServiceName && h.service.ContainerName.Value == "" && number <= max(1, h.service.Replicas.N) {
			return []holder{{h.service, ReplicaName}}
		}
	}
	return nil
}

// qualified finds a name that is followed by its network's own name.
func (n *names) qualified(on graph.Attachment, name string) []holder {
	short, ok := strings.CutSuffix(name, "."+fold(n.engineName(on)))
	if !ok {
		return nil
	}
	return active(n.on(on)[short])
}

func (n *names) linked(s *graph.Service, name string) []holder {
	for _, l := range s.Links {
		if to := n.services[l.Service]; to != nil && to.Active && (fold(l.Alias) == name || fold(l.Service) == name) {
			return []holder{{to, LinkAlias}}
		}
	}
	return nil
}

// elsewhere answers for a name that nobody on the networks of s has.
func (n *names) elsewhere(s *graph.Service, name string) Resolution {
	for _, l := range s.ExternalLinks {
		if fold(l.Alias) == name || fold(l.Service) == name {
			return Resolution{Outcome: Unknowable}
		}
	}
	hs := n.byName[name]
	if up := active(hs); len(up) > 0 {
		return resolution(Unreachable, up)
	}
	if len(hs) > 0 {
		return resolution(Inactive, hs)
	}
	if dotted(name) && !privateSuffix(name) {
		return Resolution{Outcome: Outside}
	}
	if n.onAny(s, func(net *graph.Network) bool { return net.External }) {
		return Resolution{Outcome: Unknowable}
	}
	// Who gives a network a name of its own may share it with other projects.
	named := func(net *graph.Network) bool { return net.Name != "" && net.Name != n.project.Name+"_"+net.Key }
	return Resolution{Outcome: Nobody, Doubt: s.OwnDNS || n.onAny(s, named)}
}

// onAny reports whether something holds for any network of a service.
func (n *names) onAny(s *graph.Service, is func(*graph.Network) bool) bool {
	return slices.ContainsFunc(s.Networks, func(a graph.Attachment) bool {
		net := n.networks[a.Network]
		return net != nil && is(net)
	})
}

func (n *names) reached(hs []holder) Resolution { return resolution(Reached, hs) }

func resolution(o Outcome, hs []holder) Resolution {
	r := Resolution{Outcome: o, Kind: HostnameOnly}
	for _, h := range hs {
		r.Kind = min(r.Kind, h.kind)
		if !slices.Contains(r.Services, h.service) {
			r.Services = append(r.Services, h.service)
		}
	}
	return r
}

func active(hs []holder) []holder {
	if !slices.ContainsFunc(hs, func(h holder) bool { return !h.service.Active }) {
		return hs
	}
	var up []holder
	for _, h := range hs {
		if h.service.Active {
			up = append(up, h)
		}
	}
	return up
}

func dotted(name string) bool { return strings.Contains(name, ".") }

// privateSuffix reports whether no public name server knows names like this,
// and no cloud's.
func privateSuffix(name string) bool {
	if name == "metadata.google.internal" {
		return false
	}
	for _, suffix := range []string{".internal", ".local", ".localhost", ".test", ".docker"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}
