package diagram

// Key is an entry of a legend: what it explains is drawn like the node, or like
// the edge where there is one.
type Key struct {
	Node *Node
	Edge *Edge
	Text string
}

// Legend explains what occurs in a diagram and does not explain itself.
func (d *Diagram) Legend() []Key {
	var keys []Key
	for _, k := range edgeKeys(d.View) {
		for i := range d.Edges {
			if k.like(&d.Edges[i]) {
				keys = append(keys, Key{Edge: &d.Edges[i], Text: k.text})
				break
			}
		}
	}
	for _, k := range nodeKeys() {
		for i := range d.Nodes {
			if d.Nodes[i].Kind == k.kind {
				keys = append(keys, Key{Node: &d.Nodes[i], Text: k.text})
				break
			}
		}
	}
	return keys
}

type edgeKey struct {
	text string
	like func(*Edge) bool
}

func edgeKeys(v View) []edgeKey {
	order := "starts after"
	if v == StartupView {
		order = "starts before"
	}
	link := func(v Verdict, inferred bool) func(*Edge) bool {
		return func(e *Edge) bool { return e.Kind == Link && e.Verdict == v && e.Inferred == inferred }
	}
	kind := func(k EdgeKind) func(*Edge) bool {
		return func(e *Edge) bool { return e.Kind == k && (e.Verdict == Unsaid || e.Verdict == Fits) }
	}
	return []edgeKey{
		{"does not fit", func(e *Edge) bool { return e.Verdict == Error }},
		{"is suspicious", func(e *Edge) bool { return e.Verdict == Warning }},
		{"fits, declared", link(Fits, false)},
		{"fits, inferred", link(Fits, true)},
		{"declared, unchecked", link(Unknown, false)},
		{"inferred, unchecked", link(Unknown, true)},
		{"is published", kind(Publish)},
		{"reads or writes", kind(Mount)},
		{order, kind(Depends)},
		{"is on the network", kind(Member)},
	}
}

type nodeKey struct {
	text string
	kind NodeKind
}

func nodeKeys() []nodeKey {
	return []nodeKey{
		{"runs once", Job},
		{"outside of the project", Elsewhere},
	}
}
