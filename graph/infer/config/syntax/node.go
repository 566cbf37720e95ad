package syntax

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// Kind says what a node is. The zero Kind is invalid.
type Kind int

// The kinds of nodes.
const (
	Scalar Kind = iota + 1
	List
	Mapping
)

// Node is a value of a file, whatever the file's syntax. All its methods may
// be called on nil, which is a value that is not there.
type Node struct {
	Kind Kind
	// Value is a scalar's value. A mapping may have one too where keys are
	// dotted: a=1 beside a.b=2.
	Value   string
	Items   []*Node
	Entries []Entry

	text Text
	// The alignment of YAML's scalars is found when it is asked for.
	yaml     *yaml.Node
	document *source.Document
}

// Entry is a key of a mapping with its value. Keys may repeat.
type Entry struct {
	Key, Value *Node
}

func scalar(t Text) *Node { return &Node{Kind: Scalar, Value: t.Value, text: t} }

// add appends an entry to a mapping.
func (n *Node) add(key, value *Node) { n.Entries = append(n.Entries, Entry{key, value}) }

// Text returns a scalar with its place.
func (n *Node) Text() Text {
	switch {
	case n == nil:
		return Text{}
	case n.yaml != nil:
		return Text{Value: n.Value, runs: n.document.Scalar(n.yaml)}
	}
	return n.text
}

// IsScalar reports whether there is a scalar that is not empty.
func (n *Node) IsScalar() bool { return n != nil && n.Kind == Scalar && n.Value != "" }

// Is reports whether there is a scalar of some value, whatever its case.
func (n *Node) Is(value string) bool { return n.IsScalar() && strings.EqualFold(n.Value, value) }

// Get follows keys into mappings. Keys are compared without case, hyphens and
// underscores, since what reads the files compares them so, or else has no two
// keys that differ only there.
func (n *Node) Get(keys ...string) *Node {
	for _, k := range keys {
		if n == nil {
			return nil
		}
		n = n.entry(k)
	}
	return n
}

// Any returns the value of the first of some keys that is there.
func (n *Node) Any(keys ...string) *Node {
	for _, k := range keys {
		if v := n.Get(k); v != nil {
			return v
		}
	}
	return nil
}

func (n *Node) entry(key string) *Node {
	for _, e := range n.Entries {
		if SameKey(e.Key.Value, key) {
			return e.Value
		}
	}
	return nil
}

// Every returns all values of a key that repeats, or that is a list.
func (n *Node) Every(key string) []*Node {
	var all []*Node
	for _, e := range n.Pairs() {
		if SameKey(e.Key.Value, key) {
			all = append(all, e.Value.List()...)
		}
	}
	return all
}

// Has reports whether a mapping has all of some keys.
func (n *Node) Has(keys ...string) bool {
	for _, k := range keys {
		if n.Get(k) == nil {
			return false
		}
	}
	return true
}

// All returns what a list or a mapping holds; any other value is all there is.
func (n *Node) All() []*Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == List:
		return n.Items
	case n.Kind == Mapping:
		values := make([]*Node, len(n.Entries))
		for i, e := range n.Entries {
			values[i] = e.Value
		}
		return values
	}
	return []*Node{n}
}

// List returns the items of a list; any other value is its only item.
func (n *Node) List() []*Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == List:
		return n.Items
	}
	return []*Node{n}
}

// Pairs returns the entries of a mapping.
func (n *Node) Pairs() []Entry {
	if n == nil {
		return nil
	}
	return n.Entries
}

// Leaf is a scalar with how one comes to it.
type Leaf struct {
	// Keys lead to it, dotted ones taken apart and lists counting for nothing.
	// They are valid during the visit.
	Keys Keys
	// Parent is the mapping that it stands in, or the list that it is in, under
	// Key; nil for what stands in none.
	Parent *Node
	Key    string
	Value  *Node
}

// Walk visits every scalar that is not empty.
func (n *Node) Walk(visit func(Leaf)) { n.walk(Leaf{}, visit) }

func (n *Node) walk(at Leaf, visit func(Leaf)) {
	if n == nil {
		return
	}
	if n.Value != "" {
		at.Value = n
		visit(at)
	}
	for _, item := range n.Items {
		item.walk(at, visit)
	}
	for _, e := range n.Entries {
		e.Value.walk(Leaf{Keys: at.Keys.push(e.Key.Value), Parent: n, Key: e.Key.Value}, visit)
	}
}

// Keys are the keys that lead to a value.
type Keys []string

const mostKeys = 2 * deepest

func (k Keys) push(key string) Keys {
	for part := range strings.SplitSeq(key, ".") {
		if len(k) == mostKeys {
			break
		}
		k = append(k, part)
	}
	return k
}

// Ends reports whether the last keys are these.
func (k Keys) Ends(last ...string) bool {
	if len(k) < len(last) {
		return false
	}
	for i, key := range k[len(k)-len(last):] {
		if !SameKey(key, last[i]) {
			return false
		}
	}
	return true
}

// Last is the last key, "" when there is none.
func (k Keys) Last() string {
	if len(k) == 0 {
		return ""
	}
	return k[len(k)-1]
}

// longestKey is more than any key that somebody asks for has.
const longestKey = 64

// SameKey reports whether two keys differ in case, hyphens and underscores
// alone.
func SameKey(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > longestKey || len(b) > longestKey {
		return false
	}
	i, j := 0, 0
	for {
		for i < len(a) && isKeyFiller(a[i]) {
			i++
		}
		for j < len(b) && isKeyFiller(b[j]) {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if lower(a[i]) != lower(b[j]) {
			return false
		}
		i, j = i+1, j+1
	}
}

func isKeyFiller(c byte) bool { return c == '-' || c == '_' }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}
