package compose

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// target is what a route leads to.
type target struct {
	layer
	form valueForm
	// word is the number of the word of a command string.
	word int
}

// valueForm says which part of a node is the value.
type valueForm int

const (
	whole    valueForm = iota // the node
	assigned                  // what stands behind the = of NAME=value
	nameOnly                  // a NAME that stands alone: it has no value
	aWord                     // a word of a command string
)

// container says how a list stands for a mapping.
type container int

const (
	plainList       container = iota // it does not
	assignmentsList                  // NAME=value items
	namesList                        // NAME items
)

// containerAt returns what lists at a route stand for.
func containerAt(keys []string) container {
	last := keys[len(keys)-1]
	service := keys[0] == "services" || keys[0] == "jobs"
	switch {
	case service && len(keys) == 3 && slices.Contains([]string{"depends_on", "networks", "models"}, last):
		return namesList
	case service && len(keys) == 3 && slices.Contains([]string{"environment", "labels", "annotations", "sysctls"}, last),
		service && len(keys) == 4 && keys[2] == "build" && slices.Contains([]string{"args", "labels", "additional_contexts"}, last),
		len(keys) > 1 && last == "labels":
		return assignmentsList
	}
	return plainList
}

// find follows a route through the merged model.
func (t *layout) find(path source.Path) (target, bool) {
	keys := path.Keys()
	if len(keys) == 0 {
		return target{}, false
	}
	var v view
	at := 1
	if len(keys) > 1 && isResource(keys[0]) {
		v, at = t.resource(t.root, resourceName{keys[0], keys[1]}), 2
	} else {
		for _, u := range t.root.units {
			if p := t.child(u.doc.Root, keys[0]); p.Value != nil {
				v = v.push(layer{u, p.Key, p.Value})
			}
		}
	}
	for i := at; i < len(keys); i++ {
		next, ok := t.step(v, keys[:i], keys[i])
		if !ok || next.form != whole && i+1 < len(keys) {
			return target{}, false
		}
		if i+1 == len(keys) {
			return next.target, true
		}
		v = next.view
	}
	return target{layer: v.top()}, len(v) > 0
}

// resourceSections are the top-level sections that hold named resources, which
// includes take part in.
func resourceSections() []string {
	return []string{"services", "jobs", "networks", "volumes", "secrets", "configs", "models"}
}

func isResource(section string) bool { return slices.Contains(resourceSections(), section) }

// stepped is where one key of a route leads.
type stepped struct {
	target
	view view
}

// step follows one key from a view that the keys before led to.
func (t *layout) step(v view, keys []string, key string) (stepped, bool) {
	switch kind := containerAt(keys); kind {
	case assignmentsList, namesList:
		return t.entry(v, kind, key)
	case plainList:
	}
	top := v.top()
	if top.node == nil {
		return stepped{}, false
	}
	n, numeric := index(key)
	switch {
	case numeric && top.node.Kind == yaml.ScalarNode && isCommand(keys):
		return stepped{target: target{layer: top, form: aWord, word: n}}, true
	case numeric && t.hasList(v):
		items := t.items(v)
		if n >= len(items) || items[n].node == nil {
			return stepped{}, false
		}
		return stepped{target{layer: items[n]}, view{items[n]}}, true
	case numeric && n == 0 && top.node.Kind == yaml.ScalarNode, shortForm(top.node, keys, key):
		return stepped{target{layer: top}, view{top}}, true
	}
	next := t.at(v, key)
	return stepped{target{layer: next.top()}, next}, len(next) > 0
}

// shortForm reports whether a string stands for a mapping of which it is the
// value of key.
func shortForm(n *yaml.Node, keys []string, key string) bool {
	if n.Kind != yaml.ScalarNode || len(keys) < 3 {
		return false
	}
	return keys[2] == "build" && len(keys) == 3 && key == "context" ||
		keys[2] == "env_file" && len(keys) == 4 && key == "path"
}

// isCommand reports whether a string at a route is split into words.
func isCommand(keys []string) bool {
	last := keys[len(keys)-1]
	return len(keys) == 3 && (last == "command" || last == "entrypoint")
}

func (t *layout) hasList(v view) bool {
	return slices.ContainsFunc(v, func(l layer) bool { return l.node.Kind == yaml.SequenceNode })
}

// entry finds the entry of a name in mappings, and in lists that stand for
// mappings.
func (t *layout) entry(v view, kind container, name string) (stepped, bool) {
	var found stepped
	for _, l := range v {
		if l.node.Kind != yaml.MappingNode {
			if e, ok := t.inList(l, kind)[name]; ok {
				found = stepped{e.target, nil}
			}
			continue
		}
		p := t.child(l.node, name)
		if p.Value == nil {
			continue
		}
		found.view = found.view.push(layer{l.unit, p.Key, p.Value})
		found.target = target{layer: layer{l.unit, p.Key, p.Value}}
		if p.Value.Tag == "!reset" {
			found = stepped{}
		}
	}
	return found, found.node != nil
}

// listKey identifies a list that stands for a mapping: the same nodes mean
// other names where other variables are set.
type listKey struct {
	node  *yaml.Node
	scope *scope
}

// inList returns the entries of a list that stands for a mapping by name.
func (t *layout) inList(l layer, kind container) map[string]entry {
	key := listKey{l.node, l.unit.group.scope}
	byName, ok := t.lists[key]
	if !ok {
		byName = map[string]entry{}
		for _, e := range t.listed(l, kind) {
			byName[e.name] = e
		}
		t.lists[key] = byName
	}
	return byName
}

// entry is a named entry of a mapping, or of a list that stands for one.
type entry struct {
	name string
	target
}

// listed returns the entries of a list that stands for a mapping, or of a
// string that stands for such a list.
func (t *layout) listed(l layer, kind container) []entry {
	entries := make([]entry, 0, len(l.node.Content))
	for _, item := range t.items(view{l}) {
		value, ok := item.value()
		if !ok && item.node == nil {
			continue
		}
		e := entry{name: value, target: target{layer: item}}
		if kind == assignmentsList {
			e.form = nameOnly
			if name, _, ok := strings.Cut(value, "="); ok {
				e.name, e.form = name, assigned
			}
		}
		entries = append(entries, e)
	}
	return entries
}

// entries returns the entries of mappings and of lists that stand for
// mappings, layers merged: of one name the last one, where the first one was.
func (t *layout) entries(v view, kind container) []entry {
	var all []entry
	position := map[string]int{}
	add := func(e entry) {
		if i, ok := position[e.name]; ok {
			all[i] = e
			return
		}
		position[e.name] = len(all)
		all = append(all, e)
	}
	for _, l := range v {
		if l.node.Kind != yaml.MappingNode {
			for _, e := range t.listed(l, kind) {
				add(e)
			}
			continue
		}
		for _, p := range source.Pairs(l.node) {
			switch {
			case t.dropped[p.Key] || t.dropped[p.Value]:
			case p.Value.Tag == "!reset":
				all = slices.DeleteFunc(all, func(e entry) bool { return e.name == p.Key.Value })
				clear(position)
				for i, e := range all {
					position[e.name] = i
				}
			default:
				add(entry{p.Key.Value, target{layer: layer{l.unit, p.Key, p.Value}}})
			}
		}
	}
	return all
}

// text is the value of a scalar target after interpolation, with what came
// from where. It is not a string for numbers and such, whose bytes have no
// places of their own.
func (g target) text() (expansion, bool) {
	n := g.node
	if n == nil || n.Kind != yaml.ScalarNode {
		return expansion{}, false
	}
	if n.Tag != "!!str" && g.form == whole {
		return expansion{value: plain(n)}, true
	}
	e := expand(n.Value, g.unit.group.scope.lookup, nil)
	var inner source.Alignment
	switch g.form {
	case whole:
		return e, true
	case nameOnly:
		return expansion{}, true
	case assigned:
		start := strings.IndexByte(e.value, '=') + 1
		inner.Verbatim(len(e.value)-start, start)
		return e.inside(e.value[start:], inner), true
	case aWord:
		words, _ := shellWords(e.value)
		if g.word >= len(words) {
			return expansion{}, false
		}
		return e.inside(words[g.word].value, words[g.word].align), true
	}
	return expansion{}, false
}

// inside returns a piece of an expansion; align relates it to the whole.
func (e expansion) inside(value string, align source.Alignment) expansion {
	piece := expansion{value: value, parts: project(e.parts, align), align: align}
	if e.align != nil {
		piece.align = align.Through(e.align)
	}
	return piece
}

// project returns what of parts is in a piece that was copied from their text.
func project(parts []graph.Part, align source.Alignment) []graph.Part {
	if len(align) == 0 {
		return nil
	}
	var inside []graph.Part
	start, end := align[0].Origin.Start, align[len(align)-1].Origin.End
	first := sort.Search(len(parts), func(i int) bool { return parts[i].Span.End >= start })
	for _, p := range parts[first:] {
		if p.Span.Start > end {
			break
		}
		if span, ok := projected(p.Span, align); ok {
			p.Span = span
			inside = append(inside, p)
		}
	}
	return inside
}

// projected is where a span of a text is in a piece that was copied from it.
func projected(s source.Span, align source.Alignment) (source.Span, bool) {
	i := sort.Search(len(align), func(i int) bool { return align[i].Origin.End >= s.Start })
	for ; i < len(align) && align[i].Origin.Start <= s.End; i++ {
		r := align[i]
		from, to := max(s.Start, r.Origin.Start), min(s.End, r.Origin.End)
		if from < to || from == to && s.Start == s.End {
			shift := r.Text.Start - r.Origin.Start
			return source.Span{Start: from + shift, End: to + shift}, true
		}
	}
	return source.Span{}, false
}

// plain is what compose makes of a scalar that is no string.
func plain(n *yaml.Node) string {
	var v any
	if err := n.Decode(&v); err != nil || v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// span returns the bytes of the file that a span of a target's value was made
// from.
func (g target) span(s source.Span) source.Span {
	if g.node.Kind != yaml.ScalarNode {
		return g.unit.doc.Span(g.node)
	}
	file := g.unit.doc.Scalar(g.node)
	e, ok := g.text()
	switch {
	case !ok || g.form == nameOnly:
		return file.Origin(source.Span{})
	case g.node.Tag != "!!str" && e.value != g.node.Value && g.form == whole:
		return file.Origin(source.Span{})
	}
	return file.Origin(e.align.Origin(s))
}

// keySpan returns the bytes of a target's key: of a list item, its name.
func (g target) keySpan() source.Span {
	if g.key != nil {
		return g.unit.doc.Scalar(g.key).Origin(source.Span{})
	}
	if g.form != assigned {
		return g.span(source.Span{})
	}
	e := expand(g.node.Value, g.unit.group.scope.lookup, nil)
	s := source.Span{End: strings.IndexByte(e.value, '=')}
	return g.unit.doc.Scalar(g.node).Origin(e.align.Origin(s))
}
