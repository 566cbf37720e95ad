package graph

import (
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Contract is the contract in force for one service: its layers merged, its
// conditions decided, its references filled in. The zero Contract is an
// untyped service, about which nothing is known.
type Contract struct {
	// Layers are those that said anything, strongest first.
	Layers []Provenance
	// Complete says that what is not stated is not there. A contract that
	// states no listener says nothing of where it listens, though:
	// ListensKnown says that there are no others.
	Complete, ListensKnown bool
	// Clauses are all merged statements with their outcome, for explanations.
	Clauses []Decided

	Runs        Fact[contract.Runs]
	Scales      Fact[contract.Scales]
	Ready       Fact[contract.Ready]
	Variables   []Fact[contract.Environment]
	Forbids     []Fact[contract.EnvironmentForbid]
	Ignores     []Fact[contract.EnvironmentIgnore]
	Options     []Fact[contract.CommandForbid]
	Lacks       []Fact[contract.Lack]
	Volumes     []Fact[contract.Volume]
	Emits       []Emitted
	Provides    []Fact[contract.Provide]
	Provisions  []Fact[contract.Provision]
	TypeBounds  []Fact[contract.ForAll]
	Listens     []*Endpoint
	Connections []*Edge
}

// Fact is a clause that holds, or may hold, for a service.
type Fact[C contract.Clause] struct {
	Clause C
	// Stated is false in the zero Fact.
	Stated bool
	// Maybe says that the statement is OPTIONALLY, or that its condition
	// cannot be decided.
	Maybe bool
	// Groups are what the named groups of a COMMAND condition matched.
	Groups map[string]Value
	Doc    string
	// Deprecated says what took the place of what is stated.
	Deprecated string
	From       Provenance
	// Told is the value that tells the path of a volume; zero where the
	// statement itself does.
	Told source.Place
}

// Emitted is a value that a service has for another's variable, its references
// filled in; it is not known when it is written to a file.
type Emitted struct {
	Fact[contract.Emit]
	Value Value
}

// Decided is a merged statement and whether it holds.
type Decided struct {
	Statement contract.Statement
	From      Provenance
	Holds     contract.Answer // Unsaid when it cannot be decided
}

// Endpoint is where a service listens.
type Endpoint struct {
	Service   *Service
	Name      string // AS
	Transport contract.Transport
	Ports     Ports  // zero for a socket, or when Any
	Any       bool   // every port ("*")
	Path      string // of a socket
	// Gives is what it offers; zero when only the port is known.
	Gives      contract.Expr
	Bind       contract.Bind
	BindPlace  source.Place // what made it bind there, when that is in the files
	Advertises Value
	Principals []Principal
	Maybe      bool
	From       Provenance
	// Place is what put it on this port: a variable, a flag, an EXPOSE line;
	// zero when nothing in the user's files did.
	Place source.Place
}

// Principal is who may log in at an endpoint, or who an edge logs in as.
type Principal []Attribute

// Attribute is one named value of a principal, in the language's vocabulary:
// username, password, database, vhost, bucket, ...
type Attribute struct {
	Name string
	Value
}

// Lookup returns the attribute of a name.
func (p Principal) Lookup(name string) (Value, bool) {
	for _, a := range p {
		if a.Name == name {
			return a.Value, true
		}
	}
	return Value{}, false
}

// Edge is a connection that a service makes: what it wants and where it dials.
// Whom it reaches is the analysis's to say.
type Edge struct {
	Service   *Service
	Name      string // AS
	Transport contract.Transport
	// Or is another transport that it may dial as well, where nothing tells
	// which: a name server's clients use both.
	Or contract.Transport
	// Host is a name or an address; its Text is empty when Any.
	Host Value
	// Any is the target "*": somewhere, nobody can know where.
	Any bool
	// Port is what the edge dials; its Text is empty when the type's default
	// is meant.
	Port Value
	Path Value // of a socket
	// Wants is what the consumer expects; zero when nothing tells.
	Wants contract.Expr
	// Hinted says that Wants is what a variable's name hints at, and less sure
	// than the rest of the edge.
	Hinted bool
	// Scheme is the URL's, when the edge is from one.
	Scheme Value
	Logins []Principal // alternatives, usually one
	// Creates are the cells that the service makes on the server: a bucket.
	Creates []Attribute
	When    contract.When
	Scope   contract.Scope
	Maybe   bool
	From    Provenance
	// Variable names the variable that tells the target, "" when none does.
	Variable string
	// Place is what a report points at: the variable's value, a word of a
	// command, a line of a file, the statement, else the image.
	Place source.Place
}

// Dials reports whether an edge uses a transport, or may use it.
func (e *Edge) Dials(t contract.Transport) bool {
	return t == e.Transport || t == e.Or && t != contract.NoTransport
}
