package source

import "go.yaml.in/yaml/v4"

// deepest bounds how far aliases and merge keys are followed, so that one that
// contains itself ends too.
const deepest = 200

// Deref follows aliases to the node that they stand for, nil when they stand
// for nothing.
func Deref(n *yaml.Node) *yaml.Node {
	for range deepest {
		if n == nil || n.Kind != yaml.AliasNode {
			return n
		}
		n = n.Alias
	}
	return nil
}

// Pair is an entry of a mapping. Value is never an alias.
type Pair struct {
	Key, Value *yaml.Node
	// Merged says that the entry is from a merge key (<<).
	Merged bool
}

// Lookup returns the entry of a key in a mapping as YAML reads it: the
// mapping's own key, else that of the first mapping merged in. The zero Pair
// says that there is none.
func Lookup(mapping *yaml.Node, key string) Pair {
	return lookup(mapping, key, 0)
}

func lookup(mapping *yaml.Node, key string, depth int) Pair {
	mapping = Deref(mapping)
	if mapping == nil || mapping.Kind != yaml.MappingNode || depth > deepest {
		return Pair{}
	}
	merges := false
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		k := mapping.Content[i]
		if IsMerge(k) {
			merges = true
			continue
		}
		if k.Value == key && k.Kind == yaml.ScalarNode {
			return Pair{Key: k, Value: Deref(mapping.Content[i+1])}
		}
	}
	if !merges {
		return Pair{}
	}
	for _, m := range Merges(mapping) {
		if p := lookup(m, key, depth+1); p.Key != nil {
			p.Merged = true
			return p
		}
	}
	return Pair{}
}

// Pairs returns the entries of a mapping as YAML reads it: its own in order,
// then those of merged mappings that nothing before them sets.
func Pairs(mapping *yaml.Node) []Pair {
	mapping = Deref(mapping)
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	pairs := make([]Pair, 0, len(mapping.Content)/2)
	merges := false
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if IsMerge(mapping.Content[i]) {
			merges = true
			continue
		}
		pairs = append(pairs, Pair{Key: mapping.Content[i], Value: Deref(mapping.Content[i+1])})
	}
	if !merges {
		return pairs
	}
	seen := make(map[string]bool, len(pairs))
	for _, p := range pairs {
		seen[p.Key.Value] = true
	}
	return appendMerged(pairs, mapping, seen, 0)
}

func appendMerged(pairs []Pair, mapping *yaml.Node, seen map[string]bool, depth int) []Pair {
	if depth > deepest {
		return pairs
	}
	for _, m := range Merges(mapping) {
		for i := 0; i+1 < len(m.Content); i += 2 {
			k := m.Content[i]
			if IsMerge(k) || seen[k.Value] {
				continue
			}
			seen[k.Value] = true
			pairs = append(pairs, Pair{Key: k, Value: Deref(m.Content[i+1]), Merged: true})
		}
		pairs = appendMerged(pairs, m, seen, depth+1)
	}
	return pairs
}

// Merges returns the mappings that a mapping's merge keys name, in order.
func Merges(mapping *yaml.Node) []*yaml.Node {
	var merged []*yaml.Node
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if !IsMerge(mapping.Content[i]) {
			continue
		}
		value := Deref(mapping.Content[i+1])
		candidates := []*yaml.Node{value}
		if value != nil && value.Kind == yaml.SequenceNode {
			candidates = value.Content
		}
		for _, c := range candidates {
			if c = Deref(c); c != nil && c.Kind == yaml.MappingNode {
				merged = append(merged, c)
			}
		}
	}
	return merged
}

// IsMerge reports whether a mapping's key is the merge key.
func IsMerge(key *yaml.Node) bool { return key.Kind == yaml.ScalarNode && key.Tag == "!!merge" }
