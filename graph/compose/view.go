package compose

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// view is a value of the merged model: the nodes that make it up, lowest layer
// first. The last one wins, as far as they do not merge.
type view []layer

// layer is one node of a view.
type layer struct {
	unit *unit
	// key is the mapping's key that leads to the node; nil in lists.
	key  *yaml.Node
	node *yaml.Node
}

// resourceKey identifies a resource of a group.
type resourceKey struct {
	group *group
	resourceName
}

// indexed is the size from which a mapping gets an index of its keys.
const indexed = 16

// child returns the entry of a key in a mapping node, without those that were
// dropped.
func (t *layout) child(mapping *yaml.Node, key string) source.Pair {
	if mapping == nil {
		return source.Pair{}
	}
	var p source.Pair
	if len(mapping.Content) < 2*indexed {
		p = source.Lookup(mapping, key)
	} else {
		index := t.indexes[mapping]
		if index == nil {
			index = map[string]source.Pair{}
			for _, p := range source.Pairs(mapping) {
				if _, ok := index[p.Key.Value]; !ok {
					index[p.Key.Value] = p
				}
			}
			t.indexes[mapping] = index
		}
		p = index[key]
	}
	if p.Value == nil || t.dropped[p.Value] || t.dropped[p.Key] {
		return source.Pair{}
	}
	return p
}

// section returns the node of a unit's top-level key.
func (t *layout) section(u *unit, name string) *yaml.Node {
	return t.child(u.doc.Root, name).Value
}

// has reports whether a unit, or what it includes, declares a resource.
func (t *layout) has(u *unit, name resourceName) bool {
	if p := t.child(t.section(u, name.section), name.name); p.Value != nil {
		return true
	}
	for _, g := range u.included {
		for _, inner := range g.units {
			if t.has(inner, name) {
				return true
			}
		}
	}
	return false
}

// names returns the names that a section of a group declares, sorted.
func (t *layout) names(g *group, section string) []string {
	lists := make([][]string, 0, len(g.units))
	for _, u := range g.units {
		lists = append(lists, t.unitNames(u, section))
	}
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

func (t *layout) unitNames(u *unit, section string) []string {
	pairs := source.Pairs(t.section(u, section))
	all := make([]string, 0, len(pairs))
	for _, p := range pairs {
		if !t.dropped[p.Key] && !t.dropped[p.Value] {
			all = append(all, p.Key.Value)
		}
	}
	for _, g := range u.included {
		all = append(all, t.names(g, section)...)
	}
	return all
}

// resource returns a service, network, volume and so on of a group.
func (t *layout) resource(g *group, name resourceName) view {
	key := resourceKey{g, name}
	if v, ok := t.merged[key]; ok {
		return v
	}
	t.merged[key] = nil // what extends itself ends here
	var v view
	for _, u := range g.units {
		v = v.over(t.share(u, name))
	}
	t.merged[key] = v
	return v
}

// share returns what one unit contributes to a resource: what it extends, what
// it includes, and its own block. Of two includes the first is the stronger.
func (t *layout) share(u *unit, name resourceName) view {
	var v view
	for _, g := range slices.Backward(u.included) {
		v = v.over(t.resource(g, name))
	}
	if p := t.child(t.section(u, name.section), name.name); p.Value != nil {
		v = v.over(view{{u, p.Key, p.Value}})
	}
	b, ok := u.extends[name]
	switch {
	case !ok:
	case b.group != nil:
		v = slices.Concat(t.resource(b.group, b.resourceName), v)
	default:
		v = slices.Concat(t.share(u, b.resourceName), v)
	}
	return v
}

// over lays layers on top of a view, which their tags may hide.
func (v view) over(layers view) view {
	for _, l := range layers {
		v = v.push(l)
	}
	return v
}

// push lays one node on top of a view, as compose merges: an empty value
// leaves what is there, !override hides it and !reset hides both.
func (v view) push(l layer) view {
	switch {
	case l.node.Tag == "!reset":
		return nil
	case l.node.Tag == "!override":
		return view{l}
	case l.node.Tag == "!!null" && len(v) > 0:
		return v
	}
	return append(slices.Clip(v), l)
}

// at follows keys of mappings.
func (t *layout) at(v view, keys ...string) view {
	for _, key := range keys {
		var next view
		for _, l := range v {
			p := t.child(l.node, key)
			if p.Value == nil {
				continue
			}
			if replaces(key) {
				next = nil
			}
			next = next.push(layer{l.unit, p.Key, p.Value})
		}
		v = next
	}
	return v
}

// replaces reports whether an upper layer's value of a key always takes the
// place of a lower one's.
func replaces(key string) bool { return key == "command" || key == "entrypoint" || key == "test" }

// top returns the node that wins; the zero layer when there is none.
func (v view) top() layer {
	if len(v) == 0 {
		return layer{}
	}
	return v[len(v)-1]
}

// items returns the items of a list, those of all layers; a string that stands
// for a list is one item. A nil node keeps the place of one that was dropped.
func (t *layout) items(v view) view {
	var items view
	for _, l := range v {
		if l.node.Kind != yaml.SequenceNode {
			if l.node.Kind == yaml.ScalarNode && l.node.Tag != "!!null" {
				items = append(items, l)
			}
			continue
		}
		for _, item := range l.node.Content {
			n := source.Deref(item)
			if n == nil || n.Tag == "!reset" || t.dropped[n] {
				n = nil
			}
			items = append(items, layer{unit: l.unit, node: n})
		}
	}
	return items
}

// value returns an item's string as its scope fills it in.
func (l layer) value() (string, bool) {
	if l.node == nil {
		return "", false
	}
	return l.unit.value(l.node)
}

// index parses a list index of a route.
func index(key string) (int, bool) {
	n, err := strconv.Atoi(key)
	return n, err == nil && n >= 0
}
