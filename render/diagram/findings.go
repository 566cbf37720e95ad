package diagram

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

// findings hands the report's diagnostics to what they are about. What nothing
// else in the drawing takes is the service's own.
type findings struct {
	builder *builder
	byLink  map[*unify.Link][]int
	// byService are those of each service that are about no link.
	byService map[string][]int
	taken     map[int]bool
}

func newFindings(b *builder) findings {
	f := findings{b, map[*unify.Link][]int{}, map[string][]int{}, map[int]bool{}}
	for i := range b.report.Diagnostics {
		d := &b.report.Diagnostics[i]
		if d.Link != nil {
			f.byLink[d.Link] = append(f.byLink[d.Link], i)
		}
		f.byService[d.Service] = append(f.byService[d.Service], i)
	}
	return f
}

// take turns diagnostics into findings of something that is drawn.
func (f findings) take(about []int) []Finding {
	all := make([]Finding, 0, len(about))
	for _, i := range about {
		d := &f.builder.report.Diagnostics[i]
		f.taken[i] = true
		all = append(all, Finding{Rule: d.Rule, Severity: d.Severity.String(), Message: f.builder.text(d.Message), At: f.builder.line(d.At)})
	}
	return all
}

// verdict is what diagnostics make of what they are about.
func (f findings) verdict(about []int) Verdict {
	worst := Unsaid
	for _, i := range about {
		worst = worse(worst, verdictOf(f.builder.report.Diagnostics[i].Severity))
	}
	return worst
}

// of are those of a service that are about one of its keys.
func (f findings) of(service string, about func(*analyze.Diagnostic) bool) []int {
	var all []int
	for _, i := range f.byService[service] {
		if d := &f.builder.report.Diagnostics[i]; d.Link == nil && about(d) {
			all = append(all, i)
		}
	}
	return all
}

// ofMount are those about what a service mounts.
func (f findings) ofMount(s *graph.Service, m graph.Mount) []int {
	return f.of(s.Name, func(d *analyze.Diagnostic) bool {
		return strings.HasPrefix(d.Rule, "volume-") && d.Key != "" &&
			slices.Contains([]string{m.Raw, m.Source, m.SourceRaw.Value, m.Target}, d.Key)
	})
}

// ofOrder are those about a service that waits for another.
func (f findings) ofOrder(s, on string) []int {
	return f.of(s, func(d *analyze.Diagnostic) bool {
		return d.OtherService == on && (strings.HasPrefix(d.Rule, "order-") || strings.HasPrefix(d.Rule, "depends-"))
	})
}

// ofPort are those about a published port.
func (f findings) ofPort(s *graph.Service, p graph.Publication) []int {
	return f.of(s.Name, func(d *analyze.Diagnostic) bool { return strings.HasPrefix(d.Rule, "port-") && d.Key == p.Raw })
}

// rest are those of a service that nothing else took.
func (f findings) rest(service string) []int {
	return slices.DeleteFunc(slices.Clone(f.byService[service]), func(i int) bool { return f.taken[i] })
}

// verdictOf is what a severity makes of what a finding is about.
func verdictOf(s analyze.Severity) Verdict {
	switch s {
	case analyze.Error:
		return Error
	case analyze.Warning:
		return Warning
	case analyze.Info:
	}
	return Unsaid
}

// worse is the worse of two verdicts.
func worse(a, b Verdict) Verdict {
	order := []Verdict{Unsaid, Unknown, Fits, Warning, Error}
	if slices.Index(order, a) > slices.Index(order, b) {
		return a
	}
	return b
}
