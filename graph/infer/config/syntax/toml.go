package syntax

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// TOML returns a file's tables; nil when it is no TOML.
func TOML(t Text) *Node {
	if nested(t.Value) > deepest {
		return nil
	}
	b := tomlBuilder{text: t, left: mostNodes, tables: map[tomlKey]*Node{}, lists: map[tomlKey]*Node{}}
	root := &Node{Kind: Mapping}
	table := root
	b.parser.Reset([]byte(t.Value))
	for b.parser.NextExpression() && b.left > 0 {
		n := b.parser.Expression()
		if n.Kind == unstable.KeyValue {
			b.set(table, n)
			continue
		}
		last := b.table
		if n.Kind == unstable.ArrayTable {
			last = b.item
		}
		table = b.open(root, n.Key(), last)
	}
	if b.parser.Error() != nil || b.left <= 0 {
		return nil
	}
	return root
}

// nested is how deep brackets may nest in a text; those in strings count too.
func nested(s string) int {
	depth, most := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth = max(depth-1, 0)
		}
	}
	return most
}

// tomlBuilder puts the expressions of a file where they belong.
type tomlBuilder struct {
	parser unstable.Parser
	text   Text
	left   int
	tables map[tomlKey]*Node // the last one of each name
	lists  map[tomlKey]*Node // those that are arrays of tables
}

// tomlKey names a table inside of another.
type tomlKey struct {
	parent *Node
	name   string
}

// open follows a dotted key to a table, and opens what is not there; last opens
// the last one.
func (b *tomlBuilder) open(table *Node, keys unstable.Iterator, last func(*Node, *unstable.Node) *Node) *Node {
	for depth := 0; keys.Next(); depth++ {
		if depth > deepest {
			b.left = 0
			return table
		}
		if keys.IsLast() {
			return last(table, keys.Node())
		}
		table = b.table(table, keys.Node())
	}
	return table
}

// table returns a table of another, a new one where there is none.
func (b *tomlBuilder) table(parent *Node, key *unstable.Node) *Node {
	at := tomlKey{parent, string(key.Data)}
	if known := b.tables[at]; known != nil {
		return known
	}
	b.left--
	table := &Node{Kind: Mapping}
	b.tables[at] = table
	parent.add(scalar(b.place(key)), table)
	return table
}

// item returns a new item of an array of tables.
func (b *tomlBuilder) item(parent *Node, key *unstable.Node) *Node {
	b.left--
	at := tomlKey{parent, string(key.Data)}
	table := &Node{Kind: Mapping}
	b.tables[at] = table
	list := b.lists[at]
	if list == nil {
		list = &Node{Kind: List}
		b.lists[at] = list
		parent.add(scalar(b.place(key)), list)
	}
	list.Items = append(list.Items, table)
	return table
}

// set adds the value of key = value to a table.
func (b *tomlBuilder) set(table *Node, n *unstable.Node) {
	value := n.Value()
	b.open(table, n.Key(), func(parent *Node, key *unstable.Node) *Node {
		parent.add(scalar(b.place(key)), b.value(value))
		return parent
	})
}

func (b *tomlBuilder) value(n *unstable.Node) *Node {
	b.left--
	if n.Kind != unstable.Array && n.Kind != unstable.InlineTable {
		return scalar(b.place(n))
	}
	value := &Node{Kind: List}
	if n.Kind == unstable.InlineTable {
		value.Kind = Mapping
	}
	for it := n.Children(); it.Next() && b.left > 0; {
		if value.Kind == Mapping {
			b.set(value, it.Node())
		} else {
			value.Items = append(value.Items, b.value(it.Node()))
		}
	}
	return value
}

// place returns the text of a key or a scalar, without its quotes.
func (b *tomlBuilder) place(n *unstable.Node) Text {
	raw := b.text.Sub(int(n.Raw.Offset), int(n.Raw.Offset+n.Raw.Length))
	value := string(n.Data)
	inner := raw
	if len(value) < len(raw.Value) {
		inner = raw.Unquote()
	}
	if inner.Value == value {
		return inner
	}
	if strings.HasPrefix(raw.Value, `"`) {
		if text := decoded(inner, escape); text.Value == value {
			return text
		}
	}
	return derived(value, raw)
}
