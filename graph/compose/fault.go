package compose

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
)

// fault is a value that one of compose-go's stages refuses.
type fault struct {
	*traced
	path []string
	err  error
}

// drop reports a fault and goes on without the value.
func (s *salvage) drop(u *unit, f fault, of resourceName) {
	n := f.node
	if n == nil || s.layout.dropped[n] {
		return
	}
	s.layout.drop(n, of)
	if s.reported[n] {
		return
	}
	problem := graph.Problem{Service: of.service(), Place: s.layout.place(u, n), Key: keyOf(f.path, f.traced)}
	if n.Kind != yaml.ScalarNode && f.key != nil {
		problem.Place = s.layout.place(u, f.key)
	}
	problem.Message, problem.Help = describe(f)
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		for _, r := range expand(n.Value, u.group.scope.lookup, nil).unset {
			problem.Notes = append(problem.Notes, "`"+r.name+"` is not set, so it is empty here")
		}
	}
	s.layout.problems.add(problem)
}

// locate returns the smallest values of a layer that compose-go refuses.
func (s *salvage) locate(name resourceName, l layer, v *traced) []fault {
	used := !l.unit.group.extended || l.unit.group.used[l.key.Value]
	return locate(v, nil, func(value any) error {
		if value == nil {
			return nil
		}
		model := map[string]any{name.section: map[string]any{name.name: value}}
		return guarded(func() error {
			canonical, err := s.canonical(model, l.unit)
			if err == nil && used {
				_, err = s.bind(canonical)
			}
			return err
		})
	})
}

// locate finds the values that make a check fail, each tried without its
// neighbours.
func locate(v *traced, path []string, fails func(any) error) []fault {
	err := fails(v.value())
	if err == nil {
		return nil
	}
	var faults []fault
	_, item := index(lastOf(path))
	for _, name := range v.names {
		if item && !strings.Contains(err.Error(), "]."+name+"'") {
			continue // an item is read as a whole, unless the error is about a key
		}
		faults = append(faults, locate(v.fields[name], with(path, name), func(x any) error {
			return fails(map[string]any{name: x})
		})...)
	}
	for i, child := range v.items {
		faults = append(faults, locate(child, with(path, strconv.Itoa(i)), func(x any) error { return fails([]any{x}) })...)
	}
	if len(faults) == 0 {
		return []fault{{v, path, err}}
	}
	return faults
}

func lastOf(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

func with(path []string, key string) []string { return append(slices.Clip(path), key) }
