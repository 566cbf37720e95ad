// Package unify matches what is consumed to what is produced: names to
// services, edges to endpoints, types to types. It decides whether the two
// sides fit and keeps the facts that show it; rules put them into words.
package unify

import (
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// Verdict is the outcome for one link. The zero Verdict is invalid.
type Verdict int

// The verdicts, best last; Unknown is a link that could not be judged.
const (
	Unknown Verdict = iota + 1
	Fits
	Suspicious
	Broken
)

// String is the verdict's name in reports.
func (v Verdict) String() string {
	switch v {
	case Unknown:
		return "unknown"
	case Fits:
		return "ok"
	case Suspicious:
		return "warning"
	case Broken:
		return "error"
	}
	return "invalid"
}

// Link is an edge and what it reaches, as far as that is known. The checks
// stop at the first that fails: what they would have filled in stays zero, so
// that one cause gives one report.
type Link struct {
	Edge *graph.Edge
	// Host is how the edge's host resolves from its service.
	Host Resolution
	// To is the service that is reached; nil when it is none of the project's.
	To *graph.Service
	// Port is the container port that is dialled; 0 when unknown.
	Port int
	// Arrival says how that port meets To's listeners.
	Arrival Arrival
	// Endpoint is the listener that the edge arrives at; nil when none is known.
	Endpoint *graph.Endpoint
	// Published is To's mapping of the port, of ArrivesPublished.
	Published *graph.Publication
	// Meant are endpoints of other services that an edge to localhost, or to a
	// name that nobody has, may have been meant for.
	Meant []*graph.Endpoint
	// Gives is what the endpoint gives, its type variables filled in.
	Gives contract.Expr
	Type  TypeFit
	// Passed is where a type comes from that the endpoint passes on; nil for
	// one of its own.
	Passed *Offer
	// Login is a disagreement about who may log in; nil when there is none.
	Login   *LoginFit
	Verdict Verdict
}

// Typed reports whether both sides of the link have a type.
func (l *Link) Typed() bool {
	return l.Endpoint != nil && !l.Edge.Wants.IsZero() && !l.Endpoint.Gives.IsZero()
}

// Arrival says how a port meets a service's listeners. The zero Arrival is
// that nothing is known.
type Arrival int

// The arrivals.
const (
	ArrivalUnknown Arrival = iota
	// Arrives: an endpoint listens there.
	Arrives
	// ArrivesPublished: the port is the host side of one of To's mappings.
	ArrivesPublished
	// ArrivesClosed: To is known not to listen there.
	ArrivesClosed
	// ArrivesOtherTransport: To listens there, but on another transport.
	ArrivesOtherTransport
	// ArrivesLoopback: To listens there for itself alone.
	ArrivesLoopback
)

// LoginFit is an attribute on which an edge and the nearest principal of its
// endpoint disagree.
type LoginFit struct {
	Attribute    string
	Wants, Gives graph.Value
	// As is the name that the edge logs in by, "" when it tells none; Among are
	// all who may log in there.
	As    string
	Among []graph.Principal
}
