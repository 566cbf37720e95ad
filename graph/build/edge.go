package build

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/infer"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// addEdge turns a CONNECTS TO into edges: one for each address that its target
// spells. A target whose variable is unset makes none; that the variable is
// needed is said elsewhere.
func (in *instance) addEdge(f graph.Fact[contract.Connect], st stated) {
	c := f.Clause
	e := graph.Edge{
		Service: in.service, Name: c.As, Transport: c.On.Transport, Any: c.To.Any, Wants: in.versions(c.For, f.Groups, false),
		When: c.When, Scope: c.Scope, Maybe: f.Maybe, From: f.From, Place: in.statementPlace(f.From),
	}
	e.Port = in.dialledPort(c.On, f.Groups)
	for _, p := range c.With {
		if login, ok := in.principal(p, f.Groups); ok {
			e.Logins = append(e.Logins, login)
		}
	}
	switch {
	case c.To.Path != "":
		e.Transport, e.Path = contract.Unix, graph.Value{Text: c.To.Path, Known: true, Place: e.Place}
		in.keep(e)
	case c.To.Any:
		in.keep(e)
	case c.To.Host != "":
		at := st.word(c.To.Host)
		if !at.IsZero() {
			e.Place = at
		}
		e.Host = graph.Value{Text: c.To.Host, Known: true, Place: at, Key: c.To.Host}
		in.keep(e)
	default:
		in.addReferenced(e, c, f.Groups)
	}
}

func (in *instance) keep(e graph.Edge) { in.contract.Connections = append(in.contract.Connections, &e) }

// statementPlace is where a report points for a fact that no variable tells:
// the statement where that is in the user's files, else the image.
func (in *instance) statementPlace(from graph.Provenance) source.Place {
	switch {
	case !from.Place.IsZero():
		return from.Place
	case !in.service.Image.Place.IsZero():
		return in.service.Image.Place
	}
	return in.service.Place
}

func (in *instance) dialledPort(on contract.Endpoint, groups map[string]graph.Value) graph.Value {
	switch {
	case !on.Ref.IsZero():
		v, ok := in.facts.expand(on.Ref, groups, defaultDepth)
		if !ok {
			return graph.Value{}
		}
		return v
	case on.First != 0:
		return graph.Value{Text: strconv.Itoa(on.First), Known: true}
	}
	return graph.Value{}
}

// addReferenced adds the edges of a target that variables tell: the first one
// that is set wins.
func (in *instance) addReferenced(e graph.Edge, c contract.Connect, groups map[string]graph.Value) {
	for _, name := range c.To.Refs {
		t, ok := in.facts.text(name, groups)
		if !ok {
			continue
		}
		e.Variable = name
		if !t.Place.IsZero() {
			e.Place = t.Place
		}
		in.addSpelled(e, t)
		return
	}
}

// addSpelled adds an edge for each address, or for the socket, that a text
// spells; a text that
// cannot be read still makes one, of which nobody knows where it leads.
func (in *instance) addSpelled(e graph.Edge, t graph.Text) {
	addresses := address.Parse(t.Value)
	if a, ok := address.Host(t.Value); ok && len(addresses) == 0 {
		addresses = []address.Address{a}
	}
	for _, a := range addresses {
		dialled := e
		infer.Dial(in.types, &dialled, t, a)
		in.keep(dialled)
	}
	switch {
	case len(addresses) > 0:
	case strings.HasPrefix(t.Value, "/"):
		e.Transport, e.Path = contract.Unix, t.At(source.Span{}, e.Variable)
		in.keep(e)
	default:
		e.Host = graph.Value{Key: e.Variable, Place: e.Place}
		in.keep(e)
	}
}

// settleTransport decides the transport of an edge that says none: one on
// which servers of what it wants listen by default. Where these are several, or
// nobody knows, it may be either.
func settleTransport(types *contract.Lattice, e *graph.Edge) {
	if e.Transport != contract.NoTransport {
		return
	}
	var known []contract.Transport
	for _, w := range e.Wants.Types {
		for _, p := range types.Ports(w.Name) {
			if p.Transport != contract.Unix && !slices.Contains(known, p.Transport) {
				known = append(known, p.Transport)
			}
		}
	}
	if len(known) == 0 {
		known = []contract.Transport{contract.TCP, contract.UDP}
	}
	e.Transport = known[0]
	if len(known) > 1 {
		e.Or = known[1]
	}
}
