package analyze

import (
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Report is the outcome of a check.
type Report struct {
	Graph       *graph.Graph
	Diagnostics []Diagnostic // in the one order of output
	Links       []*unify.Link
	// Unchecked are the services, or parts of them, about which nothing could
	// be said, and why; in order.
	Unchecked []graph.Unchecked
	Summary   Summary
	// Redactor keeps the process environment out of what else is shown of the
	// graph.
	Redactor Redactor
	// Secrets are the runs of the user's files that no output may show, in order.
	Secrets []source.Range
}

// Summary counts what was looked at.
type Summary struct {
	Errors, Warnings, Infos int
	Services                int
	Links, TypedLinks       int
	Volumes, Variables      int
	// Suppressed counts what ignores dropped, Accepted what a baseline did, Known
	// what was left out for not being new.
	Suppressed, Accepted, Known int
}

// Worst is the highest severity among the diagnostics; zero when there are none.
func (r *Report) Worst() Severity {
	var worst Severity
	for _, d := range r.Diagnostics {
		worst = max(worst, d.Severity)
	}
	return worst
}
