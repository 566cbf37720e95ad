package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

// order are the rules about who starts when.
func order() []analyze.Rule {
	return []analyze.Rule{dependsCondition(), orderUnprovisioned(), orderUnready(), orderUnwritten()}
}

// atDependency points a finding about a service that starts too early at its
// entry of depends_on for another, where it has one, and offers the condition
// that it should have.
func atDependency(f analyze.Finding, s, on *graph.Service, condition graph.Condition) analyze.Finding {
	d := dependency(s, on.Name)
	if d == nil {
		return f
	}
	f.Related = append([]graph.Related{{Message: "needed here", Service: s.Name, Place: f.Place}}, f.Related...)
	f.Place, f.Key, f.Label = d.Place, on.Name, fmt.Sprintf("waits for `%s` only", d.Condition)
	if _, checked := checkOf(on); d.Place.Path.Base() == "condition" && (checked || condition != graph.Healthy) {
		f.Fixes = waitFor(*d, condition)
	}
	return f
}

// dependency is a service's entry of depends_on for another; nil when it has none.
func dependency(s *graph.Service, on string) *graph.Dependency {
	for i := range s.DependsOn {
		if s.DependsOn[i].Service == on {
			return &s.DependsOn[i]
		}
	}
	return nil
}
