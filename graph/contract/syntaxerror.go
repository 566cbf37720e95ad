package contract

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// SyntaxError is what is wrong with one place of a contract.
type SyntaxError struct {
	// Span is the bytes of the text at fault.
	Span source.Span
	// Message says what is wrong and what was expected.
	Message string
	// Near are the known words that a wrong one may stand for, nearest first.
	Near []string
	// Warning marks a statement that was skipped because the contract is
	// written in a newer version of the language.
	Warning bool
}

// Error is the message with the near words.
func (e SyntaxError) Error() string {
	if len(e.Near) == 0 {
		return e.Message
	}
	return e.Message + "; did you mean " + orList(e.Near) + "?"
}

// orList spells `a`, `b` or `c`.
func orList(words []string) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString("`" + w + "`")
	}
	return b.String()
}
