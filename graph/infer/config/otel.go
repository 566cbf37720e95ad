package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func otelKind() kind {
	return kind{
		name:   "otelcol",
		paths:  []string{"otel*.yml", "otel*.yaml", "*otel-collector*.yml", "*otel-collector*.yaml", "/etc/otel/", "/etc/otelcol/", "/etc/otelcol-contrib/"},
		images: []string{"opentelemetry-collector", "opentelemetry-collector-contrib", "otelcol"},
		may:    isOTel, sure: isOTel,
		read: readOTel,
	}
}

func isOTel(d *document) bool {
	if !d.has("receivers", "exporters") && !d.has("exporters", "service") && !d.has("receivers", "service") {
		return false
	}
	receivers := d.root().Get("receivers")
	return receivers == nil || receivers.Kind != syntax.List
}

func readOTel(f *finder) {
	root := f.root()
	otelReceivers(f, root.Get("receivers"))
	for _, e := range root.Get("exporters").Pairs() {
		otelExporter(f, component(e.Key.Value), e.Value)
	}
	for _, e := range root.Get("extensions").Pairs() {
		otelExtension(f, component(e.Key.Value), e.Value)
	}
	metrics := root.Get("service", "telemetry", "metrics")
	if address := metrics.Get("address"); address.IsScalar() {
		f.listen(address.Text(), Listen{Types: types("metrics"), What: "telemetry"})
	}
	for _, reader := range metrics.Get("readers").List() {
		exporter := reader.Get("pull", "exporter", "prometheus")
		f.listenOn(exporter.Get("host").Text(), exporter.Get("port").Text(), Listen{Types: types("metrics"), What: "telemetry"})
	}
}

// component is the type of a component: otlp of otlp/traces.
func component(key string) string {
	name, _, _ := strings.Cut(key, "/")
	return name
}

// otelReceivers reads receivers: some listen, the others ask servers.
func otelReceivers(f *finder, receivers *syntax.Node) {
	for _, e := range receivers.Pairs() {
		name := component(e.Key.Value)
		switch {
		case name == "prometheus" || name == "prometheus_simple":
			scrapeConfigs(f, e.Value.Get("config", "scrape_configs"))
		case e.Value.Get("protocols") != nil:
			for _, protocol := range e.Value.Get("protocols").Pairs() {
				otelListener(f, protocol.Key, protocol.Value, name)
			}
		case isOTelServer(name):
			otelListener(f, e.Key, e.Value, name)
		default:
			otelScraper(f, name, e.Value)
		}
	}
}

// isOTelServer reports whether a receiver listens.
func isOTelServer(name string) bool {
	switch name {
	case "zipkin", "opencensus", "fluentforward", "syslog", "tcplog", "udplog", "statsd", "carbon", "influxdb", "splunk_hec", "signalfx",
		"sapm", "skywalking", "webhookevent", "awsxray", "datadog", "prometheusremotewrite", "collectd", "wavefront", "loki", "otelarrow", "netflow":
		return true
	}
	return false
}

// otelListener adds a receiver's listener; one that says no endpoint has a port
// that only some of them share.
func otelListener(f *finder, key, n *syntax.Node, name string) {
	l := Listen{What: name + " receiver", TLS: n.Get("tls") != nil}
	l.UDP = name == "statsd" || name == "udplog" || strings.HasPrefix(key.Value, "thrift_compact") || strings.HasPrefix(key.Value, "thrift_binary")
	if port := otelPort(name, key.Value); port != "" {
		l.Port, l.Types = otherwise(port), otelTypes(name, key.Value)
	}
	for _, k := range []string{"endpoint", "listen_address"} {
		for _, transport := range []*syntax.Node{n, n.Get("tcp"), n.Get("udp")} {
			if address := transport.Get(k); address.IsScalar() {
				l.UDP = l.UDP || transport == n.Get("udp") && transport != nil
				f.listen(address.Text(), l)
				return
			}
		}
	}
	if l.Port.Text != "" {
		f.listenAt(syntax.Text{}, key.Text().Span(), l)
	}
}

// otelPort is where a receiver listens when it does not say.
func otelPort(receiver, protocol string) string {
	switch receiver + "/" + protocol {
	case "otlp/grpc":
		return "4317"
	case "otlp/http":
		return "4318"
	case "jaeger/grpc":
		return "14250"
	case "jaeger/thrift_http":
		return "14268"
	case "jaeger/thrift_compact":
		return "6831"
	case "jaeger/thrift_binary":
		return "6832"
	}
	if component(protocol) == "zipkin" {
		return "9411"
	}
	return ""
}

func otelTypes(receiver, protocol string) []string {
	if receiver == "otlp" {
		return types("otlp-" + protocol)
	}
	switch protocol {
	case "thrift_http", "zipkin":
		return types("http")
	case "grpc":
		return types("grpc")
	}
	return nil
}

// otelScraper reads a receiver that asks servers.
func otelScraper(f *finder, name string, n *syntax.Node) {
	use := withLogin(n, Dial{What: name + " receiver", Types: otelProduct(name), Lazy: true, Literal: true})
	for _, key := range []string{"endpoint", "endpoints", "brokers", "hosts", "targets", "datasource", "url"} {
		for _, value := range n.Get(key).List() {
			if value.Kind == syntax.Mapping {
				value = value.Get("endpoint") // mongodb's hosts, httpcheck's targets
			}
			f.addresses(value, use)
		}
	}
}

// otelProduct is the protocol of a component that is named after a product.
func otelProduct(name string) []string {
	switch name {
	case "postgresql", "mysql", "mongodb", "redis", "memcached", "kafka", "rabbitmq", "zookeeper", "elasticsearch", "nats":
		if name == "rabbitmq" {
			return types("http") // its management API
		}
		return types(name)
	case "httpcheck", "nginx", "apache", "haproxy", "couchdb", "prometheusremotewrite", "otlphttp", "loki", "zipkin", "opensearch":
		return types("http")
	case "docker_stats":
		return types("docker")
	}
	return nil
}

func otelExporter(f *finder, name string, n *syntax.Node) {
	use := withLogin(n, Dial{What: name + " exporter", Lazy: true, Literal: true})
	switch name {
	case "prometheus":
		f.listen(n.Get("endpoint").Text(), Listen{Types: types("metrics"), What: use.What})
		return
	case "file":
		f.folderOf(n.Get("path").Text(), Write, use.What)
		return
	case "otlp", "otlp_grpc":
		use.Types = types("otlp-grpc")
	case "otlphttp", "otlp_http":
		use.Types = types("otlp-http")
	case "jaeger":
		use.Types = types("grpc")
	default:
		use.Types = otelProduct(name)
	}
	if port, ok := portOf(n.Get("port").Text()); ok {
		use.Port = port // syslog sets it apart
	}
	for _, key := range []string{"endpoint", "endpoints", "brokers", "traces_endpoint", "metrics_endpoint", "logs_endpoint", "dsn"} {
		f.addresses(n.Get(key), use)
	}
}

// otelExtension reads an extension: those for health and debugging listen.
func otelExtension(f *finder, name string, n *syntax.Node) {
	endpoint := n.Get("endpoint").Text()
	switch name {
	case "health_check", "zpages", "pprof", "jaeger_query", "http_forwarder":
		f.listen(endpoint, Listen{Types: types("http"), What: name})
	case "jaeger_storage":
		readGeneric(f, n)
	case "oauth2client":
		f.addresses(n.Get("token_url"), Dial{What: name, Types: types("http"), Lazy: true, Literal: true})
	}
}
