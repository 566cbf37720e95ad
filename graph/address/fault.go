package address

import "github.com/ctypes-dev/ctypes/graph/source"

// Fault says what keeps a value from being of a form. The zero Fault is
// invalid.
type Fault int

// The faults.
const (
	Malformed Fault = iota + 1
	Empty
	HasSpace
	HasQuotes
	HasScheme
	HasUser
	HasPort
	HasPath
	HasList
	NoScheme
	NoHost
	NoPort
	BadHost
	BadPort
	BadEscape
)

// Error says why a value is not of a form. Its reason is a predicate of the
// value ("carries a port") and never repeats any of it.
type Error struct {
	Fault  Fault
	Reason string
	// Span is the part of the value at fault, zero for all of it.
	Span source.Span
}

// Error implements error.
func (e *Error) Error() string { return e.Reason }

func (p part) fault(f Fault, reason string) *Error {
	return &Error{Fault: f, Reason: reason, Span: p.span()}
}
