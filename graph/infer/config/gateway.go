package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

// proxyKinds are the kinds of proxies and web servers.
func proxyKinds() []kind {
	return append([]kind{nginxKind(), haproxyKind(), envoyKind(), traefikKind(), apacheKind()}, caddyKinds()...)
}

// gatewayKinds are the kinds of API gateways.
func gatewayKinds() []kind {
	return []kind{
		{
			name: "kong", paths: []string{"kong.yml", "kong.yaml", "/kong/"}, images: []string{"kong", "kong-gateway"},
			may: holds("services"), sure: holds("_format_version"), read: readKong,
		},
		{
			name: "apisix", paths: []string{"apisix.yaml", "/usr/local/apisix/conf/", "/usr/local/apisix-dashboard/conf/"}, images: []string{"apisix", "apisix-dashboard"},
			may: isData, sure: func(d *document) bool { return d.root().Get("apisix") != nil && d.root().Get("deployment") != nil }, read: readAPISIX,
		},
		{
			name: "krakend", paths: []string{"krakend.json", "krakend.yml", "krakend.yaml", "/etc/krakend/"}, images: []string{"krakend", "krakend-ee"},
			may: holds("endpoints"), sure: func(d *document) bool { return d.has("endpoints") && strings.Contains(d.text.Value, "krakend") }, read: readKrakenD,
		},
	}
}

// readKong reads services, whose host may be the name of an upstream.
func readKong(f *finder) {
	root := f.root()
	upstreams := map[string]bool{}
	for _, u := range root.Get("upstreams").List() {
		upstreams[u.Get("name").Text().Value] = true
		for _, target := range u.Get("targets").List() {
			f.addresses(target.Get("target"), Dial{What: "upstream target", Lazy: true, Literal: true, Port: otherwise("8000")})
		}
	}
	for _, s := range root.Get("services").List() {
		use := Dial{What: "service", Types: types("http"), Lazy: true, Literal: true, Port: otherwise("80")}
		for _, a := range locate(s.Get("url").Text()) {
			if !upstreams[a.Host.Text] {
				f.dial(a.over(use))
			}
		}
		host := s.Get("host").Text()
		if upstreams[host.Value] {
			continue
		}
		if protocol := s.Get("protocol").Text(); protocol.Value != "" {
			use.Scheme, use.Types, use.TLS = fieldOf(protocol), types(kongProtocol(protocol.Value)), isSecure(protocol.Value)
		}
		f.server(host, s.Get("port").Text(), use)
	}
}

func kongProtocol(protocol string) string {
	return strings.TrimSuffix(strings.ToLower(protocol), "s")
}

// isSecure reports whether a scheme's name has the s of TLS.
func isSecure(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "https", "grpcs", "wss", "tls", "ssl":
		return true
	}
	return false
}

// readAPISIX reads upstreams wherever they are, and the gateway's own store.
func readAPISIX(f *finder) {
	root := f.root()
	apisixUpstreams(f, root)
	for _, etcd := range []*syntax.Node{root.Get("deployment", "etcd", "host"), root.Get("etcd", "host"), root.Get("conf", "etcd", "endpoints")} {
		f.addresses(etcd, Dial{What: "etcd", Types: types("etcd"), Literal: true, Port: otherwise("2379")})
	}
	for _, port := range root.Get("apisix", "node_listen").List() {
		if port.Kind == syntax.Mapping {
			f.listenOn(port.Get("ip").Text(), port.Get("port").Text(), Listen{What: "node_listen", Types: types("http")})
		} else {
			f.listen(port.Text(), Listen{What: "node_listen", Types: types("http")})
		}
	}
	for _, admin := range []*syntax.Node{root.Get("deployment", "admin", "admin_listen"), root.Get("conf", "listen")} {
		f.listenOn(admin.Any("ip", "host").Text(), admin.Get("port").Text(), Listen{What: "admin_listen", Types: types("http")})
	}
}

func apisixUpstreams(f *finder, n *syntax.Node) {
	if nodes := n.Get("nodes"); nodes != nil {
		use := Dial{What: "upstream node", Types: types("http"), Lazy: true, Literal: true, Port: otherwise("80")}
		if scheme := n.Get("scheme").Text(); scheme.Value != "" {
			use.Scheme, use.Types, use.TLS = fieldOf(scheme), types(kongProtocol(scheme.Value)), isSecure(scheme.Value)
		}
		for _, e := range nodes.Pairs() {
			f.address(e.Key.Text(), use) // host:port is the key of a weight
		}
		for _, node := range nodes.Items {
			f.server(node.Get("host").Text(), node.Get("port").Text(), use)
		}
	}
	if n.Kind == syntax.Scalar {
		return
	}
	for _, inner := range n.All() {
		apisixUpstreams(f, inner)
	}
}

func readKrakenD(f *finder) {
	root := f.root()
	use := Dial{What: "backend host", Types: types("http"), Lazy: true, Literal: true, Port: otherwise("80")}
	f.addresses(root.Get("host"), use)
	for _, endpoint := range root.Get("endpoints").List() {
		for _, backend := range endpoint.Get("backend").List() {
			f.addresses(backend.Get("host"), use)
		}
	}
	f.listenOn(root.Get("listen_ip").Text(), root.Get("port").Text(), Listen{What: "port", Types: types("http"), TLS: root.Get("tls") != nil})
}
