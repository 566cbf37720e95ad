package compose

import (
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// extensionKey is the section of compose files that is ctypes' own.
const extensionKey = "x-ctypes"

// syntaxRule is the rule of an extension that has another form.
const syntaxRule = "contract-syntax"

// extension reads the x-ctypes of a service: a contract, or a mapping with
// contract, mode and ignore.
func (r reader) extension() graph.Extension {
	v := r.at(extensionKey)
	top := v.top()
	if top.node == nil {
		return graph.Extension{}
	}
	keys := []string{"contract", "mode", "ignore"}
	if top.node.Kind != yaml.MappingNode {
		t, ok := r.extensionText(top, r.path.Join(extensionKey))
		if !ok {
			r.malformed(top, "`x-ctypes` must be a contract, or a mapping with "+quotedList(keys, "and")+", not "+kindOf(top.node), "")
		}
		return graph.Extension{Contract: t}
	}
	var x graph.Extension
	for _, e := range r.layout.entries(v, plainList) {
		path := r.path.Join(extensionKey, e.name)
		switch e.name {
		case "contract":
			t, ok := r.extensionText(e.layer, path)
			if !ok {
				r.malformed(e.layer, "`contract` must be a string, not "+kindOf(e.node), "")
			}
			x.Contract = t
		case "mode":
			mode, _ := e.value()
			x.Replace = mode == "replace"
			if mode != "merge" && mode != "replace" {
				r.malformed(e.layer, "`mode` must be `merge` or `replace`", suggestion(mode, []string{"merge", "replace"}))
			}
		case "ignore":
			x.Ignore = r.ignored(e, path)
		default:
			key := e.layer
			key.node = e.key
			r.malformed(key, "`"+e.name+"` is not a key of `x-ctypes`", suggestion(e.name, keys))
		}
	}
	return x
}

// ignored are the rules that a service ignores: one, or a list.
func (r reader) ignored(e entry, path source.Path) []graph.Text {
	var rules []graph.Text
	for _, it := range r.listed(view{e.layer}) {
		at := path
		if e.node.Kind == yaml.SequenceNode {
			at = path.Join(strconv.Itoa(it.number))
		}
		t, ok := r.extensionText(it.layer, at)
		if !ok {
			r.malformed(it.layer, "`ignore` must be a list of rules, not of "+kindOf(it.node), "")
			continue
		}
		rules = append(rules, t)
	}
	return rules
}

// extensionText is a string of an extension, which compose-go leaves as it is.
func (c *converter) extensionText(l layer, path source.Path) (graph.Text, bool) {
	if l.node.Kind != yaml.ScalarNode || l.node.Tag != "!!str" {
		return graph.Text{}, l.node.Tag == "!!null"
	}
	e, _ := target{layer: l}.text()
	return graph.Text{Value: e.value, Parts: e.parts, Place: source.Place{Path: path}}, true
}

// malformed reports an extension that has another form.
func (r reader) malformed(l layer, message, help string) {
	problem := malformed(r.layout, l, message, help)
	problem.Service = r.name
	r.layout.problems.add(problem)
}

func malformed(t *layout, l layer, message, help string) graph.Problem {
	return graph.Problem{Rule: syntaxRule, Key: extensionKey, Message: message, Help: help, Place: t.place(l.unit, l.node)}
}

// extension reads the top-level x-ctypes: TYPE statements, and contracts by
// the pattern of the images that they are for.
func (c *converter) extension(p *graph.Project) {
	var v view
	for _, u := range c.layout.root.units {
		if pair := c.layout.child(u.doc.Root, extensionKey); pair.Value != nil {
			v = v.push(layer{u, pair.Key, pair.Value})
		}
	}
	top := v.top()
	if top.node == nil {
		return
	}
	keys := []string{"types", "contracts"}
	path := source.NewPath(extensionKey)
	if top.node.Kind != yaml.MappingNode {
		c.layout.problems.add(malformed(c.layout, top, "`x-ctypes` must be a mapping with "+quotedList(keys, "and")+", not "+kindOf(top.node), ""))
		return
	}
	for _, e := range c.layout.entries(v, plainList) {
		switch e.name {
		case "types":
			t, ok := c.extensionText(e.layer, path.Join(e.name))
			if !ok {
				c.layout.problems.add(malformed(c.layout, e.layer, "`types` must be a string, not "+kindOf(e.node), ""))
			}
			p.Types = t
		case "contracts":
			c.contracts(p, c.layout.at(v, e.name), path.Join(e.name))
		default:
			key := e.layer
			key.node = e.key
			c.layout.problems.add(malformed(c.layout, key, "`"+e.name+"` is not a key of `x-ctypes`", suggestion(e.name, keys)))
		}
	}
}

func (c *converter) contracts(p *graph.Project, v view, path source.Path) {
	if top := v.top(); top.node.Kind != yaml.MappingNode {
		c.layout.problems.add(malformed(c.layout, top, "`contracts` must be a mapping from images to contracts, not "+kindOf(top.node), ""))
		return
	}
	for _, e := range c.layout.entries(v, plainList) {
		t, ok := c.extensionText(e.layer, path.Join(e.name))
		if !ok {
			c.layout.problems.add(malformed(c.layout, e.layer, "a contract must be a string, not "+kindOf(e.node), ""))
			continue
		}
		p.Contracts = append(p.Contracts, graph.PatternText{Pattern: e.name, Text: t})
	}
}
