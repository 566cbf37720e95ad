package build

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// listener is one address of a text that lists where a server listens or what
// it tells its clients: PLAINTEXT://:9092,EXTERNAL://localhost:29092.
type listener struct {
	name string // before ://, "" when there is none
	// at is the rest: a host, a port or both.
	at graph.Value
	// alone says that the text lists nothing else.
	alone bool
}

// listenersOn are the listeners that an endpoint's reference tells. Of one
// without a reference, or with one that is not set, it is a single listener of
// which nothing is known.
func (in *instance) listenersOn(on contract.Endpoint, groups map[string]graph.Value) []listener {
	if found := in.listeners(on.Ref, groups); len(found) > 0 {
		return found
	}
	return []listener{{alone: true}}
}

// listeners are the addresses that the text of a template lists.
func (in *instance) listeners(t contract.Template, groups map[string]graph.Value) []listener {
	text, key, ok := in.templateText(t, groups)
	if !ok {
		return nil
	}
	var found []listener
	start := 0
	for part := range strings.SplitSeq(text.Value, ",") {
		trimmed := strings.TrimSpace(part)
		from := start + strings.Index(part, trimmed)
		start += len(part) + 1
		name, address, named := strings.Cut(trimmed, "://")
		if !named {
			name, address = "", trimmed
		}
		at := text.At(spanOf(from+len(trimmed)-len(address), len(address)), key)
		at.Text = address
		found = append(found, listener{name: name, at: at})
	}
	found[0].alone = len(found) == 1
	return found
}

// templateText is the text of a template, and the variable it is from. What a
// single reference stands for keeps its parts.
func (in *instance) templateText(t contract.Template, groups map[string]graph.Value) (text graph.Text, key string, ok bool) {
	if t.IsZero() {
		return graph.Text{}, "", false
	}
	if len(t) == 1 && t[0].Ref != "" {
		text, ok = in.facts.text(t[0].Ref, groups)
		return text, t[0].Ref, ok
	}
	v, ok := in.facts.expand(t, groups, defaultDepth)
	return v.AsText(), v.Key, ok
}

// counterpart is what another list says of a listener: its address of the same
// name, or the only one. It is zero when the list says nothing.
func (l listener) counterpart(others []listener) graph.Value {
	i := slices.IndexFunc(others, func(o listener) bool { return o.name == l.name || o.alone && l.alone })
	if i < 0 {
		return graph.Value{}
	}
	return others[i].at
}
