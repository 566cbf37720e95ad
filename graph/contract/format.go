package contract

// Format is what a variable's value must look like: alternatives, any of which
// will do. The zero Format is unsaid.
type Format []Fmt

// FmtKind names a format.
type FmtKind int

// The formats.
const (
	FmtHost FmtKind = iota + 1
	FmtPort
	FmtHostPort
	FmtURL
	FmtDSN
	FmtInt
	FmtFloat
	FmtString
	FmtDuration
	FmtSize
	FmtBool
	FmtFlag
	FmtEnum
	FmtRegex
	FmtPath
	FmtSecret
	FmtList
	FmtJSON
	FmtVersion
	FmtEmail
	FmtUUID
	FmtCIDR
	FmtTZ
	FmtLocale
	FmtUID
)

// Fmt is one format with its operands; the fields that its kind does not use
// are zero.
type Fmt struct {
	Kind FmtKind
	// Type is the operand of HOST, PORT, HOSTPORT, URL, DSN and PATH.
	Type Expr
	// Low and High bound INT, FLOAT, STRING (its length), DURATION and SIZE.
	Low, High string
	// Words are ENUM's words, or BOOL's true and false.
	Words []string
	// Pattern is REGEX's, without slashes.
	Pattern string
	// Path is FILE, DIR or SOCKET, of PATH.
	Path string
	// Inner is what SECRET and LIST hold.
	Inner Format
	// Separator is LIST's; empty means a comma.
	Separator string
	// Schema is JSON's.
	Schema string
	// Range is VERSION's.
	Range Range

	matcher *matcher // of Pattern
}
