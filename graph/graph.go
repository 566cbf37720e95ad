// Package graph is the model of a project: what its files say, what its images
// are known to consume and produce, and where each of these facts stands and
// comes from. It is read-only once built.
package graph

import (
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Graph is a project with the contracts of its services.
type Graph struct {
	*Project
	// Edges are the connections that services make, each of one service;
	// in order of service and place.
	Edges []*Edge
	// Types is the lattice that the project's types live in.
	Types *contract.Lattice
	// Secrets are the places whose text no output may show.
	Secrets []source.Place
	// Unchecked are the services, or parts of them, that the build could learn
	// nothing about.
	Unchecked []Unchecked
}

// Unchecked is a service that cannot be checked, in whole or in part, and why.
type Unchecked struct {
	Service string
	Why     string
	Key     string // the image, as the user wrote it
	Place   source.Place
}

// Confidence says how sure a fact is. The zero Confidence is invalid.
type Confidence int

// The confidences, weakest first.
const (
	Guess    Confidence = iota + 1 // a variable's or a port's name suggests it
	Literal                        // a value says so: a URL's scheme, app_protocol
	Catalog                        // the catalog says so
	Declared                       // a contract says so
)

// String is the confidence's name in reports.
func (c Confidence) String() string {
	switch c {
	case Guess:
		return "guess"
	case Literal:
		return "literal"
	case Catalog:
		return "catalog"
	case Declared:
		return "declared"
	}
	return "invalid"
}

// Provenance says who stated a fact.
type Provenance struct {
	Layer contract.Layer
	// Origin names the text for people: docker.io/library/postgres:17, a
	// label, a file.
	Origin string
	// Place is where the statement stands in the user's own files; zero for
	// the catalog and for images.
	Place source.Place
	// Confidence is at most what the layer allows.
	Confidence Confidence
}

// Value is a short text that can be compared and pointed at: a host, the
// digits of a port, a user name.
type Value struct {
	Text  string
	Place source.Place
	// Key is what the user would edit: a variable, a port mapping.
	Key string
	// Known is false for a value that holds anything unset or passed through.
	Known bool
	// Secret is true for a value that no report may show.
	Secret bool
}

// Problem is what a stage before the analysis found wrong with its input. The
// analysis reports it under its rule.
type Problem struct {
	Rule    string
	Message string
	Service string
	Key     string
	Place   source.Place
	Related []Related
	Notes   []string
	Help    string
	// Part is the text inside of the value at Place that is at fault, "" for
	// all of it; Instead is what may have been meant, "" when nobody knows.
	Part, Instead string
	// Fatal says that the project could not be read on because of it.
	Fatal bool
}

// Related is another place that a problem is about.
type Related struct {
	Message string
	Service string
	Place   source.Place
}
