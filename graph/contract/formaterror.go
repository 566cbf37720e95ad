package contract

import (
	"errors"

	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// FormatFault tells apart the values that different rules are about. The zero
// FormatFault is invalid.
type FormatFault int

// The faults.
const (
	ValueMalformed   FormatFault = iota + 1
	ValueCarriesPort             // a host with a port
	ValueWrongScheme             // a URL or DSN whose scheme is none of its type's
)

// FormatError says why a value is not of a format. Its reason is a predicate
// of the value ("carries a port") and never repeats any of it.
type FormatError struct {
	Fault  FormatFault
	Reason string
	// Span is the part of the value at fault, zero for all of it.
	Span source.Span
	// Near are the words of an ENUM that the value may stand for.
	Near []string
}

// Error implements error.
func (e *FormatError) Error() string { return e.Reason }

// CarriesPort reports whether the value is a host but for its port.
func (e *FormatError) CarriesPort() bool { return e.Fault == ValueCarriesPort }

// WrongScheme reports whether the value is an address of another type.
func (e *FormatError) WrongScheme() bool { return e.Fault == ValueWrongScheme }

// misfit is the error of a value as a whole.
func misfit(reason string) *FormatError { return &FormatError{Fault: ValueMalformed, Reason: reason} }

// addressMisfit is the error of a value that is not an address, nil without
// one.
func addressMisfit(err error) *FormatError {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*address.Error](err)
	if !ok {
		return misfit(err.Error())
	}
	return &FormatError{Fault: ValueMalformed, Reason: e.Reason, Span: e.Span}
}

// shift moves the error of an item to where the item stands in its list.
func (e *FormatError) shift(item source.Span) *FormatError {
	if e.Span.IsZero() {
		e.Span = item
		return e
	}
	e.Span = e.Span.Shift(item.Start)
	return e
}
