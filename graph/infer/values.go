package infer

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Environment finds the connections that a service's variables tell of. Those
// in skip are left out: a contract types them.
func (sc *Scope) Environment(s *graph.Service, skip func(variable string) bool) []*graph.Edge {
	members := groupVariables(s)
	var edges []*graph.Edge
	for i := range members {
		m := &members[i]
		edges = append(edges, sc.peers(s, m)...) // also of a variable that a contract gives another format
		if m.State != graph.Set || skip(m.Name) || m.listens() || graph.ForBrowser(m.Name) {
			continue
		}
		for _, e := range sc.dials(s, m, members) {
			e.Logins = completeLogins(sc, e, m, members)
			if m.Source == graph.FromServiceEnvFile {
				// An env file often serves several services, not all of which
				// read all of it.
				e.From.Confidence = graph.Guess
			}
			edges = append(edges, e)
		}
	}
	return edges
}

// member is a variable with what its name tells.
type member struct {
	*graph.Variable
	words []string
	role  role
	group []string
}

func groupVariables(s *graph.Service) []member {
	variables := slices.Concat(s.Environment, s.InFiles)
	members := make([]member, len(variables))
	for i := range variables {
		v := &variables[i]
		words := splitName(v.Name)
		r, g := roleOf(words)
		members[i] = member{Variable: v, words: words, role: r, group: g}
	}
	return members
}

// dials are the edges of one variable: addresses of any form, or a bare host
// where the name says that it is one.
func (sc *Scope) dials(s *graph.Service, m *member, all []member) []*graph.Edge {
	if addresses := address.Parse(m.Value); len(addresses) > 0 {
		return sc.addressEdges(s, m, all, addresses)
	}
	if m.role != hostRole && m.role != addressRole && !sc.connection(m, all) {
		return nil
	}
	host, ok := address.Host(m.Value)
	if !ok || !host.Host.Set || isOwn(s, m.Value) {
		return nil
	}
	port, wants := m.sibling(all, portRole), sc.groupTypes(m, all)
	if !sc.isName(m.Value) && !m.namesHost(port != nil, len(wants) > 0) {
		return nil
	}
	e := sc.edge(s, m.Text, m.Name, host)
	e.From.Confidence = graph.Guess
	e.Wants = oneOf(wants)
	if port != nil && (len(m.group) > 0 || m.role == hostRole) {
		e.Port = portValue(*port) // PORT beside ConnectionString is the service's own
	}
	return []*graph.Edge{e}
}

// addressEdges are the edges of the addresses that a value spells.
func (sc *Scope) addressEdges(s *graph.Service, m *member, all []member, addresses []address.Address) []*graph.Edge {
	var edges []*graph.Edge
	for _, a := range addresses {
		if !a.Host.Set || !sc.worthDialling(m, a) {
			continue
		}
		e := sc.edge(s, m.Text, m.Name, a)
		if e.Wants.IsZero() {
			e.Wants = oneOf(sc.groupTypes(m, all))
		}
		sc.refine(e, m, all)
		edges = append(edges, e)
	}
	return edges
}

// worthDialling tells addresses that the service dials from those that it
// listens on or hands to people.
func (sc *Scope) worthDialling(m *member, a address.Address) bool {
	host := a.Host.Text
	switch {
	case host == "0.0.0.0" || host == "::" || host == "*" || host == "http" || host == "https" || strings.HasSuffix(strings.ToLower(host), ".localhost"):
		return false
	case sc.isName(host):
		return true
	case a.Scheme.Set && len(typesOf(sc.types, a)) == 0:
		// doctrine://default, secret://name: only a service's name makes it an address.
		return false
	case a.Form == address.Pair:
		// Any word with a colon and a number looks like this.
		return m.role != noRole && !m.faces()
	case m.faces():
		return false
	}
	return true
}

// edge is an address as an edge of a service. Its confidence is what its form
// tells: a scheme is literal, a bare host or port is a guess.
func (sc *Scope) edge(s *graph.Service, t graph.Text, key string, a address.Address) *graph.Edge {
	e := &graph.Edge{Service: s, Variable: key, Place: t.Place}
	e.From = graph.Provenance{Layer: contract.ImpliedLayer, Origin: key, Place: t.Place, Confidence: graph.Guess}
	if a.Scheme.Set {
		e.From.Confidence = graph.Literal
	}
	Dial(sc.types, e, t, a)
	return e
}

// completeLogins adds what sibling variables say of who logs in.
func completeLogins(sc *Scope, e *graph.Edge, m *member, all []member) []graph.Principal {
	var p graph.Principal
	if len(e.Logins) > 0 {
		p = e.Logins[0]
	}
	for _, part := range []struct {
		name string
		role role
	}{{"username", userRole}, {"password", passwordRole}, {Cell(sc.types, e.Wants), databaseRole}, {"vhost", vhostRole}, {"bucket", bucketRole}} {
		if _, told := p.Lookup(part.name); told {
			continue
		}
		if v := m.sibling(all, part.role); v != nil && v.State == graph.Set {
			value := v.At(source.Span{}, v.Name)
			value.Secret = part.role == passwordRole
			p = append(p, graph.Attribute{Name: part.name, Value: value})
		}
	}
	if len(p) == 0 {
		return nil
	}
	return []graph.Principal{p}
}

// sibling is the variable of a role in the same group; nil when there is none.
func (m *member) sibling(all []member, r role) *graph.Variable {
	var found *graph.Variable
	for i := range all {
		o := &all[i]
		if o.role != r || o.Variable == m.Variable || !sameGroup(o.group, m.group) {
			continue
		}
		if found == nil || len(o.Name) < len(found.Name) {
			found = o.Variable
		}
	}
	return found
}

func portValue(v graph.Variable) graph.Value {
	if address.CheckPort(v.Value) != nil {
		return graph.Value{}
	}
	return v.At(source.Span{}, v.Name)
}

// groupTypes are the types that a variable's group may be about: what a
// sibling such as DB_CONNECTION says, a product in the group's name, or any
// database for a group that is called one.
func (sc *Scope) groupTypes(m *member, all []member) []string {
	if names := m.customary(); names != nil {
		return names
	}
	if kind := m.sibling(all, kindRole); kind != nil {
		words := splitName(kind.Value)
		for _, w := range slices.Backward(words) {
			if t := productType(w); t != "" {
				return []string{t}
			}
		}
	}
	for _, w := range slices.Backward(m.group) {
		if t := productType(w); t != "" {
			return []string{t}
		}
	}
	if n := len(m.group); n > 0 && (m.group[n-1] == "db" || m.group[n-1] == "database" || m.group[n-1] == "datasource") {
		return anyDatabase()
	}
	return nil
}
