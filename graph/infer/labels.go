package infer

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Proxied finds the connections that reverse proxies make to services because
// the services' labels or variables ask them to: Traefik's labels, and the
// variables of nginx-proxy.
func (sc *Scope) Proxied() []*graph.Edge {
	var edges []*graph.Edge
	for _, kind := range []struct {
		images []string
		asks   func(*graph.Service) (proxied, bool)
	}{
		{[]string{"traefik"}, traefikLabels},
		{[]string{"nginx-proxy"}, virtualHost},
	} {
		proxies := sc.proxies(kind.images)
		if len(proxies) == 0 {
			continue
		}
		for _, s := range sc.project.Services {
			if to, ok := kind.asks(s); ok && s.Active && !slices.Contains(proxies, s) {
				edges = append(edges, sc.proxiedEdge(nearestProxy(proxies, s), s, to))
			}
		}
	}
	return edges
}

// proxied is how a service asks to be reached by a proxy.
type proxied struct {
	setting graph.Label // what asks
	port    graph.Value
	tls     bool
	web     bool
}

// proxies are the active services that run a proxy of some image names and
// publish it, on networks of the project: one on the host's network needs no
// shared one.
func (sc *Scope) proxies(images []string) []*graph.Service {
	var found []*graph.Service
	for _, s := range sc.project.Services {
		name, _, _ := strings.Cut(base(s.Image.Value), ":")
		name, _, _ = strings.Cut(name, "@")
		if s.Active && slices.Contains(images, name) && s.NetworkMode.Value == "" && len(s.Ports) > 0 {
			found = append(found, s)
		}
	}
	return found
}

// nearestProxy is the first proxy on a network of the service, else the first.
func nearestProxy(proxies []*graph.Service, s *graph.Service) *graph.Service {
	for _, p := range proxies {
		if slices.ContainsFunc(p.Networks, func(a graph.Attachment) bool {
			return slices.ContainsFunc(s.Networks, func(b graph.Attachment) bool { return a.Network == b.Network })
		}) {
			return p
		}
	}
	return proxies[0]
}

func (sc *Scope) proxiedEdge(proxy, s *graph.Service, to proxied) *graph.Edge {
	e := &graph.Edge{
		Service: proxy, Transport: contract.TCP, Place: to.setting.Place, When: contract.Lazily, Port: to.port,
		Host: graph.Value{Text: s.Name, Known: true, Place: to.setting.Place, Key: to.setting.Name},
		From: graph.Provenance{Layer: contract.ImpliedLayer, Origin: to.setting.Name, Place: to.setting.Place, Confidence: graph.Literal},
	}
	if to.web {
		e.Wants = oneOf([]string{"org.ietf.http"})
	}
	if to.tls {
		e.Wants = requireTLS(e.Wants)
	}
	return e
}

// traefikLabels reads the labels by which a service asks Traefik for a route.
func traefikLabels(s *graph.Service) (proxied, bool) {
	var to proxied
	asked := false
	for _, l := range s.Labels {
		switch name := strings.ToLower(l.Name); {
		case name == "traefik.enable" && l.Value == "false":
			return proxied{}, false
		case strings.HasPrefix(name, "traefik.") && strings.HasSuffix(name, ".loadbalancer.server.port"):
			to.setting, to.port, asked = l, l.At(source.Span{}, l.Name), true
			to.web = to.web || strings.HasPrefix(name, "traefik.http.")
		case strings.HasPrefix(name, "traefik.") && strings.HasSuffix(name, ".loadbalancer.server.scheme"):
			to.tls = l.Value == "https"
		case strings.HasPrefix(name, "traefik.http.routers."), strings.HasPrefix(name, "traefik.tcp.routers."), name == "traefik.enable":
			to.web = to.web || strings.HasPrefix(name, "traefik.http.")
			if to.setting.Name == "" {
				to.setting = l
			}
			asked = true
		}
	}
	return to, asked
}

// virtualHost reads the variables by which a service asks nginx-proxy for a
// route.
func virtualHost(s *graph.Service) (proxied, bool) {
	var to proxied
	asked := false
	for _, v := range s.Environment {
		switch {
		case v.Name == "VIRTUAL_HOST" && v.Value != "":
			to.web, asked = true, true
			if to.setting.Name == "" {
				to.setting = graph.Label{Name: v.Name, Text: v.Text}
			}
		case v.Name == "VIRTUAL_PORT" && v.Value != "":
			to.port = v.At(source.Span{}, v.Name)
			to.setting = graph.Label{Name: v.Name, Text: v.Text}
		case v.Name == "VIRTUAL_PROTO":
			to.tls = v.Value == "https"
			if v.Value == "fastcgi" || v.Value == "uwsgi" {
				return proxied{}, false
			}
		}
	}
	return to, asked
}
