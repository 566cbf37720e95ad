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
	// by is the service that passes it on, from what its upstream offers; nil
	// for who offers it itself.
	by   *graph.Service
	from *Offer
}

// Through are the services that pass an offer on, from the upstream downwards.
func (o Offer) Through() []*graph.Service {
	var all []*graph.Service
	for at := &o; at.by != nil; at = at.from {
		all = append(all, at.by)
	}
	slices.Reverse(all)
	return all
}

// mostOffers is how many offers one variable stands for. One that stands for
// more is unknown, as are those that it flows into: that bounds the work by
// the number of links.
const mostOffers = 64

// flow is a link through which a variable learns what its upstream gives.
type flow struct {
	into variable
	link *Link
	// schema says that the variable stands for the schema alone.
	schema bool
	// bounds are those of the variable.
	bounds []graph.Fact[contract.ForAll]
}

// generics holds what each type variable stands for.
type generics struct {
	types  *contract.Lattice
	offers map[variable]*offers
	// settled says that all that is offered by name has been found, so that a
	// variable without offers is unknown.
	settled bool
	// steps counts how often an upstream was looked at.
	steps int
}

// offers is what a variable stands for.
type offers struct {
	all  []*Offer
	seen map[offerKey]bool
	// many says that there are more than mostOffers: it is unknown.
	many bool
}

// offerKey tells offers apart: by type and by who offers it in the end. Of what
// is unknown, it does not matter who offers it.
type offerKey struct {
	endpoint *graph.Endpoint
	text     string
}

// add adds an offer, and reports whether it is new.
func (os *offers) add(o *Offer) bool {
	key := offerKey{o.Endpoint, o.Type.String()}
	if o.Type.Kind == contract.Unknown && o.Type.Schema.Kind == contract.Unknown {
		key.endpoint = nil
	}
	switch {
	case os.many || os.seen[key]:
		return false
	case len(os.all) == mostOffers:
		os.all, os.many = nil, true
		return true
	}
	os.seen[key] = true
	os.all = append(os.all, o)
	return true
}

// solveGenerics finds what each variable stands for: the set of all that its
// upstreams offer. Sets only grow and are of the finitely many types that are
// named somewhere, so chains and cycles of proxies come to an end. First goes
// what is named, then that variables for which nothing came are unknown.
func solveGenerics(types *contract.Lattice, links []*Link) *generics {
	g := &generics{types: types, offers: map[variable]*offers{}}
	flows := flowsOf(links)
	dependents := map[variable][]*flow{}
	for _, f := range flows {
		for _, up := range variablesOf(f.link.Endpoint) {
			dependents[up] = append(dependents[up], f)
		}
	}
	g.spread(flows, dependents)
	g.settled = true
	g.spread(slices.DeleteFunc(flows, func(f *flow) bool {
		return !slices.ContainsFunc(variablesOf(f.link.Endpoint), g.isEmpty)
	}), dependents)
	return g
}

// spread takes flows, and all that depend on what they change, until nothing
// changes any more.
func (g *generics) spread(queue []*flow, dependents map[variable][]*flow) {
	waiting := make(map[*flow]bool, len(queue))
	for _, f := range queue {
		waiting[f] = true
	}
	for len(queue) > 0 {
		f := queue[0]
		queue = queue[1:]
		waiting[f] = false
		if !g.take(f) {
			continue
		}
		for _, next := range dependents[f.into] {
			if !waiting[next] {
				waiting[next] = true
				queue = append(queue, next)
			}
		}
	}
}

// isEmpty reports whether nothing came for a variable.
func (g *generics) isEmpty(v variable) bool {
	os := g.offers[v]
	return os == nil || len(os.all) == 0 && !os.many
}

// flowsOf are the links by which generic services consume what they pass on.
func flowsOf(links []*Link) []*flow {
	var flows []*flow
	for _, l := range links {
		if l.Endpoint == nil || l.Arrival != Arrives {
			continue
		}
		for _, w := range l.Edge.Wants.Types {
			if w.Kind == contract.Variable {
				flows = append(flows, newFlow(l, w.Name, false))
			} else if w.Schema.Kind == contract.Variable {
				flows = append(flows, newFlow(l, w.Schema.Name, true))
			}
		}
	}
	return flows
}

func newFlow(l *Link, name string, schema bool) *flow {
	f := &flow{into: variable{l.Edge.Service, name}, link: l, schema: schema}
	for _, b := range l.Edge.Service.Contract.TypeBounds {
		if !b.Maybe && b.Clause.Variable == name && !b.Clause.Is.IsZero() {
			f.bounds = append(f.bounds, b)
		}
	}
	return f
}

// misfit is the bound that an offer does not fit; nil when it fits them all.
func (g *generics) misfit(f *flow, o *Offer) *graph.Fact[contract.ForAll] {
	for i, b := range f.bounds {
		if !Fit(g.types, contract.Expr{Types: []contract.Type{protocol(o.Type)}}, b.Clause.Is).Compatible() {
			return &f.bounds[i]
		}
	}
	return nil
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
func (g *generics) take(f *flow) bool {
	g.steps++
	into := g.offers[f.into]
	if into == nil {
		into = &offers{seen: map[offerKey]bool{}}
		g.offers[f.into] = into
	}
	if into.many {
		return false
	}
	if g.isMany(f.link.Endpoint) {
		into.all, into.many = nil, true
		return true
	}
	grown := false
	for _, o := range g.offersOf(f.link.Endpoint) {
		if g.misfit(f, o) != nil || f.schema && o.Type.Schema.Kind != contract.Named {
			continue
		}
		passed := &Offer{Type: o.Type, Endpoint: o.Endpoint, by: f.into.service, from: o}
		if f.schema {
			passed.Type = contract.Type{Kind: contract.Unknown, Schema: o.Type.Schema}
		}
		grown = into.add(passed) || grown
	}
	return grown
}

// isMany reports whether a variable in what an endpoint gives stands for too
// many types to be told.
func (g *generics) isMany(e *graph.Endpoint) bool {
	return slices.ContainsFunc(variablesOf(e), func(v variable) bool { return g.offers[v] != nil && g.offers[v].many })
}

// offersOf are all that an endpoint offers, its variables filled in. A
// variable without offers is unknown.
func (g *generics) offersOf(e *graph.Endpoint) []*Offer {
	var all []*Offer
	for _, t := range e.Gives.Types {
		switch {
		case t.Kind == contract.Variable:
			all = slices.Concat(all, g.known(variable{e.Service, t.Name}, e))
		case t.Schema.Kind == contract.Variable:
			for _, o := range g.known(variable{e.Service, t.Schema.Name}, e) {
				filled := *o
				filled.Type = t
				filled.Type.Schema = o.Type.Schema
				all = append(all, &filled)
			}
		default:
			all = append(all, &Offer{Type: t, Endpoint: e})
		}
	}
	return all
}

// known are a variable's offers; one of an unknown type where there is none,
// once that is settled.
func (g *generics) known(v variable, e *graph.Endpoint) []*Offer {
	if os := g.offers[v]; os != nil && len(os.all) > 0 {
		return os.all
	}
	if !g.settled {
		return nil
	}
	unknown := contract.Type{Kind: contract.Unknown, Schema: contract.Schema{Kind: contract.Unknown}}
	return []*Offer{{Type: unknown, Endpoint: e}}
}

// given is what an endpoint gives, its variables filled in.
func (g *generics) given(e *graph.Endpoint) contract.Expr {
	if len(variablesOf(e)) == 0 {
		return e.Gives
	}
	offered := g.offersOf(e)
	filled := contract.Expr{All: true, Types: make([]contract.Type, len(offered))}
	for i, o := range offered {
		filled.Types[i] = o.Type
	}
	return filled
}

// origin is the offer that a type of an endpoint comes from.
func (g *generics) origin(e *graph.Endpoint, t contract.Type) (Offer, bool) {
	if len(variablesOf(e)) == 0 {
		return Offer{}, false
	}
	text := t.String()
	for _, o := range g.offersOf(e) {
		if o.Type.String() == text {
			return *o, o.by != nil
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
		if os := g.offers[variable{e.Service, t.Name}]; os != nil {
			for _, o := range os.all {
				all = append(slices.Clip(all), o.Endpoint.Principals...)
			}
		}
	}
	return all
}

// Forwarding is what a generic service forwards although its bound does not
// take it.
type Forwarding struct {
	Link  *Link
	Bound graph.Fact[contract.ForAll]
}

// forwardings are the links whose upstreams offer nothing that fits the bounds
// of what the link fills, each told at the service whose own link it is.
func (g *generics) forwardings(links []*Link) []Forwarding {
	var all []Forwarding
	for _, f := range flowsOf(links) {
		var bound *graph.Fact[contract.ForAll]
		for _, o := range g.offersOf(f.link.Endpoint) {
			if bound = g.misfit(f, o); bound == nil {
				break
			}
		}
		if bound != nil {
			all = append(all, Forwarding{f.link, *bound})
		}
	}
	return all
}

// protocol is a type without its schema.
func protocol(t contract.Type) contract.Type {
	t.Schema = contract.Schema{}
	return t
}
