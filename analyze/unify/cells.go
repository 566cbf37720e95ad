package unify

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// Cell is where a server keeps one schema: a database, a bucket, a vhost. An
// empty name is the cell of who names none.
type Cell struct {
	Service *graph.Service
	Name    string
}

// Provider is a service that puts a schema into a cell.
type Provider struct {
	Service *graph.Service
	Cell    Cell
	// Anywhere says that the provider did not say which cell.
	Anywhere bool
	Schema   contract.Schema
	From     contract.Schema
	Maybe    bool
	// Link is how the provider reaches the cell; nil for a service's own.
	Link   *Link
	Source graph.Provenance
}

// Need is a link that needs a schema in a cell.
type Need struct {
	Link   *Link
	Cell   Cell
	Schema contract.Schema
}

// Cells knows who provides what where.
type Cells struct {
	types     *contract.Lattice
	Needs     []Need
	providers map[*graph.Service][]Provider
	// opaque are the servers whose cells hold things nobody can know.
	opaque map[*graph.Service]bool
	// closed says that every active service says all that it provisions.
	closed bool
}

func newCells(sv *solver, links []*Link) *Cells {
	c := &Cells{types: sv.types, providers: map[*graph.Service][]Provider{}, opaque: map[*graph.Service]bool{}, closed: true}
	for _, s := range sv.graph.Services {
		if s.Active {
			c.own(s)
		}
	}
	for _, l := range links {
		c.provisions(l)
		c.needs(sv, l)
	}
	return c
}

// own adds what a service provides on its own listeners.
func (c *Cells) own(s *graph.Service) {
	c.closed = c.closed && s.Contract.Complete
	for _, p := range s.Contract.Provides {
		switch {
		case p.Clause.Schema.Kind != contract.Named:
			c.opaque[s] = true
		default:
			c.add(s, Provider{Service: s, Cell: Cell{Service: s}, Anywhere: true, Schema: p.Clause.Schema, Maybe: p.Maybe, Source: p.From})
		}
	}
}

func (c *Cells) add(server *graph.Service, p Provider) {
	c.providers[server] = append(c.providers[server], p)
}

// provisions adds what a link's service provisions through it.
func (c *Cells) provisions(l *Link) {
	if l.To == nil {
		return
	}
	for _, p := range l.Edge.Service.Contract.Provisions {
		if !provisionsThrough(p.Clause.On, l.Edge) {
			continue
		}
		cell := c.cellOf(l)
		c.add(cell.Service, Provider{
			Service: l.Edge.Service, Cell: cell, Anywhere: cell.Name == "", Schema: p.Clause.Schema, From: p.Clause.From,
			Maybe: p.Maybe, Link: l, Source: p.From,
		})
	}
}

// provisionsThrough reports whether the ON of a PROVISIONS means an edge: by
// its AS-name, or by the variable that tells its target.
func provisionsThrough(on string, e *graph.Edge) bool {
	name := strings.TrimSuffix(strings.TrimPrefix(on, "{{"), "}}")
	return name != "" && (name == e.Name || name == e.Variable)
}

// cellOf is the cell that a link opens.
func (c *Cells) cellOf(l *Link) Cell {
	cell := Cell{Service: server(l)}
	for _, login := range l.Edge.Logins {
		for _, name := range cellNames() {
			if v, ok := login.Lookup(name); ok && v.Known {
				cell.Name = v.Text
				return cell
			}
		}
	}
	return cell
}

// server is the service whose cells a link opens: through a proxy that passes
// on a whole protocol, that of its upstream.
func server(l *Link) *graph.Service {
	if l.Passed != nil && slices.ContainsFunc(l.Endpoint.Gives.Types, func(t contract.Type) bool { return t.Kind == contract.Variable }) {
		return l.Passed.Endpoint.Service
	}
	return l.To
}

// cellNames are the attributes that name a cell.
func cellNames() []string { return []string{"database", "vhost", "bucket", "topic", "index"} }

// needs adds the schema that a link wants of a protocol whose servers hold
// schemas.
func (c *Cells) needs(sv *solver, l *Link) {
	if l.Arrival != Arrives || l.Edge.Maybe || !l.Typed() || !l.Type.Compatible() {
		return
	}
	for _, w := range l.Edge.Wants.Types {
		if w.Schema.Kind == contract.Named && sv.types.Cells(w.Name) != "" {
			c.Needs = append(c.Needs, Need{Link: l, Cell: c.cellOf(l), Schema: w.Schema})
			return
		}
	}
}

// Finding is what is wrong with a need.
type Finding struct {
	Outcome NeedOutcome
	// Providers are those that the outcome is about.
	Providers []Provider
}

// NeedOutcome says how a need is met. The zero NeedOutcome is invalid.
type NeedOutcome int

// The outcomes.
const (
	NeedMet NeedOutcome = iota + 1
	NeedUnknown
	NeedMissing      // nobody provides the schema
	NeedElsewhere    // it is provided on another cell
	NeedOtherVersion // it is there at another version
)

// Judge says how a need is met.
func (c *Cells) Judge(n Need) Finding {
	var met, elsewhere, versions []Provider
	maybe := false
	for _, p := range c.providers[n.Cell.Service] {
		switch fit := fitSchema(c.types, p.Schema, n.Schema); {
		case fit == SchemaOther:
		case !c.sameCell(p, n.Cell):
			elsewhere = append(elsewhere, p)
		case fit == SchemaOtherVersion:
			versions = append(versions, p)
		default:
			met = append(met, p)
			maybe = maybe || p.Maybe
		}
	}
	switch {
	case len(met) > 0:
		return Finding{NeedMet, met}
	case given(n.Link, n.Schema, c.types):
		return Finding{Outcome: NeedMet}
	case c.opaque[n.Cell.Service]:
		return Finding{Outcome: NeedUnknown}
	case len(versions) > 0:
		return Finding{NeedOtherVersion, versions}
	case len(elsewhere) > 0:
		return Finding{NeedElsewhere, elsewhere}
	case !c.closed:
		return Finding{Outcome: NeedUnknown}
	}
	return Finding{Outcome: NeedMissing}
}

// SameCell reports whether two providers put their schemas into one cell.
func (c *Cells) SameCell(a, b Provider) bool {
	return a.Anywhere || b.Anywhere || a.Cell.Name == b.Cell.Name
}

// sameCell reports whether a provider's schema is in a cell. Who names no cell
// meets any.
func (c *Cells) sameCell(p Provider, cell Cell) bool {
	return p.Anywhere || cell.Name == "" || p.Cell.Name == cell.Name
}

// given reports whether what a link reaches gives a schema by itself, or may.
// At another version it gives it too: that is told of the link's types.
func given(l *Link, s contract.Schema, types *contract.Lattice) bool {
	return slices.ContainsFunc(l.Gives.Types, func(t contract.Type) bool {
		fit := fitSchema(types, t.Schema, s)
		return t.Kind == contract.Unknown || t.Schema.Kind == contract.Unknown || t.Schema.Kind == contract.Top ||
			fit == SchemaFits || fit == SchemaSimilar || fit == SchemaOtherVersion
	})
}

// Providers are those of a server, in order.
func (c *Cells) Providers(server *graph.Service) []Provider { return c.providers[server] }
