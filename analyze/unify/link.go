// Package unify matches what is consumed to what is produced: names to
// services, edges to endpoints, types to types. It decides whether the two
// sides fit and explains a failure as facts with places; rules put it into words.
package unify

import "github.com/ctypes-dev/ctypes/graph"

// Verdict is the outcome for one link. The zero Verdict is invalid.
type Verdict int

// The verdicts, best first; Unknown is a link that could not be judged.
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

// Link is an edge and what it reaches.
type Link struct {
	Edge *graph.Edge
	// To is the service that the edge's host names; nil when it is none of
	// the project's.
	To *graph.Service
	// Endpoint is the listener that the edge arrives at; nil when none is known.
	Endpoint *graph.Endpoint
	// Port is the container port that is dialled; 0 when unknown.
	Port    int
	Verdict Verdict
}

// Solution is everything that unification found.
type Solution struct {
	Links []*Link // in the order of the graph's edges
}
