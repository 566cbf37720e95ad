package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func telegrafKind() kind {
	return kind{
		name:   "telegraf",
		paths:  []string{"telegraf.conf", "telegraf*.conf", "/etc/telegraf/"},
		images: []string{"telegraf"},
		may:    isTelegraf,
		sure:   isTelegraf,
		read:   readTelegraf,
	}
}

// isTelegraf reports whether a file has plugins, of which each kind may repeat.
func isTelegraf(d *document) bool {
	if !named("conf", "toml", "")(d) || !strings.Contains(d.text.Value, "[[") {
		return false
	}
	root := syntax.TOML(d.text)
	return root.Has("inputs") || root.Has("outputs")
}

func readTelegraf(f *finder) {
	root := syntax.TOML(f.text)
	for _, section := range []string{"outputs", "inputs"} {
		for _, e := range root.Get(section).Pairs() {
			for _, plugin := range e.Value.List() {
				telegrafPlugin(f, e.Key.Value, strings.TrimSuffix(section, "s"), plugin)
			}
		}
	}
}

// telegrafPlugin reads a plugin: one with a service address listens.
func telegrafPlugin(f *finder, name, section string, n *syntax.Node) {
	for _, key := range []string{"service_address", "listen"} {
		if address := n.Get(key); address.IsScalar() {
			f.listen(address.Text(), telegrafListen(name, section, address.Value))
		}
	}
	use := withLogin(n, Dial{What: name + " " + section, Types: telegrafTypes(name), Lazy: true, Literal: true})
	if database := n.Any("database", "db_name"); database.IsScalar() {
		use.Database = fieldOf(database.Text())
	}
	for _, key := range []string{"urls", "url", "servers", "server", "address", "brokers", "endpoint", "hosts", "zookeepers"} {
		f.addresses(n.Get(key), use)
	}
	if name == "file" && section == "output" {
		for _, file := range n.Get("files").List() {
			f.folderOf(file.Text(), Write, name+" "+section)
		}
	}
}

func telegrafListen(name, section, address string) Listen {
	l := Listen{What: name + " " + section}
	l.UDP = strings.HasPrefix(address, "udp") || name == "statsd" && !strings.HasPrefix(address, "tcp")
	switch name {
	case "prometheus_client":
		l.Types = types("metrics")
	case "http_listener_v2", "influxdb_listener", "influxdb_v2_listener":
		l.Types = types("http")
	}
	return l
}

// telegrafTypes are the protocols of a plugin named after a product.
func telegrafTypes(name string) []string {
	switch name {
	case "influxdb_v2":
		return types("influxdb")
	case "prometheus":
		return types("metrics")
	case "http", "http_response", "apache", "nginx", "haproxy", "phpfpm", "rabbitmq", "consul", "loki", "jolokia2_agent":
		return types("http")
	case "kafka_consumer":
		return types("kafka")
	case "mqtt_consumer":
		return types("mqtt")
	case "nats_consumer":
		return types("nats")
	case "sqlserver":
		return types("mssql")
	case "amqp_consumer":
		return types("amqp")
	case "docker":
		return types("docker")
	case "opentelemetry":
		return types("otlp-grpc")
	case "clickhouse":
		return types("clickhouse-http")
	}
	return types(name)
}

// logKinds are the kinds of programs that ship logs and numbers.
func logKinds() []kind {
	all := append([]kind{vectorKind(), logstashKind(), telegrafKind()}, fluentKinds()...)
	return append(all, elasticKinds()...)
}

// metricKinds are the kinds of programs that keep and show them.
func metricKinds() []kind {
	all := append(lokiKinds(), otelKind())
	all = append(all, prometheusKinds()...)
	return append(all, grafanaKinds()...)
}
