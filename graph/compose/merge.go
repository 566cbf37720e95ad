package compose

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/override"
	"github.com/compose-spec/compose-go/v2/paths"
	"github.com/compose-spec/compose-go/v2/transform"
	composetree "github.com/compose-spec/compose-go/v2/tree"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// canonical puts one layer's part of a model into compose's canonical form,
// its paths made absolute.
func (s *salvage) canonical(model map[string]any, u *unit) (map[string]any, error) {
	for _, section := range []string{"services", "jobs"} {
		resources, _ := model[section].(map[string]any)
		for _, r := range resources {
			if m, ok := r.(map[string]any); ok {
				delete(m, "extends")
			}
		}
	}
	model, err := override.EnforceUnicity(model)
	if err != nil {
		return nil, err //nolint:wrapcheck // described to the user in other words
	}
	if model, err = transform.Canonical(model, false); err != nil {
		return nil, err //nolint:wrapcheck // described to the user in other words
	}
	model = loader.OmitEmpty(model)
	if err := paths.ResolveRelativePaths(model, u.group.dir, nil); err != nil {
		return nil, err //nolint:wrapcheck // described to the user in other words
	}
	loader.ResolveEnvironment(model, u.group.scope.all)
	return override.EnforceUnicity(model) //nolint:wrapcheck // described to the user in other words
}

// bind turns a canonical model into compose-go's project.
func (s *salvage) bind(model map[string]any) (*types.Project, error) {
	model, err := transform.SetDefaultValues(model)
	if err != nil {
		return nil, err //nolint:wrapcheck // described to the user in other words
	}
	model["name"] = s.name
	model, err = loader.Normalize(model, s.layout.root.scope.all)
	if err != nil {
		return nil, err //nolint:wrapcheck // described to the user in other words
	}
	details := s.details()
	options := loader.ToOptions(&details, []func(*loader.Options){s.options})
	return loader.ModelToProject(model, options, details) //nolint:wrapcheck // described to the user in other words
}

// section merges the layers of all resources of a section.
func (s *salvage) section(section string) map[string]any {
	resources := map[string]any{}
	for _, name := range s.layout.names(s.layout.root, section) {
		if value, ok := s.merge(resourceName{section, name}); ok {
			resources[name] = value
		}
	}
	return resources
}

// merge merges the layers of a resource.
func (s *salvage) merge(name resourceName) (any, bool) {
	merged := map[string]any{}
	found := false
	for _, l := range s.layout.resource(s.layout.root, name) {
		if s.layout.dropped[l.node] {
			continue
		}
		d := s.decoder(l.unit, name)
		v := d.decode(l.key, l.node, composetree.NewPath(name.section).Next(name.name))
		upper := s.model(name, v)
		err := guarded(func() error {
			var err error
			upper, err = s.canonical(upper, l.unit)
			return err
		})
		if err != nil {
			continue // reported when the layer was examined
		}
		for _, path := range d.resets {
			remove(merged, composetree.Path(path).Parts())
		}
		merged, found = s.override(name, merged, upper, layered{l, v}), true
	}
	resources, _ := merged[name.section].(map[string]any)
	return resources[name.name], found
}

// layered is a layer and what was decoded of it.
type layered struct {
	layer
	value *traced
}

// override lays a layer over what is below it, without the keys that cannot be
// laid over another.
func (s *salvage) override(name resourceName, lower, upper map[string]any, l layered) map[string]any {
	lay := func(upper map[string]any) (map[string]any, error) {
		var merged map[string]any
		err := guarded(func() error {
			var err error
			merged, err = override.Merge(clone(lower), upper)
			if err == nil {
				merged, err = override.EnforceUnicity(merged)
			}
			return err //nolint:wrapcheck // only whether there is one counts
		})
		return merged, err
	}
	merged, err := lay(clone(upper))
	if err == nil {
		return merged
	}
	resources, _ := upper[name.section].(map[string]any)
	fields, _ := resources[name.name].(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if _, err := lay(map[string]any{name.section: map[string]any{name.name: map[string]any{key: fields[key]}}}); err != nil {
			delete(fields, key)
			s.clash(name, key, l)
		}
	}
	if merged, err = lay(upper); err != nil {
		return lower
	}
	return merged
}

// clash reports a key that cannot be merged with what a lower layer says.
func (s *salvage) clash(name resourceName, key string, l layered) {
	field := l.value.fields[key]
	if field == nil {
		return
	}
	problem := graph.Problem{
		Key:     key,
		Message: fmt.Sprintf("`%s` is %s here and of another kind in what this is merged with", key, kindOf(field.node)),
		Place:   s.layout.place(l.unit, field.key),
	}
	problem.Service = name.service()
	s.layout.problems.add(problem)
}

// remove deletes the value at a path.
func remove(model map[string]any, path []string) {
	for i, key := range path {
		key = composetree.Path(key).String()
		if i == len(path)-1 {
			delete(model, key)
			return
		}
		next, ok := model[key].(map[string]any)
		if !ok {
			return
		}
		model = next
	}
}

// clone copies a model, which compose-go's stages change in place.
func clone(model map[string]any) map[string]any {
	copied, _ := cloneValue(model).(map[string]any)
	return copied
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for key, value := range v {
			m[key] = cloneValue(value)
		}
		return m
	case []any:
		list := make([]any, 0, len(v))
		for _, value := range v {
			list = append(list, cloneValue(value))
		}
		return list
	}
	return v
}

// finish turns the model into a project, if need be without the services that
// make that fail.
func (s *salvage) finish(model map[string]any) *types.Project {
	bind := func(model map[string]any) (*types.Project, error) {
		var project *types.Project
		err := guarded(func() error {
			var err error
			project, err = s.bind(clone(model))
			return err
		})
		return project, err
	}
	project, err := bind(model)
	if err == nil {
		return project
	}
	for _, section := range resourceSections() {
		resources, _ := model[section].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(resources)) {
			if _, err := bind(map[string]any{section: map[string]any{name: resources[name]}}); err != nil {
				delete(resources, name)
				s.lost(resourceName{section, name}, err)
			}
		}
	}
	if project, err = bind(model); err == nil {
		return project
	}
	if !errors.Is(err, errPanic) {
		s.layout.problems.fatal(graph.Problem{Message: plainWords(err), Place: s.layout.start()})
	}
	return nil
}

// lost reports a resource that cannot be loaded at all.
func (s *salvage) lost(name resourceName, err error) {
	problem := graph.Problem{
		Key:     name.name,
		Message: noun([]string{name.section, name.name}) + " cannot be loaded: " + plainWords(err),
		Place:   source.Place{Path: source.NewPath(name.section, name.name), Key: true},
	}
	problem.Service = name.service()
	s.layout.problems.add(problem)
	s.layout.lost[name.section] = true
}
