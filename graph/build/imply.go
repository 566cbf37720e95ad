package build

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/infer"
)

// imply adds what a service's values imply beside its contract: the
// connections that variables tell of and no contract types, and where it
// listens when its contract does not say all.
func (b *builder) imply(s *graph.Service, scope *infer.Scope) {
	c := &s.Contract
	typed := typedVariables(c)
	closed := closedByCatalog(c)
	c.Connections = append(c.Connections, scope.Environment(s, func(name string) bool {
		return typed[name] || closed && !speaksOf(c, name)
	})...)
	c.Connections = append(c.Connections, unstated(c, scope.Commands(s))...)
	image, _ := parseReference(s.Image.Value)
	configured := scope.Files(s, image.repository, b.configFiles(s))
	c.Connections = append(c.Connections, configured.Edges...)
	c.Connections = append(c.Connections, infer.Links(s, c.Connections)...)
	if c.ListensKnown && !slices.ContainsFunc(c.Listens, func(e *graph.Endpoint) bool { return e.Maybe }) {
		return
	}
	for _, e := range configured.Endpoints {
		addImplied(c, e)
	}
	for _, e := range infer.Servers(s) {
		addImplied(c, e)
	}
	for _, e := range published(s) {
		addImplied(c, e)
	}
}

// unstated are the connections that no contract speaks of already: it may refer
// to a part of the command.
func unstated(c *graph.Contract, implied []*graph.Edge) []*graph.Edge {
	return slices.DeleteFunc(implied, func(e *graph.Edge) bool {
		return slices.ContainsFunc(c.Connections, func(o *graph.Edge) bool {
			return !e.Host.Place.IsZero() && o.Host.Place == e.Host.Place
		})
	})
}

// closedByCatalog reports whether the catalog tells all variables that an
// image reads.
func closedByCatalog(c *graph.Contract) bool {
	return c.Complete && len(c.Layers) > 0 && c.Layers[0].Layer == contract.CatalogLayer
}

// speaksOf reports whether a contract says that its image reads a variable.
func speaksOf(c *graph.Contract, name string) bool {
	return slices.ContainsFunc(c.Variables, func(f graph.Fact[contract.Environment]) bool {
		return slices.ContainsFunc(f.Clause.Names, func(n string) bool {
			return n == name || f.Clause.Wildcard && strings.HasPrefix(name, n)
		})
	})
}

// typedVariables are the variables that a contract types: those that its
// connections refer to, and those that it gives a format.
func typedVariables(c *graph.Contract) map[string]bool {
	typed := map[string]bool{}
	for _, d := range c.Clauses {
		switch clause := d.Statement.Clause.(type) {
		case contract.Connect:
			for _, name := range clause.To.Refs {
				typed[name] = true
			}
		case contract.Environment:
			for _, name := range clause.Names {
				typed[name] = typed[name] || !clause.Format.IsZero() && !clause.Wildcard
			}
		}
	}
	return typed
}

// addImplied adds an endpoint unless the contract speaks of its port already,
// or its port is only hinted at and the endpoint knows better.
func addImplied(c *graph.Contract, e *graph.Endpoint) {
	i := slices.IndexFunc(c.Listens, func(o *graph.Endpoint) bool {
		return o.Transport == e.Transport && o.Ports.Contains(e.Ports.First)
	})
	switch {
	case i < 0:
		c.Listens = append(c.Listens, e)
	case c.Listens[i].From.Layer >= contract.ConfigLayer && e.From.Confidence > c.Listens[i].From.Confidence:
		c.Listens[i] = e
	}
}

// published are the ports that a service means to listen on, since it
// publishes or exposes them.
func published(s *graph.Service) []*graph.Endpoint {
	var all []*graph.Endpoint
	for _, p := range s.Ports {
		if p.Known && p.Target.First != 0 {
			all = append(all, hinted(s, p.Target, p.Protocol, graph.Provenance{Origin: "`ports: " + p.Raw + "`", Place: p.TargetPlace}, p.AppProtocol))
		}
	}
	for _, x := range s.Expose {
		all = append(all, hinted(s, x.Ports, x.Protocol, graph.Provenance{Origin: "`expose`", Place: x.Place}, ""))
	}
	return all
}

func hinted(s *graph.Service, ports graph.Ports, transport contract.Transport, from graph.Provenance, protocol string) *graph.Endpoint {
	from.Layer, from.Confidence = contract.ImpliedLayer, graph.Guess
	e := &graph.Endpoint{Service: s, Transport: transport, Ports: ports, Maybe: true, From: from, Place: from.Place}
	if name := applicationProtocol(protocol); name != "" {
		e.From.Layer, e.From.Confidence = contract.HintLayer, graph.Literal
		e.Gives = contract.Expr{Types: []contract.Type{{Kind: contract.Named, Name: name}}}
	}
	return e
}

// applicationProtocol is the type that app_protocol names; "" for one we do
// not know.
func applicationProtocol(name string) string {
	switch name {
	case "http", "http2", "https", "kubernetes.io/h2c":
		return "org.ietf.http"
	case "ws", "wss", "kubernetes.io/ws", "kubernetes.io/wss":
		return "org.ietf.websocket"
	case "grpc":
		return "io.grpc.grpc"
	case "redis":
		return "io.redis.resp"
	case "postgres", "postgresql":
		return "org.postgresql.db"
	case "mysql":
		return "com.mysql.db"
	case "mongo", "mongodb":
		return "com.mongodb.db"
	case "amqp":
		return "org.amqp.amqp-0-9-1"
	case "mqtt":
		return "org.oasis.mqtt"
	case "kafka":
		return "org.apache.kafka"
	}
	return ""
}
