package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func vectorKind() kind {
	return kind{
		name:   "vector",
		paths:  []string{"vector.toml", "vector.yaml", "vector.yml", "vector.json", "vector*.toml", "/etc/vector/"},
		images: []string{"vector"},
		may:    isData,
		sure: func(d *document) bool {
			for _, sink := range d.root().Get("sinks").All() {
				return sink.Has("type", "inputs")
			}
			return false
		},
		read: readVector,
	}
}

func readVector(f *finder) {
	root := f.root()
	for _, source := range root.Get("sources").All() {
		vectorSource(f, source)
	}
	for _, sink := range root.Get("sinks").All() {
		vectorSink(f, sink)
	}
	if api := root.Get("api"); api.Get("address").IsScalar() && api.Get("enabled").Is("true") {
		f.listen(api.Get("address").Text(), Listen{Types: types("http"), What: "api"})
	}
}

// vectorSource reads a source: those with an address listen.
func vectorSource(f *finder, n *syntax.Node) {
	name := n.Get("type").Text().Value
	if address := n.Get("address"); address.IsScalar() {
		f.listen(address.Text(), Listen{What: name + " source", UDP: n.Get("mode").Is("udp"), TLS: n.Get("tls", "enabled").Is("true")})
	}
	for _, protocol := range []string{"grpc", "http"} {
		f.listen(n.Get(protocol, "address").Text(), Listen{What: name + " source", Types: types("otlp-" + protocol)})
	}
	vectorDials(f, n, Dial{What: name + " source", Types: vectorTypes(name), Lazy: true, Literal: true})
	for _, include := range n.Get("include").List() {
		f.folderOf(beforeWildcard(include.Text()), Read, name+" source")
	}
}

func vectorSink(f *finder, n *syntax.Node) {
	name := n.Get("type").Text().Value
	switch name {
	case "prometheus_exporter":
		f.listen(n.Get("address").Text(), Listen{What: name + " sink", Types: types("metrics")})
		return
	case "file":
		f.folderOf(beforeWildcard(n.Get("path").Text()), Write, name+" sink")
		return
	}
	use := Dial{What: name + " sink", Types: vectorTypes(name), Lazy: true, Literal: true, UDP: n.Get("mode").Is("udp")}
	f.addresses(n.Get("address"), use)
	vectorDials(f, n, use)
}

// vectorDials dials what the keys name that sources and sinks share.
func vectorDials(f *finder, n *syntax.Node, use Dial) {
	use = withLogin(n.Get("auth"), use)
	if database := n.Get("database"); database.IsScalar() {
		use.Database = fieldOf(database.Text())
	}
	for _, key := range []string{"endpoint", "endpoints", "uri", "url", "bootstrap_servers", "connection_string", "docker_host"} {
		f.addresses(n.Get(key), use)
	}
	f.server(n.Get("host").Text(), n.Get("port").Text(), use)
}

// vectorTypes are the protocols of a component named after a product.
func vectorTypes(name string) []string {
	switch name {
	case "loki", "http", "http_client", "prometheus_remote_write", "splunk_hec_logs", "opentelemetry", "datadog_logs":
		return types("http")
	case "prometheus_scrape":
		return types("metrics")
	case "clickhouse":
		return types("clickhouse-http")
	case "influxdb_logs", "influxdb_metrics":
		return types("influxdb")
	case "aws_s3":
		return types("s3")
	case "docker_logs":
		return types("docker")
	case "postgresql_metrics":
		return types("postgres")
	case "mongodb_metrics":
		return types("mongodb")
	}
	return types(strings.TrimSuffix(name, "_metrics"))
}
