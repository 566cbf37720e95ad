package analyze

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// mostStale is how many findings that are gone are named.
const mostStale = 5

// Baseline are findings that were there before and are accepted.
type Baseline struct {
	Accepted []Accepted
	// At is where the baseline stands.
	At source.Range
	// Partial says that not everything was looked at, so that nothing follows
	// from a finding's absence.
	Partial bool
}

// Accepted is a finding that a baseline accepts. It is known by its
// fingerprint; rule and service are for people.
type Accepted struct {
	Fingerprint, Rule, Service string
}

// accept drops the findings that a baseline accepts, and reports the entries
// whose findings are gone. It returns how many it dropped.
func (r *run) accept(ds []Diagnostic) (kept []Diagnostic, dropped int) {
	b := r.options.Baseline
	if b == nil {
		return ds, 0
	}
	there := map[string]bool{}
	for _, a := range b.Accepted {
		there[a.Fingerprint] = false
	}
	kept = slices.DeleteFunc(ds, func(d Diagnostic) bool {
		_, accepted := there[d.Fingerprint]
		there[d.Fingerprint] = true
		return accepted
	})
	dropped = len(ds) - len(kept)
	var stale []Accepted
	for _, a := range b.Accepted {
		if !there[a.Fingerprint] {
			stale = append(stale, a)
		}
	}
	if len(stale) > 0 && !b.Partial && !r.options.Off[IgnoreUnused] {
		d := []Diagnostic{b.stale(stale)}
		d[0].Severity = r.options.severity(IgnoreUnused, Warning)
		fingerprint(d)
		kept = append(kept, d...)
	}
	return kept, dropped
}

// stale is what is told of entries whose findings are gone.
func (b *Baseline) stale(gone []Accepted) Diagnostic {
	d := Diagnostic{
		Rule: IgnoreUnused, Key: "baseline", At: b.At,
		Message: fmt.Sprintf("%d entries of the baseline silence nothing: what they accept is no longer found", len(gone)),
		Help:    "`ctypes check --write-baseline` writes it anew, without them",
	}
	if len(gone) == 1 {
		d.Message = "an entry of the baseline silences nothing: what it accepts is no longer found"
	}
	for _, a := range gone[:min(len(gone), mostStale)] {
		note := "`" + a.Rule + "`"
		if a.Service != "" {
			note += " of `" + a.Service + "`"
		}
		d.Notes = append(d.Notes, note+" ("+a.Fingerprint+")")
	}
	if more := len(gone) - mostStale; more > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("and %d more", more))
	}
	return d
}
