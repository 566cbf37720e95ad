// Package analyze says what does not fit in a graph: it runs rules over it and
// gathers what they report. It reads no disk, no network and no clock.
package analyze

import (
	"cmp"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Severity says how bad a diagnostic is. The zero Severity is invalid.
type Severity int

// The severities, mildest first.
const (
	Info Severity = iota + 1
	Warning
	Error
)

// String is the severity's name in reports.
func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "invalid"
}

// ParseSeverity is the inverse of String; ok is false for any other word.
func ParseSeverity(word string) (s Severity, ok bool) {
	for s := Info; s <= Error; s++ {
		if s.String() == word {
			return s, true
		}
	}
	return 0, false
}

// Diagnostic is one finding. Its texts hold no secret and may hold any other
// character: formats escape them.
type Diagnostic struct {
	Rule     string
	Severity Severity
	Message  string
	// Service is the one to blame or to edit; OtherService the other party.
	Service, OtherService string
	// Key is the variable, port mapping, volume, host or image at fault, as
	// the user wrote it.
	Key string
	At  source.Range
	// Label is what a code frame says beside the marked text, "" for nothing.
	Label   string
	Related []Related
	Notes   []string
	Help    string
	Fixes   []Fix
	// Link is the link that the finding is about; nil for any other.
	Link *unify.Link
	// Fingerprint identifies the finding when lines move and words change.
	Fingerprint string
}

// Related is another place that a diagnostic is about.
type Related struct {
	Message string
	Service string
	At      source.Range
}

// Safety says how far a fix can be trusted. The zero Safety is invalid.
type Safety int

// The safeties: only a Safe fix is applied without asking; one with
// Placeholders has to be completed; an Unsafe one may be wrong.
const (
	Safe Safety = iota + 1
	Placeholders
	Unsafe
)

// String is the safety's name in reports.
func (s Safety) String() string {
	switch s {
	case Safe:
		return "safe"
	case Placeholders:
		return "placeholder"
	case Unsafe:
		return "unsafe"
	}
	return "invalid"
}

// Fix is a change to the user's files that would remove the finding.
type Fix struct {
	Title  string
	Safety Safety
	Edits  []Edit
}

// Edit replaces the bytes Start to End of a file.
type Edit struct {
	File       string
	Start, End int
	Text       string
}

// compare is the one order of diagnostics: file, place, rule, message.
func compare(a, b Diagnostic) int {
	return cmp.Or(
		a.At.Compare(b.At),
		strings.Compare(a.Rule, b.Rule),
		strings.Compare(a.Message, b.Message),
		strings.Compare(a.Service, b.Service),
		strings.Compare(a.OtherService, b.OtherService),
		strings.Compare(a.Key, b.Key),
	)
}
