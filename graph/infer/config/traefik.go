package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func traefikKind() kind {
	return kind{
		name:   "traefik",
		paths:  []string{"traefik.yml", "traefik.yaml", "traefik.toml", "traefik-*.yml", "traefik-*.yaml", "traefik-*.toml", "/etc/traefik/"},
		images: []string{"traefik"},
		may:    isData,
		sure:   isTraefik,
		read:   readTraefik,
	}
}

func isTraefik(d *document) bool {
	root := d.root()
	for _, protocol := range []string{"http", "tcp", "udp"} {
		section := root.Get(protocol)
		if section.Get("services") != nil && section.Get("routers") != nil {
			return true
		}
	}
	return d.has("entryPoints")
}

func readTraefik(f *finder) {
	root := f.root()
	traefikStatic(f, root)
	for _, protocol := range []string{"http", "tcp", "udp"} {
		for _, service := range root.Get(protocol, "services").All() {
			for _, server := range service.Get("loadBalancer", "servers").List() {
				use := Dial{What: "service", Lazy: true, Literal: true, UDP: protocol == "udp", TLS: server.Get("tls").Is("true")}
				f.addresses(server.Get("address"), use)
				use.Types = types("http")
				f.addresses(server.Get("url"), use)
			}
		}
	}
	for _, middleware := range root.Get("http", "middlewares").All() {
		f.addresses(middleware.Get("forwardAuth", "address"), Dial{What: "forwardAuth", Types: types("http"), Lazy: true, Literal: true})
	}
	for _, backend := range root.Get("backends").All() { // version 1
		for _, server := range backend.Get("servers").All() {
			f.addresses(server.Get("url"), Dial{What: "backend", Types: types("http"), Lazy: true, Literal: true})
		}
	}
}

// traefikStatic reads what Traefik needs to start: its own ports, and whom it
// asks for the rest.
func traefikStatic(f *finder, root *syntax.Node) {
	for _, point := range root.Get("entryPoints").All() {
		traefikEntryPoint(f, point)
	}
	if root.Get("api", "insecure").Is("true") && root.Get("entryPoints", "traefik") == nil {
		f.listenAt(syntax.Text{}, root.Get("api", "insecure").Text().Span(), Listen{Port: otherwise("8080"), Types: types("http"), What: "api"})
	}
	for _, p := range root.Get("providers").Pairs() {
		use := Dial{What: p.Key.Value + " provider", Types: types(traefikProvider(p.Key.Value)), Lazy: true, Literal: true}
		f.addresses(p.Value.Get("endpoint"), use)
		f.addresses(p.Value.Get("endpoints"), use)
	}
	for _, section := range []string{"tracing", "metrics"} {
		for _, exporter := range root.Get(section).All() {
			traefikExporter(f, exporter, section)
		}
	}
	f.folderOf(root.Get("accessLog", "filePath").Text(), Write, "accessLog")
	f.folderOf(root.Get("log", "filePath").Text(), Write, "log")
	f.folder(root.Get("providers", "file", "directory").Text(), Read, "file provider")
	for _, resolver := range root.Get("certificatesResolvers").All() {
		f.folderOf(resolver.Get("acme", "storage").Text(), Write, "acme storage")
	}
}

func traefikEntryPoint(f *finder, point *syntax.Node) {
	address, protocol, _ := point.Get("address").Text().Cut("/")
	l := Listen{What: "entryPoint", UDP: strings.EqualFold(protocol.Value, "udp")}
	l.TLS = point.Get("http", "tls") != nil || point.Get("tls") != nil
	f.listen(address, l)
}

// traefikExporter reads where traces and metrics go.
func traefikExporter(f *finder, exporter *syntax.Node, section string) {
	use := Dial{What: section, Lazy: true, Literal: true}
	for _, p := range []struct{ protocol, product string }{{"grpc", "otlp-grpc"}, {"http", "otlp-http"}} {
		use.Types = types(p.product)
		f.addresses(exporter.Get(p.protocol, "endpoint"), use)
	}
	use.Types = types("http")
	f.addresses(exporter.Get("httpEndpoint"), use)
	f.addresses(exporter.Get("collector", "endpoint"), use)
	use.Types = nil
	f.addresses(exporter.Get("address"), use)
}

func traefikProvider(name string) string {
	switch strings.ToLower(name) {
	case "docker", "swarm":
		return "docker"
	case "consul", "consulcatalog":
		return "consul"
	case "rest", "http":
		return "http"
	}
	return strings.ToLower(name)
}
