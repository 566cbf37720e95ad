// Package contract is the contract language: what an image consumes and what
// it produces, one statement a line. Parse and String are inverses; nothing
// here reads a disk or a network, and nothing in a contract is ever evaluated.
package contract

import "github.com/ctypes-dev/ctypes/graph/source"

// Version is the version of the language that this package knows.
const Version = 1

// Statement is one statement: a clause and what every clause may carry.
type Statement struct {
	// Span is the statement's bytes in the text it was parsed from.
	Span       source.Span
	Optionally bool
	Clause     Clause
	// Condition says when the statement holds; the zero Condition is always.
	Condition  Condition
	Doc        string
	Deprecated string
}

// Clause is one of the clause types below.
type Clause interface {
	// Head is the keyword the clause begins with, without its colon.
	Head() string
}

// Header is CONTRACT: the language's version and whether the contract says all
// there is to say.
type Header struct {
	Version int
	Partial Answer
}

// Image is IMAGE: it opens a section of a contract file for one repository.
type Image struct {
	Repository string // may hold * wildcards in project files
	Tags       Range
	// Base is a repository whose contract this one extends.
	Base string
	// Version is the variable in the image's own config that holds its
	// version. Its being there tells the image, and images built from it.
	Version string
	// Tagged is a regular expression whose first group is the version in a
	// tag, where that does not begin with it.
	Tagged string
}

// TypeDecl is TYPE: it extends the lattice.
type TypeDecl struct {
	Name     string
	Range    Range
	Is       Expr
	Speaks   Expr
	Like     Expr
	Ports    []Endpoint // listed as 5432 or UDP:53
	Schemes  []string
	Versions Scheme
	// Cells names the attribute that tells one state cell of this protocol's
	// servers from another (database, vhost, bucket); empty for protocols
	// whose servers hold no schemas of their own.
	Cells string
}

// ForAll is FORALL: it binds a type variable for the whole contract.
type ForAll struct {
	Variable string // without its angle brackets
	Is       Expr
}

// Runs is RUNS.
type Runs struct{ Mode RunMode }

// Scales is SCALES: the replicas that the image stands. Max -1 is unbounded.
type Scales struct{ Min, Max int }

// Ready is READY WHEN.
type Ready struct {
	When  Readiness
	Log   string // the text to wait for, of LOG
	Times int    // of LOG; 0 when not said
	Via   string // the healthcheck command to suggest
}

// Listen is LISTENS ON.
type Listen struct {
	On         Endpoint
	For        Expr
	As         string
	Bind       Bind
	Advertises Template
	With       []Principal
}

// Connect is CONNECTS TO.
type Connect struct {
	To    Target
	On    Endpoint
	For   Expr
	As    string
	With  []Principal
	When  When
	Scope Scope
}

// Provide is PROVIDES: a schema that is always there on a listener of its own.
type Provide struct {
	Schema Schema
	On     string // an AS-name, or a reference in braces: {{NAME}}
}

// Provision is PROVISIONS: a schema that it creates on a service it connects to.
type Provision struct {
	Schema Schema
	On     string
	From   Schema
}

// Emit is EMITS: a value for another service's variable.
type Emit struct {
	Variable string
	Format   Format
	Value    Template
	In       string // a file it writes the value to
}

// CommandForbid is COMMAND FORBIDS: an option that this version refuses.
type CommandForbid struct {
	Pattern string // without its slashes

	matcher *matcher
}

// Lack is LACKS: programs the image does not have.
type Lack struct{ Programs []string }

// Environment is ENVIRONMENT NEEDS and ENVIRONMENT ACCEPTS.
type Environment struct {
	Needed     bool
	Quantifier Quantifier
	Names      []string
	// Wildcard says that the one name is a prefix.
	Wildcard bool
	Format   Format
	Default  Template
	// File is the suffix, or the whole name, of the sibling variable that
	// names a file with the value.
	File string
}

// EnvironmentForbid is ENVIRONMENT FORBIDS.
type EnvironmentForbid struct{ Name string }

// EnvironmentIgnore is ENVIRONMENT IGNORES: a variable that looks as if the
// image read it, but which it does not; the statement's Doc says what to use.
type EnvironmentIgnore struct{ Name string }

// Volume is VOLUME AT.
type Volume struct {
	At       Template // a path, or a ref to one
	Format   Expr
	Requires Access
	Produces Expr
	Consumes Expr
	UID, GID IDs
	Mode     FileMode
	Chowns   Answer
	Share    Share
	Persist  Answer
	As       string
}

// Head implements Clause.
func (Header) Head() string { return "CONTRACT" }

// Head implements Clause.
func (Image) Head() string { return "IMAGE" }

// Head implements Clause.
func (TypeDecl) Head() string { return "TYPE" }

// Head implements Clause.
func (ForAll) Head() string { return "FORALL" }

// Head implements Clause.
func (Runs) Head() string { return "RUNS" }

// Head implements Clause.
func (Scales) Head() string { return "SCALES" }

// Head implements Clause.
func (Ready) Head() string { return "READY WHEN" }

// Head implements Clause.
func (Listen) Head() string { return "LISTENS ON" }

// Head implements Clause.
func (Connect) Head() string { return "CONNECTS TO" }

// Head implements Clause.
func (Provide) Head() string { return "PROVIDES" }

// Head implements Clause.
func (Provision) Head() string { return "PROVISIONS" }

// Head implements Clause.
func (Emit) Head() string { return "EMITS" }

// Head implements Clause.
func (CommandForbid) Head() string { return "COMMAND FORBIDS" }

// Head implements Clause.
func (Lack) Head() string { return "LACKS" }

// Head implements Clause.
func (e Environment) Head() string {
	if e.Needed {
		return "ENVIRONMENT NEEDS"
	}
	return "ENVIRONMENT ACCEPTS"
}

// Head implements Clause.
func (EnvironmentForbid) Head() string { return "ENVIRONMENT FORBIDS" }

// Head implements Clause.
func (EnvironmentIgnore) Head() string { return "ENVIRONMENT IGNORES" }

// Head implements Clause.
func (Volume) Head() string { return "VOLUME AT" }
