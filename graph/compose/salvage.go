package compose

import (
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/override"
	composetree "github.com/compose-spec/compose-go/v2/tree"
	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/near"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// salvage loads a project that compose-go's own load refuses or must be
// spared. It puts every service and resource through compose-go's stages on
// its own, reports all that they refuse with its place, and goes on without
// it.
type salvage struct {
	*engine
	schema   *composeSchema
	casts    casts
	examined map[*yaml.Node]bool
	reported map[*yaml.Node]bool
}

func newSalvage(e *engine) (*salvage, error) {
	schema, err := newComposeSchema()
	if err != nil {
		return nil, err
	}
	details := e.details()
	table := loader.ToOptions(&details, nil).Interpolate.TypeCastMapping
	return &salvage{e, schema, newCasts(table), map[*yaml.Node]bool{}, map[*yaml.Node]bool{}}, nil
}

// rounds bounds how often a value is checked again after dropping what was
// wrong with it.
const rounds = 5

// project loads what can be loaded; nil when that is nothing.
func (s *salvage) project() *types.Project {
	s.layout.eachUnit(s.layout.root, s.header)
	s.extended()
	for _, section := range resourceSections() {
		for _, name := range s.layout.names(s.layout.root, section) {
			for _, l := range s.layout.resource(s.layout.root, resourceName{section, name}) {
				s.examine(resourceName{section, name}, l)
			}
		}
	}
	clear(s.layout.merged) // what was dropped is gone now
	clear(s.layout.indexes)
	clear(s.layout.lists)
	model := map[string]any{}
	for _, section := range resourceSections() {
		if resources := s.section(section); len(resources) > 0 {
			model[section] = resources
		}
	}
	if len(model) == 0 && s.empty() {
		if start := s.layout.start(); !s.layout.problems.any() {
			s.layout.problems.fatal(graph.Problem{Message: "the compose file `" + start.File + "` is empty", Key: start.File, Place: start})
		}
		return nil
	}
	s.validate(model)
	return s.finish(model)
}

// empty reports whether the files hold nothing but what compose takes away.
func (s *salvage) empty() bool {
	for _, u := range s.layout.root.units {
		for _, p := range source.Pairs(u.doc.Root) {
			if name := p.Key.Value; name != "include" && name != "version" && !s.layout.dropped[p.Value] && !s.layout.dropped[p.Key] {
				return false
			}
		}
	}
	return true
}

// header checks the top level of a document.
func (s *salvage) header(u *unit) {
	d := s.decoder(u, resourceName{})
	d.keys(u.doc.Root)
	top := &traced{node: u.doc.Root, fields: map[string]*traced{}}
	for _, p := range source.Pairs(u.doc.Root) {
		name := p.Key.Value
		switch {
		case s.layout.dropped[p.Key] || p.Value == nil || p.Value.Tag == "!reset":
		case strings.HasPrefix(name, "x-"):
			d.decode(p.Key, p.Value, composetree.NewPath(name)) // for what is wrong in it
		case name == "include":
			s.includes(d, p.Value)
		case isResource(name) && p.Value.Kind == yaml.MappingNode:
			before := len(s.layout.dropped)
			d.keys(p.Value)
			if len(s.layout.dropped) > before {
				s.layout.lost[name] = true
			}
			top.fields[name] = &traced{key: p.Key, node: p.Value, fields: map[string]*traced{}}
		default:
			top.fields[name] = d.decode(p.Key, p.Value, composetree.NewPath(name))
		}
	}
	model, _ := top.value().(map[string]any)
	for _, v := range s.schema.check(model) {
		s.report(u, top, v, resourceName{})
		// What a misspelled section holds is there all the same.
		for _, meant := range append(near.Suggest(v.path[0], resourceSections()), v.path[0]) {
			s.layout.lost[meant] = true
		}
	}
}

// extended checks the files that extends names, as far as compose reads them:
// all of their services, but not against the schema.
func (s *salvage) extended() {
	for _, g := range s.layout.baseGroups() {
		for _, u := range g.units {
			s.extendedUnit(u)
		}
	}
}

func (s *salvage) extendedUnit(u *unit) {
	d := s.decoder(u, resourceName{})
	d.keys(u.doc.Root)
	for _, p := range source.Pairs(u.doc.Root) {
		if p.Key.Value != "services" {
			d.decode(p.Key, p.Value, composetree.NewPath(p.Key.Value))
		}
	}
	for _, p := range source.Pairs(s.layout.section(u, "services")) {
		if u.group.used[p.Key.Value] {
			continue // its layers are examined with the service that extends it
		}
		name, l := resourceName{"services", p.Key.Value}, layer{u, p.Key, p.Value}
		for _, f := range s.locate(name, l, s.decode(name, l)) {
			s.drop(u, f, name)
		}
	}
}

// includes checks the form of an include section, which the schema never sees.
func (s *salvage) includes(d *decoder, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		if n.Tag != "!!null" {
			d.drop(n, graph.Problem{Key: "include", Message: "`include` must be a list, not " + kindOf(n)})
		}
		return
	}
	for _, item := range n.Content {
		v := d.decode(nil, item, composetree.NewPath("include", composetree.PathMatchList))
		value := v.value()
		if text, ok := value.(string); ok {
			value = map[string]any{"path": text}
		}
		var entries []types.IncludeConfig
		err := guarded(func() error { return loader.Transform([]any{value}, &entries) })
		if err != nil {
			d.drop(source.Deref(item), graph.Problem{
				Key: "include", Message: "an item of `include` must be a path, or a mapping with `path`, `project_directory` and `env_file`",
			})
		}
	}
}

func (s *salvage) decoder(u *unit, of resourceName) *decoder {
	return &decoder{layout: s.layout, unit: u, casts: s.casts, of: of, reported: s.reported}
}

// examine checks one layer of a resource and drops what is wrong in it.
func (s *salvage) examine(name resourceName, l layer) {
	if s.examined[l.node] {
		return
	}
	s.examined[l.node] = true
	alone := len(s.layout.resource(s.layout.root, name)) == 1
	for range rounds {
		v := s.decode(name, l)
		if s.layout.dropped[l.node] {
			break
		}
		found := false
		for _, violation := range s.violations(s.model(name, v)) {
			if violation.missing != nil && !alone {
				continue
			}
			found = true
			s.report(l.unit, v, violation.below(2), name)
		}
		if found {
			continue
		}
		faults := s.locate(name, l, v)
		for _, f := range faults {
			s.drop(l.unit, f, name)
		}
		if len(faults) == 0 {
			return
		}
	}
	s.layout.drop(l.node, name)
	s.layout.lost[name.section] = true
}

// violations returns what the schema forbids in a model. Where compose drops
// repeated items by itself, they are none.
func (s *salvage) violations(model map[string]any) []violation {
	all := s.schema.check(model)
	if !slices.ContainsFunc(all, func(v violation) bool { return v.repeated }) {
		return all
	}
	unique := model
	err := guarded(func() error {
		var err error
		unique, err = override.EnforceUnicity(clone(model))
		return err //nolint:wrapcheck // a model that cannot be read for it is checked as it is
	})
	if err != nil {
		unique = model
	}
	kept := map[string]bool{}
	for _, v := range s.schema.check(unique) {
		kept[v.list()] = v.repeated
	}
	return slices.DeleteFunc(all, func(v violation) bool { return v.repeated && !kept[v.list()] })
}

// list identifies the list that a violation's item is in.
func (v violation) list() string { return strings.Join(v.path[:max(len(v.path)-1, 0)], "/") }

func (s *salvage) decode(name resourceName, l layer) *traced {
	path := composetree.NewPath(name.section).Next(name.name)
	return s.decoder(l.unit, name).decode(l.key, l.node, path)
}

// model is the smallest model that holds a resource.
func (s *salvage) model(name resourceName, v *traced) map[string]any {
	return map[string]any{name.section: map[string]any{name.name: v.value()}}
}

// below returns a violation with a path that starts further down.
func (v violation) below(depth int) violation {
	v.path = v.path[min(depth, len(v.path)):]
	return v
}

// report reports what the schema forbids in a value and drops it.
func (s *salvage) report(u *unit, root *traced, v violation, of resourceName) {
	at := root.find(v.path)
	n := at.node
	if v.key && at.key != nil {
		n = at.key
	}
	if s.layout.dropped[n] {
		return
	}
	s.layout.drop(n, of)
	if s.reported[n] || slices.ContainsFunc(v.missing, func(key string) bool { return source.Lookup(at.node, key).Key != nil }) {
		return // what is wrong with it was said
	}
	if at.key != nil && (v.missing != nil || n.Tag == "!!null") {
		n = at.key // what lacks something is pointed at by its name
	}
	problem := graph.Problem{Service: of.service(), Message: v.message, Help: v.help, Place: s.layout.place(u, n)}
	problem.Key = keyOf(v.path, at)
	s.layout.problems.add(problem)
}

// keyOf is what the user would look for at a path: the item as written, else
// the closest key.
func keyOf(path []string, at *traced) string {
	if _, item := index(lastOf(path)); item && at.node.Kind == yaml.ScalarNode {
		return at.node.Value
	}
	if len(path) == 0 && at.key != nil {
		return at.key.Value
	}
	return attributeOf(path)
}

// start is the first line of the first compose file.
func (t *layout) start() source.Place {
	if len(t.root.units) == 0 {
		return source.Place{}
	}
	return source.Place{File: t.root.units[0].file.text.Name}
}
