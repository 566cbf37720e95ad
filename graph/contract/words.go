package contract

// Answer is a yes or no that may be left unsaid.
type Answer int

// The answers; the zero Answer is unsaid.
const (
	Unsaid Answer = iota
	Yes
	No
)

// RunMode says how long a container runs.
type RunMode int

// The run modes; unsaid means forever.
const (
	RunsUnsaid RunMode = iota
	Forever
	Once
	OnDemand
)

// Readiness says what tells that a container is ready.
type Readiness int

// The kinds of readiness.
const (
	ReadyUnsaid Readiness = iota
	ReadyListening
	ReadyHealthy
	ReadyExited
	ReadyLog
)

// When says when a connection is made.
type When int

// The times of a connection; there is no default.
const (
	WhenUnsaid When = iota
	AtStart
	Lazily
)

// Scope says on which side of the project's border a target is.
type Scope int

// The scopes.
const (
	ScopeUnsaid Scope = iota
	Internal
	External
)

// Quantifier says how many of an ENVIRONMENT statement's variables it is about.
type Quantifier int

// The quantifiers; a statement about one variable has none.
const (
	Single Quantifier = iota
	OneOf
	AnyOf
	AllOf
)

// Access is what a VOLUME statement requires. Its values are bits.
type Access int

// The accesses; READ WRITE is both bits.
const (
	Read  Access = 1
	Write Access = 2
)

// Share says whether a volume may have two mounters.
type Share int

// The shares; unsaid means shared.
const (
	ShareUnsaid Share = iota
	Exclusive
	Shared
)

// Scheme says how versions of a type compare.
type Scheme int

// The version schemes; unsaid means semantic versions.
const (
	SchemeUnsaid Scheme = iota
	SemVer
	Major
	Exact
	NoVersions
)

// TLS is the mark on a type's name.
type TLS int

// The TLS marks: none, +tls, +tls? and +mtls.
const (
	PlainTLS TLS = iota
	RequiresTLS
	OffersTLS
	MutualTLS
)

// Transport is a protocol below the typed one.
type Transport int

// The transports.
const (
	NoTransport Transport = iota
	TCP
	UDP
	SCTP
	Unix
)

// Bind is the address a listener listens on: one of the words LOOPBACK and
// ANY, or a reference to a variable that holds it. The zero Bind is unsaid.
type Bind struct {
	Loopback bool
	Any      bool
	Ref      Template
}

// IDs is a set of user or group ids; Any is the word ANY. The zero IDs is
// unsaid.
type IDs struct {
	Any    bool
	Values []int
}

// FileMode is octal permission bits; Set tells 0000 from unsaid.
type FileMode struct {
	Set  bool
	Bits uint32
}
