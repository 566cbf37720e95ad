package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func envoyKind() kind {
	return kind{
		name:   "envoy",
		paths:  []string{"envoy.yaml", "envoy.yml", "envoy.json", "/etc/envoy/"},
		images: []string{"envoy", "envoy-alpine", "envoy-distroless"},
		may:    isData,
		sure: either(holds("static_resources"), func(d *document) bool {
			return d.has("resources") && strings.Contains(d.text.Value, "type.googleapis.com/envoy.")
		}),
		read: readEnvoy,
	}
}

func readEnvoy(f *finder) {
	e := envoyReader{finder: f}
	if strings.Contains(f.text.Value, "http_connection_manager") && !strings.Contains(f.text.Value, "tcp_proxy") {
		e.carried = types("http")
	}
	root := f.root()
	static := root.Get("static_resources")
	for _, l := range static.Get("listeners").List() {
		e.listener(l.Get("address", "socket_address"), "listener", l)
	}
	for _, c := range static.Get("clusters").List() {
		e.cluster(c)
	}
	e.listener(root.Get("admin", "address", "socket_address"), "admin", nil)
	for _, resource := range root.Get("resources").List() {
		if a := resource.Get("address", "socket_address"); a != nil {
			e.listener(a, "listener", resource)
		} else {
			e.cluster(resource)
		}
	}
}

type envoyReader struct {
	*finder
	carried []string // what listeners and clusters speak, where all do
}

func (e *envoyReader) listener(socket *syntax.Node, what string, listener *syntax.Node) {
	l := Listen{What: what, Types: e.carried, UDP: socket.Get("protocol").Is("udp")}
	if listener == nil {
		l.Types = types("http")
	}
	for _, chain := range listener.Get("filter_chains").List() {
		l.TLS = l.TLS || chain.Any("transport_socket", "tls_context") != nil
	}
	e.listenOn(socket.Get("address").Text(), socket.Get("port_value").Text(), l)
}

// cluster dials the endpoints of a cluster, which it looks up again and again.
func (e *envoyReader) cluster(c *syntax.Node) {
	use := Dial{What: "cluster", Types: e.carried, Lazy: true, Literal: true, TLS: c.Any("transport_socket", "tls_context") != nil}
	for _, locality := range c.Get("load_assignment", "endpoints").List() {
		for _, endpoint := range locality.Get("lb_endpoints").List() {
			e.dialSocket(endpoint.Get("endpoint", "address", "socket_address"), use)
		}
	}
	for _, host := range c.Get("hosts").List() {
		e.dialSocket(host.Get("socket_address"), use)
	}
}

func (e *envoyReader) dialSocket(socket *syntax.Node, use Dial) {
	e.server(socket.Get("address").Text(), socket.Get("port_value").Text(), use)
}
