package infer

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// customary are the protocols that a variable's name means by custom, without
// naming the product; nil for other names.
func (m *member) customary() []string {
	has := func(word string) bool { return slices.Contains(m.words, word) }
	switch {
	case has("bootstrap") && (has("servers") || has("server")):
		return []string{"org.apache.kafka"}
	case has("jaeger") && has("agent"):
		return []string{"io.jaegertracing.compact", "io.jaegertracing.binary"}
	}
	return nil
}

// connection reports whether a variable such as EventBusConnection names the
// server rather than a driver: its value is a service's name, and no sibling
// tells a host.
func (sc *Scope) connection(m *member, all []member) bool {
	return m.role == kindRole && m.words[len(m.words)-1] == "connection" && sc.isName(m.Value) &&
		m.sibling(all, hostRole) == nil && m.sibling(all, addressRole) == nil
}

// isOwn reports whether a bare host is no other one: the service's own name, or
// an address that stands for any.
func isOwn(s *graph.Service, host string) bool {
	switch host {
	case s.Name, s.ContainerName.Value, s.Hostname.Value, "0.0.0.0", "::", "[::]", "*":
		return true
	}
	return false
}

// peers are the other members of a ZooKeeper ensemble, each written as
// host:port:port: zoo1:2888:3888;zoo2:2888:3888. Of the two ports one is the
// leader's alone, so that neither says where a server listens.
func (sc *Scope) peers(s *graph.Service, m *member) []*graph.Edge {
	n := len(m.words)
	if n < 2 || m.words[n-1] != "servers" || m.words[n-2] != "zookeeper" && m.words[n-2] != "zoo" {
		return nil
	}
	var edges []*graph.Edge
	for at := 0; at < len(m.Value); {
		size := strings.IndexAny(m.Value[at:], ";, ")
		if size < 0 {
			size = len(m.Value) - at
		}
		item := m.Value[at : at+size]
		start := at + strings.IndexByte(item, '=') + 1
		host, ports, _ := strings.Cut(m.Value[start:at+size], ":")
		if strings.Contains(ports, ":") && sc.isName(host) && !isOwn(s, host) {
			edges = append(edges, named(s, m.Text, m.Name, source.Span{Start: start, End: start + len(host)}))
		}
		at += size + 1
	}
	return edges
}

// named is an edge to a host of which nothing but the name is known.
func named(s *graph.Service, t graph.Text, key string, host source.Span) *graph.Edge {
	e := &graph.Edge{Service: s, Variable: key, Place: t.Place.At(host), Host: t.At(host, key), Port: graph.Value{Key: key, Place: t.Place}}
	e.From = graph.Provenance{Layer: contract.ImpliedLayer, Origin: key, Place: t.Place, Confidence: graph.Guess}
	return e
}

// Links are the connections of a service's links that nothing else tells of:
// whoever links a service means to dial it.
func Links(s *graph.Service, known []*graph.Edge) []*graph.Edge {
	var edges []*graph.Edge
	for _, l := range s.Links {
		if slices.ContainsFunc(known, func(e *graph.Edge) bool { return e.Host.Text == l.Alias || e.Host.Text == l.Service }) {
			continue
		}
		e := &graph.Edge{Service: s, Place: l.Place, Host: graph.Value{Text: l.Alias, Known: true, Place: l.Place, Key: l.Alias}}
		e.From = graph.Provenance{Layer: contract.ImpliedLayer, Origin: "`links`", Place: l.Place, Confidence: graph.Guess}
		edges = append(edges, e)
	}
	return edges
}
