package syntax

import (
	"bytes"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// longestLine bounds the search for a column, which keeps finding places
// linear.
const longestLine = 16 << 10

// YAML returns the documents of a file, aliases and merge keys spelled out;
// none when it is no YAML, or when it is built to become too large.
func YAML(f *source.File) []*Node {
	if !shortLines(f.Data) {
		return nil
	}
	documents, err := source.ParseYAML(f, deepest)
	if err != nil {
		return nil
	}
	var roots []*Node
	b := yamlBuilder{left: mostNodes}
	for _, d := range documents {
		b.document = d
		roots = append(roots, b.build(d.Root, 0))
	}
	if b.left <= 0 {
		return nil
	}
	return roots
}

func shortLines(data []byte) bool {
	for line := range bytes.Lines(data) {
		if len(line) > longestLine {
			return false
		}
	}
	return true
}

// yamlBuilder turns YAML's nodes into ours, as long as there are any left.
type yamlBuilder struct {
	document *source.Document
	left     int
}

func (b *yamlBuilder) build(n *yaml.Node, depth int) *Node {
	n = source.Deref(n)
	b.left--
	if n == nil || b.left <= 0 || depth > deepest {
		b.left = min(b.left, mostNodes*(deepest-depth))
		return &Node{Kind: Scalar}
	}
	switch n.Kind {
	case yaml.MappingNode:
		return b.mapping(n, depth)
	case yaml.SequenceNode:
		list := &Node{Kind: List}
		for _, item := range n.Content {
			list.Items = append(list.Items, b.build(item, depth+1))
		}
		return list
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return &Node{Kind: Scalar}
		}
		return &Node{Kind: Scalar, Value: n.Value, yaml: n, document: b.document}
	case yaml.DocumentNode, yaml.AliasNode, yaml.StreamNode:
	}
	return &Node{Kind: Scalar}
}

// mapping builds the entries of a mapping, then those of mappings merged into
// it that nothing before them sets.
func (b *yamlBuilder) mapping(n *yaml.Node, depth int) *Node {
	m := &Node{Kind: Mapping}
	merges := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		if source.IsMerge(n.Content[i]) {
			merges = true
			continue
		}
		m.add(b.build(n.Content[i], depth+1), b.build(n.Content[i+1], depth+1))
	}
	if !merges {
		return m
	}
	seen := make(map[string]bool, len(m.Entries))
	for _, e := range m.Entries {
		seen[e.Key.Value] = true
	}
	for _, merged := range source.Merges(n) {
		for _, e := range b.build(merged, depth+1).Entries {
			if !seen[e.Key.Value] {
				seen[e.Key.Value] = true
				m.Entries = append(m.Entries, e)
			}
		}
	}
	return m
}
