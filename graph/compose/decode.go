package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/interpolation"
	"github.com/compose-spec/compose-go/v2/tree"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// traced is a value as compose-go gets it, with the nodes that it is from.
type traced struct {
	key, node *yaml.Node
	scalar    any
	fields    map[string]*traced // of a mapping
	names     []string           // of fields, in order
	items     []*traced          // of a list
}

// decoder reads the nodes of one unit. It reports what YAML or compose refuse
// in them and goes on without it.
type decoder struct {
	layout *layout
	unit   *unit
	casts  casts
	// of is the resource that the values are part of.
	of resourceName
	// resets are the paths that hide what lower layers say.
	resets []string
	// reported are the values whose references were found wrong.
	reported map[*yaml.Node]bool
}

// decode reads a value at a path of the model.
func (d *decoder) decode(key, n *yaml.Node, path tree.Path) *traced {
	n = source.Deref(n)
	v := &traced{key: key, node: n}
	if n == nil || d.layout.dropped[n] {
		return v
	}
	switch n.Kind {
	case yaml.MappingNode:
		d.keys(n)
		if d.layout.dropped[n] {
			return v
		}
		d.mapping(v, path)
	case yaml.SequenceNode:
		v.items = []*traced{}
		for _, item := range n.Content {
			item = source.Deref(item)
			if item == nil || item.Tag == "!reset" || d.layout.dropped[item] {
				continue
			}
			v.items = append(v.items, d.decode(nil, item, path.Next(tree.PathMatchList)))
		}
	case yaml.ScalarNode:
		v.scalar = d.scalar(n, path)
	case yaml.AliasNode, yaml.DocumentNode, yaml.StreamNode:
	}
	return v
}

func (d *decoder) mapping(v *traced, path tree.Path) {
	v.fields = map[string]*traced{}
	for _, p := range source.Pairs(v.node) {
		if d.layout.dropped[p.Key] || p.Value == nil || d.layout.dropped[p.Value] || v.fields[p.Key.Value] != nil {
			continue
		}
		next := path.Next(p.Key.Value)
		if p.Value.Tag == "!reset" || p.Value.Tag == "!override" {
			d.resets = append(d.resets, string(next))
		}
		if p.Value.Tag == "!reset" {
			continue
		}
		v.fields[p.Key.Value] = d.decode(p.Key, p.Value, next)
		v.names = append(v.names, p.Key.Value)
	}
}

// keys reports keys that repeat, that are no strings, and merge keys that
// merge no mapping.
func (d *decoder) keys(mapping *yaml.Node) {
	first := map[string]*yaml.Node{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		k, value := mapping.Content[i], mapping.Content[i+1]
		switch {
		case source.IsMerge(k):
			d.merge(mapping, k, value)
		case k.Kind != yaml.ScalarNode:
			d.drop(k, graph.Problem{Message: "a key must be a string, not " + kindOf(k)})
			continue
		case !isString(k):
			d.drop(k, graph.Problem{
				Key: k.Value, Message: fmt.Sprintf("a key must be a string; `%s` is %s", k.Value, strings.Replace(kindOf(k), "empty", "null", 1)), Help: "put the key in quotes",
			})
			continue
		}
		if earlier := first[k.Value]; earlier != nil {
			d.drop(k, graph.Problem{
				Key: k.Value, Message: fmt.Sprintf("the key `%s` is there twice", k.Value),
				Related: []graph.Related{{Message: "it is here first", Place: d.layout.place(d.unit, earlier)}},
			})
			continue
		}
		first[k.Value] = k
	}
}

func isString(key *yaml.Node) bool {
	if key.Tag == "!!str" {
		return true
	}
	var v any
	if err := key.Decode(&v); err != nil {
		return false
	}
	_, ok := v.(string)
	return ok
}

// merge reports a merge key that merges no mapping; a mapping that holds
// nothing else is dropped with it.
func (d *decoder) merge(mapping, key, value *yaml.Node) {
	if d.layout.dropped[key] {
		return
	}
	value = source.Deref(value)
	candidates := []*yaml.Node{value}
	if value != nil && value.Kind == yaml.SequenceNode {
		candidates = value.Content
	}
	for _, c := range candidates {
		if c = source.Deref(c); c == nil || c.Kind != yaml.MappingNode {
			d.drop(key, graph.Problem{Key: "<<", Message: "`<<` merges mappings; this is " + kindOf(c)})
			if len(mapping.Content) == 2 {
				d.layout.drop(mapping, d.of)
			}
			return
		}
	}
}

// scalar returns a scalar as compose-go gets it: interpolated, and turned into
// what the model holds at its path.
func (d *decoder) scalar(n *yaml.Node, path tree.Path) any {
	var raw any = n.Value
	if n.Tag != "!!str" {
		if err := n.Decode(&raw); err != nil {
			d.drop(n, graph.Problem{Key: path.Last(), Message: "the value does not fit its tag `" + n.Tag + "`"})
			return nil
		}
	}
	text, ok := raw.(string)
	if !ok {
		return raw
	}
	e := expand(text, d.unit.group.scope.lookup, nil)
	d.failed(n, e.failures)
	if spared, ok := d.layout.spares[n]; ok && !slices.ContainsFunc(e.failures, failure.unbounded) {
		return spared
	}
	value, err := d.casts.cast(path, e.value)
	switch {
	case slices.ContainsFunc(e.failures, failure.unbounded):
		d.layout.drop(n, d.of)
	case err == nil:
		return value
	case len(e.failures) == 0:
		d.drop(n, graph.Problem{Key: path.Last(), Message: fmt.Sprintf("`%s` must be %s, not `%s`", path.Last(), castWord(err), e.value)})
	default:
		d.layout.drop(n, d.of)
	}
	return nil
}

// service is the name of the service that problems are reported for.
func (r resourceName) service() string {
	if r.section == "services" {
		return r.name
	}
	return ""
}

// failed reports the references of a value that cannot be filled in.
func (d *decoder) failed(n *yaml.Node, failures []failure) {
	if len(failures) == 0 || d.reported[n] {
		return
	}
	d.reported[n] = true
	align := d.unit.doc.Scalar(n)
	for _, f := range failures {
		problem := graph.Problem{Message: f.Error(), Key: f.name, Service: d.of.service()}
		if f.kind == invalidReference {
			problem.Key = n.Value
			problem.Help = "write `$$` for a dollar sign"
		}
		problem.Place = source.Place{File: d.unit.file.text.Name, Span: align.Origin(f.span)}
		d.layout.problems.add(problem)
	}
}

// drop reports a value and goes on without it.
func (d *decoder) drop(n *yaml.Node, problem graph.Problem) {
	if d.layout.dropped[n] {
		return
	}
	d.layout.drop(n, d.of)
	problem.Service = d.of.service()
	problem.Place = d.layout.place(d.unit, n)
	d.layout.problems.add(problem)
}

// value returns what compose-go gets.
func (v *traced) value() any {
	switch {
	case v.fields != nil:
		m := make(map[string]any, len(v.fields))
		for name, field := range v.fields {
			m[name] = field.value()
		}
		return m
	case v.items != nil:
		list := make([]any, 0, len(v.items))
		for _, item := range v.items {
			list = append(list, item.value())
		}
		return list
	}
	return v.scalar
}

// find follows a path through mappings and lists as far as it goes.
func (v *traced) find(path []string) *traced {
	for _, key := range path {
		if field := v.fields[key]; field != nil {
			v = field
			continue
		}
		if i, ok := index(key); ok && i < len(v.items) {
			v = v.items[i]
			continue
		}
		break
	}
	return v
}

// casts turn strings into what the model holds at a path, by compose-go's own
// table.
type casts struct {
	byLast map[string][]castRule
}

type castRule struct {
	pattern tree.Path
	cast    interpolation.Cast
}

func newCasts(table map[tree.Path]interpolation.Cast) casts {
	c := casts{byLast: map[string][]castRule{}}
	for pattern, cast := range table {
		last := pattern.Last()
		c.byLast[last] = append(c.byLast[last], castRule{pattern, cast})
	}
	return c
}

func (c casts) cast(path tree.Path, value string) (any, error) {
	for _, last := range []string{path.Last(), tree.PathMatchAll} {
		for _, rule := range c.byLast[last] {
			if path.Matches(rule.pattern) {
				cast, err := rule.cast(value)
				if err != nil {
					return nil, fmt.Errorf("reading `%s`: %w", value, err)
				}
				return cast, nil
			}
		}
	}
	return value, nil
}

// castWord names what a cast expected.
func castWord(err error) string {
	switch text := err.Error(); {
	case strings.Contains(text, "boolean"):
		return "`true` or `false`"
	case strings.Contains(text, "ParseFloat"):
		return "a number"
	}
	return "a whole number"
}
