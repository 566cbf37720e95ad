package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func composeUnset() analyze.Rule {
	return analyze.Rule{
		Name: "compose-unset", Severity: analyze.Warning,
		Title: "a variable that a compose file refers to is set nowhere and has no default",
		Run: func(p *analyze.Pass) {
			for _, refs := range byVariable(p) {
				reportUnset(p, refs)
			}
		},
	}
}

// byVariable gathers the references that are not better explained by another
// rule, one group a variable, in order.
func byVariable(p *analyze.Pass) [][]graph.Reference {
	var plain []graph.Reference
	for _, r := range p.Unset {
		if !meantForShell(p, r) && !meantLiterally(r) {
			plain = append(plain, r)
		}
	}
	slices.SortStableFunc(plain, func(a, b graph.Reference) int { return strings.Compare(a.Variable, b.Variable) })
	var groups [][]graph.Reference
	for i, r := range plain {
		if i == 0 || plain[i-1].Variable != r.Variable {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], r)
	}
	return groups
}

func reportUnset(p *analyze.Pass, refs []graph.Reference) {
	first := refs[0]
	f := analyze.Finding{
		Message: fmt.Sprintf("%s is set nowhere and has no default, so it is empty", tick(spelled(first))),
		Service: first.Service, Key: keyOf(first), Place: first.Place,
		Help: fmt.Sprintf("set %s in `.env` or in the environment, or give it a default: %s",
			tick(first.Variable), tick("${"+first.Variable+":-value}")),
	}
	for _, r := range refs[1:] {
		f.Related = append(f.Related, graph.Related{Message: "and here", Service: r.Service, Place: r.Place})
	}
	p.Report(f)
}

// keyOf is the environment variable that a reference is in, or else the last
// key on the way to it.
func keyOf(r graph.Reference) string {
	keys := r.Path.Keys()
	for i, k := range keys {
		if (k == "environment" || k == "env_file" || k == "labels") && i+1 < len(keys) {
			return keys[i+1]
		}
	}
	return r.Variable
}

// within reports whether a reference stands in one of a service's sections.
func within(r graph.Reference, sections ...string) bool {
	keys := r.Path.Keys()
	return len(keys) > 2 && keys[0] == "services" && slices.Contains(sections, keys[2])
}
