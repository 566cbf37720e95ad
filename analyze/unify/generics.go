package unify

import (
	"slices"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// variable is a type variable of one service: FORALL binds it afresh for each.
type variable struct {
	service *graph.Service
	name    string
}

// Offer is something that an upstream of a generic service offers, and that
// the service therefore offers itself.
type Offer struct {
	// Type is what is offered; a variable that stands for a schema holds the
	// schema of this type alone.
	Type contract.Type
	// Endpoint offers it in the end.
	Endpoint *graph.Endpoint
	// Through are the services that pass it on, from the upstream downwards.
	Through []*graph.Service
}

// flow is a link through which a variable learns what its upstream gives.
type flow struct {
	into variable
	link *Link
	// schema says that the variable stands for the schema alone.
	schema bool
}

// generics holds what each type variable stands for.
type generics struct {
	types  *contract.Lattice
	offers map[variable][]Offer
}

// solveGenerics finds what each variable stands for: the set of all that its
// upstreams offer. Sets only grow and are of the finitely many types that are
// named somewhere, so chains and cycles of proxies come to an end.
func solveGenerics(types *contract.Lattice, links []*Link) *generics {
	g := &generics{types: types, offers: map[variable][]Offer{}}
	flows := flowsOf(links)
	dependents := map[variable][]flow{}
	for _, f := range flows {
		for _, up := range variablesOf(f.link.Endpoint) {
			dependents[up] = append(dependents[up], f)
		}
	}
	for len(flows) > 0 {
		f := flows[0]
		flows = flows[1:]
		if g.take(f) {
			flows = append(flows, dependents[f.into]...)
		}
	}
	return g
}

// flowsOf are the links by which generic services consume what they pass on.
func flowsOf(links []*Link) []flow {
	var flows []flow
	for _, l := range links {
		if l.Endpoint == nil || l.Arrival != Arrives {
			continue
		}
		for _, w := range l.Edge.Wants.Types {
			if w.Kind == contract.Variable {
				flows = append(flows, flow{variable{l.Edge.Service, w.Name}, l, false})
			} else if w.Schema.Kind == contract.Variable {
				flows = append(flows, flow{variable{l.Edge.Service, w.Schema.Name}, l, true})
			}
		}
	}
	return flows
}

// variablesOf are the variables in what an endpoint gives.
func variablesOf(e *graph.Endpoint) []variable {
	var all []variable
	for _, t := range e.Gives.Types {
		if t.Kind == contract.Variable {
			all = append(all, variable{e.Service, t.Name})
		} else if t.Schema.Kind == contract.Variable {
			all = append(all, variable{e.Service, t.Schema.Name})
		}
	}
	return all
}

// take adds what a flow's upstream offers to its variable; it reports whether
// anything was new.
func (g *generics) take(f flow) bool {
	grown := false
	for _, o := range g.offersOf(f.link.Endpoint) {
		if f.schema {
			if o.Type.Schema.Kind != contract.Named {
				continue
			}
			o.Type = contract.Type{Kind: contract.Unknown, Schema: o.Type.Schema}
		}
		o.Through = append(slices.Clone(o.Through), f.into.service)
		if !slices.ContainsFunc(g.offers[f.into], o.same) {
			g.offers[f.into] = append(g.offers[f.into], o)
			grown = true
		}
	}
	return grown
}

// same reports whether two offers are of one type of one endpoint.
func (o Offer) same(p Offer) bool {
	return o.Endpoint == p.Endpoint && o.Type.String() == p.Type.String()
}

// offersOf are all that an endpoint offers, its variables filled in. A
// variable without offers is unknown.
func (g *generics) offersOf(e *graph.Endpoint) []Offer {
	var all []Offer
	for _, t := range e.Gives.Types {
		switch {
		case t.Kind == contract.Variable:
			all = append(all, g.known(variable{e.Service, t.Name}, e)...)
		case t.Schema.Kind == contract.Variable:
			for _, o := range g.known(variable{e.Service, t.Schema.Name}, e) {
				t.Schema = o.Type.Schema
				o.Type = t
				all = append(all, o)
			}
		default:
			all = append(all, Offer{Type: t, Endpoint: e})
		}
	}
	return all
}

// known are a variable's offers; one of an unknown type where there is none.
func (g *generics) known(v variable, e *graph.Endpoint) []Offer {
	if offers := g.offers[v]; len(offers) > 0 {
		return offers
	}
	unknown := contract.Type{Kind: contract.Unknown, Schema: contract.Schema{Kind: contract.Unknown}}
	return []Offer{{Type: unknown, Endpoint: e}}
}

// given is what an endpoint gives, its variables filled in.
func (g *generics) given(e *graph.Endpoint) contract.Expr {
	if len(variablesOf(e)) == 0 {
		return e.Gives
	}
	filled := contract.Expr{All: true}
	for _, o := range g.offersOf(e) {
		filled.Types = append(filled.Types, o.Type)
	}
	return filled
}

// origin is the offer that a type of an endpoint comes from.
func (g *generics) origin(e *graph.Endpoint, t contract.Type) (Offer, bool) {
	for _, o := range g.offersOf(e) {
		if o.Type.String() == t.String() {
			return o, len(o.Through) > 0
		}
	}
	return Offer{}, false
}

// principals are those of an endpoint; one that gives a whole type as a
// variable passes on those of its upstreams too.
func (g *generics) principals(e *graph.Endpoint) []graph.Principal {
	all := e.Principals
	for _, t := range e.Gives.Types {
		if t.Kind != contract.Variable {
			continue
		}
		for _, o := range g.offers[variable{e.Service, t.Name}] {
			all = append(slices.Clip(all), o.Endpoint.Principals...)
		}
	}
	return all
}

// Forwarding is a type that a generic service forwards although its bound does
// not take it.
type Forwarding struct {
	Link  *Link
	Bound graph.Fact[contract.ForAll]
	Offer Offer
}

// forwardings are the offers that do not fit the bounds of their variables,
// each told at the service whose own link it comes through.
func (g *generics) forwardings(links []*Link) []Forwarding {
	var all []Forwarding
	for _, f := range flowsOf(links) {
		for _, b := range f.link.Edge.Service.Contract.TypeBounds {
			if b.Maybe || b.Clause.Variable != f.into.name || b.Clause.Is.IsZero() {
				continue
			}
			for _, o := range g.offersOf(f.link.Endpoint) {
				if len(o.Through) == 0 && !Fit(g.types, contract.Expr{Types: []contract.Type{protocol(o.Type)}}, b.Clause.Is).Compatible() {
					all = append(all, Forwarding{f.link, b, o})
				}
			}
		}
	}
	return all
}

// protocol is a type without its schema.
func protocol(t contract.Type) contract.Type {
	t.Schema = contract.Schema{}
	return t
}
