package contract

// Expr is a type expression: one type, alternatives that a consumer takes
// ("|"), or a set that a producer offers at once ("&"). The zero Expr is unsaid.
type Expr struct {
	Types []Type
	// All is true for "&".
	All bool
}

// IsZero reports whether the expression is unsaid.
func (e Expr) IsZero() bool { return len(e.Types) == 0 }

// Kind tells what a Type or a Schema is.
type Kind int

// The kinds. The zero Kind marks an absent schema.
const (
	Absent   Kind = iota
	Unknown       // "?": consistent with everything
	Top           // "*": any known one
	Variable      // "<A>"
	Named
)

// Type is a protocol or a format, with the schema that it carries.
type Type struct {
	Kind   Kind
	Name   string // of Named; a variable's without its brackets
	Range  Range
	TLS    TLS
	Schema Schema
}

// Schema is what is spoken over a protocol: an API, a database's tables.
type Schema struct {
	Kind  Kind
	Name  string
	Range Range
}

// Range is a set of versions: a comma list of comparisons that all hold, or a
// version told elsewhere. The zero Range is unsaid.
type Range struct {
	Any bool // "@*"
	Tag bool // "@tag": the version in the image's tag
	Ref Template
	// Comparisons of the range; empty for the forms above.
	Comparisons []Comparison
}

// IsZero reports whether the range is unsaid.
func (r Range) IsZero() bool {
	return !r.Any && !r.Tag && r.Ref.IsZero() && len(r.Comparisons) == 0
}

// Comparison is an operator (">=", "<=", ">", "<", "=", "^", "~", or "" for a
// bare version) and a version.
type Comparison struct {
	Op      string
	Version string
}

// Endpoint is a transport and ports, or a socket's path. The zero Endpoint is
// unsaid.
type Endpoint struct {
	Transport Transport
	// First and Last are the ports; equal for one port, 0 when they are not
	// numbers.
	First, Last int
	Any         bool     // "*"
	Ref         Template // the port, or the path of a socket, told by a variable
	Path        string   // of UNIX
}

// IsZero reports whether the endpoint is unsaid.
func (e Endpoint) IsZero() bool { return e.Transport == NoTransport }

// Target is whom a CONNECTS TO means: a host name, "*", a socket's path, or
// the first of some references that is set.
type Target struct {
	Any  bool
	Host string
	Path string
	Refs []string // names of variables
}

// Principal is one WITH: who may log in, or who logs in, in the order written.
type Principal []Attribute

// Attribute is one name=value of a WITH. Unknown is the value "?".
type Attribute struct {
	Name    string
	Value   Template
	Unknown bool
}

// Template is text with references to variables in it. The zero Template is
// unsaid; an empty quoted text has one empty Segment.
type Template []Segment

// Segment is a literal text, or, when Ref is set, a reference.
type Segment struct {
	Text string
	Ref  string
}

// IsZero reports whether the template is unsaid.
func (t Template) IsZero() bool { return len(t) == 0 }

// Condition is an IF or an UNLESS: atoms joined by "&" or by "|". The zero
// Condition always holds.
type Condition struct {
	Unless bool
	Or     bool
	Atoms  []Atom
}

// IsZero reports whether the condition always holds.
func (c Condition) IsZero() bool { return len(c.Atoms) == 0 }

// AtomKind tells what an Atom asks.
type AtomKind int

// The kinds of atoms.
const (
	VariableSet    AtomKind = iota + 1 // NAME
	VariableEquals                     // NAME=word
	Mounted                            // MOUNTED(path)
	CommandMatches                     // COMMAND(/re/)
	TagIn                              // TAG(range)
	TagMatches                         // TAG(/re/)
)

// Atom is one question of a condition.
type Atom struct {
	Not  bool
	Kind AtomKind
	Name string // the variable, or the path of MOUNTED
	Text string // the word of VariableEquals, or the regular expression
	Tags Range  // of TagIn

	matcher *matcher // of a regular expression
}
