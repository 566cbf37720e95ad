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
		if m.State != graph.Set || skip(m.Name) || m.listens() {
			continue
		}
		for _, e := range sc.dials(s, m, members) {
			e.Logins = completeLogins(sc, e, m, members)
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
	members := make([]member, len(s.Environment))
	for i := range s.Environment {
		v := &s.Environment[i]
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
	if m.role != hostRole && m.role != addressRole {
		return nil
	}
	host, ok := address.Host(m.Value)
	if !ok || !host.Host.Set {
		return nil
	}
	port, wants := m.sibling(all, portRole), sc.groupTypes(m, all)
	if !sc.isName(m.Value) && (port == nil && len(wants) == 0 || m.faces()) {
		return nil
	}
	e := sc.edge(s, m.Text, m.Name, host)
	e.From.Confidence = graph.Guess
	e.Wants = oneOf(wants)
	if port != nil {
		e.Port = portValue(*port)
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
		edges = append(edges, e)
	}
	return edges
}

// worthDialling tells addresses that the service dials from those that it
// listens on or hands to people.
func (sc *Scope) worthDialling(m *member, a address.Address) bool {
	host := a.Host.Text
	switch {
	case host == "0.0.0.0" || host == "::" || host == "*" || strings.HasSuffix(strings.ToLower(host), ".localhost"):
		return false
	case sc.isName(host):
		return true
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
	e := &graph.Edge{Service: s, Transport: contract.TCP, Variable: key, Place: t.Place}
	e.From = graph.Provenance{Layer: contract.ImpliedLayer, Origin: key, Place: t.Place, Confidence: graph.Guess}
	e.Host = field(t, key, a.Host)
	e.Port = field(t, key, a.Port)
	if a.Scheme.Set {
		e.Scheme = field(t, key, a.Scheme)
		e.Wants = schemeTypes(sc.types, a)
		e.From.Confidence = graph.Literal
	}
	if login := loginOf(sc.types, e.Wants, t, key, a); len(login) > 0 {
		e.Logins = []graph.Principal{login}
	}
	return e
}

// field is a part of an address as a value of an edge.
func field(t graph.Text, key string, f address.Field) graph.Value {
	if !f.Set {
		return graph.Value{}
	}
	v := t.At(f.Span, key)
	v.Text = f.Text
	return v
}

// schemeTypes are the types that a URL's scheme stands for.
func schemeTypes(types *contract.Lattice, a address.Address) contract.Expr {
	names := types.ByScheme(a.Scheme.Text)
	expr := oneOf(names)
	for i := range expr.Types {
		if a.TLS == address.Required {
			expr.Types[i].TLS = contract.RequiresTLS
		}
	}
	return expr
}

func oneOf(names []string) contract.Expr {
	var e contract.Expr
	for _, n := range names {
		e.Types = append(e.Types, contract.Type{Kind: contract.Named, Name: n})
	}
	return e
}

// loginOf is who an address logs in as.
func loginOf(types *contract.Lattice, wants contract.Expr, t graph.Text, key string, a address.Address) graph.Principal {
	var p graph.Principal
	add := func(name string, f address.Field, secret bool) {
		if f.Set {
			v := field(t, key, f)
			v.Secret = secret
			p = append(p, graph.Attribute{Name: name, Value: v})
		}
	}
	add("username", a.User, false)
	add("password", a.Password, true)
	add(cellAttribute(types, wants), a.Database, false)
	if source, ok := a.Lookup("authSource"); ok {
		add("authsource", source, false)
	}
	return p
}

// cellAttribute is what a protocol calls the thing that a client selects on
// its server.
func cellAttribute(types *contract.Lattice, wants contract.Expr) string {
	for _, t := range wants.Types {
		if cells := types.Cells(t.Name); cells != "" {
			return cells
		}
	}
	return "database"
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
	}{{"username", userRole}, {"password", passwordRole}, {cellAttribute(sc.types, e.Wants), databaseRole}, {"vhost", vhostRole}} {
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
	if address.CheckPort(v.Value) != 0 {
		return graph.Value{}
	}
	return v.At(source.Span{}, v.Name)
}

// groupTypes are the types that a variable's group may be about: what a
// sibling such as DB_CONNECTION says, a product in the group's name, or any
// database for a group that is called one.
func (sc *Scope) groupTypes(m *member, all []member) []string {
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
