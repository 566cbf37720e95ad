package config

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func fluentKinds() []kind {
	return []kind{
		{
			name: "fluentbit", paths: []string{"fluent-bit.conf", "fluent-bit*.conf", "fluentbit*.conf", "/fluent-bit/etc/", "/fluent-bit/config/"}, images: []string{"fluent-bit"},
			may: isFluentBit, sure: isFluentBit, read: readFluentBit,
		},
		{
			name: "fluentbit", paths: []string{"fluent-bit.yaml", "fluent-bit.yml", "/fluent-bit/etc/"}, images: []string{"fluent-bit"},
			may: holds("pipeline"), sure: func(d *document) bool { return d.root().Get("pipeline").Has("inputs", "outputs") }, read: readFluentBitYAML,
		},
		{
			name: "fluentd", paths: []string{"fluent.conf", "fluentd.conf", "td-agent.conf", "/fluentd/etc/", "/etc/fluent/"}, images: []string{"fluentd"},
			may: func(d *document) bool { _, ok := syntax.Tags(d.text); return ok && named("conf")(d) }, sure: isFluentd, read: readFluentd,
		},
	}
}

// isFluentBit reports whether a file has sections of Fluent Bit's classic kind.
func isFluentBit(d *document) bool {
	if !named("conf", "cfg", "")(d) || !strings.Contains(d.text.Value, "[") {
		return false
	}
	return slices.ContainsFunc(syntax.INI(d.text, " \t").Pairs(), func(e syntax.Entry) bool {
		switch strings.ToUpper(e.Key.Value) {
		case "INPUT", "OUTPUT":
			return e.Value.Get("name") != nil
		}
		return false
	})
}

func readFluentBit(f *finder) {
	for _, e := range syntax.INI(f.text, " \t").Pairs() {
		switch strings.ToUpper(e.Key.Value) {
		case "SERVICE":
			fluentBitService(f, e.Value)
		case "INPUT":
			fluentBitInput(f, e.Value)
		case "OUTPUT":
			fluentBitOutput(f, e.Value)
		}
	}
}

func readFluentBitYAML(f *finder) {
	root := f.root()
	fluentBitService(f, root.Get("service"))
	for _, input := range root.Get("pipeline", "inputs").List() {
		fluentBitInput(f, input)
	}
	for _, output := range root.Get("pipeline", "outputs").List() {
		fluentBitOutput(f, output)
	}
}

func fluentBitService(f *finder, n *syntax.Node) {
	if !isOn(n.Get("HTTP_Server")) {
		return
	}
	l := Listen{Port: otherwise("2020"), Types: types("http"), What: "HTTP_Server"}
	host, port := n.Get("HTTP_Listen").Text(), n.Get("HTTP_Port").Text()
	if host.Value == "" && port.Value == "" {
		f.listenAt(host, n.Get("HTTP_Server").Text().Span(), l)
		return
	}
	f.listenOn(host, port, l)
}

func isOn(n *syntax.Node) bool { return n.Is("on") || n.Is("true") || n.Is("yes") || n.Is("1") }

// fluentBitInput reads an input: some listen, on a port that they need not say.
func fluentBitInput(f *finder, n *syntax.Node) {
	name := strings.ToLower(n.Get("name").Text().Value)
	if name == "tail" {
		for _, path := range n.Get("path").Text().Split(",") {
			f.folderOf(beforeWildcard(path), Read, "tail input")
		}
		return
	}
	if name == "prometheus_scrape" {
		f.server(n.Get("host").Text(), n.Get("port").Text(), Dial{What: name + " input", Types: types("metrics"), Lazy: true, Literal: true})
		return
	}
	l, ok := fluentBitServer(name)
	mode := n.Get("mode").Text().Value
	if !ok || strings.HasPrefix(mode, "unix") || name == "syslog" && mode == "" {
		return
	}
	l.UDP = l.UDP || strings.EqualFold(mode, "udp")
	l.TLS = isOn(n.Get("tls"))
	host, port := n.Any("listen", "host").Text(), n.Get("port").Text()
	if host.Value == "" && port.Value == "" {
		f.listenAt(host, n.Get("name").Text().Span(), l)
		return
	}
	f.listenOn(host, port, l)
}

// fluentBitServer is how an input listens, false for those that do not.
func fluentBitServer(name string) (Listen, bool) {
	l := Listen{What: name + " input"}
	switch name {
	case "forward":
		l.Port = otherwise("24224")
	case "http":
		l.Port, l.Types = otherwise("9880"), types("http")
	case "opentelemetry":
		l.Port, l.Types = otherwise("4318"), types("otlp-http")
	case "elasticsearch":
		l.Port, l.Types = otherwise("9200"), types("http")
	case "prometheus_remote_write":
		l.Port, l.Types = otherwise("8080"), types("http")
	case "mqtt":
		l.Port, l.Types = otherwise("1883"), types("mqtt")
	case "tcp":
		l.Port = otherwise("5170")
	case "udp":
		l.Port, l.UDP = otherwise("5170"), true
	case "statsd":
		l.Port, l.UDP = otherwise("8125"), true
	case "syslog":
		l.Port, l.Types = otherwise("5140"), types("syslog")
	default:
		return l, false
	}
	return l, true
}

func fluentBitOutput(f *finder, n *syntax.Node) {
	name := strings.ToLower(n.Get("name").Text().Value)
	switch name {
	case "prometheus_exporter":
		f.listenOn(n.Get("host").Text(), n.Get("port").Text(), Listen{What: name + " output", Types: types("metrics"), Port: otherwise("2021")})
		return
	case "file":
		f.folder(n.Get("path").Text(), Write, name+" output")
		return
	}
	use := Dial{What: name + " output", Types: logProduct(name), Lazy: true, Literal: true, TLS: isOn(n.Get("tls"))}
	use.Port = logPort(name)
	use.UDP = n.Get("mode").Is("udp") || name == "gelf" && !n.Get("mode").Is("tcp")
	use.User, use.Password = fieldOf(n.Any("http_user", "user").Text()), fieldOf(n.Any("http_passwd", "password").Text())
	f.server(n.Get("host").Text(), n.Get("port").Text(), use)
	f.addresses(n.Get("brokers"), use)
	f.addresses(n.Get("endpoint"), use)
}

// logProduct is the protocol of an output that is named after a product.
func logProduct(name string) []string {
	switch name {
	case "es", "elasticsearch", "opensearch", "elasticsearch_dynamic":
		return types("elasticsearch")
	case "http", "loki", "prometheus_remote_write", "splunk", "splunk_hec", "datadog":
		return types("http")
	case "opentelemetry":
		return types("otlp-http")
	case "kafka", "kafka2", "rdkafka2":
		return types("kafka")
	case "pgsql":
		return types("postgres")
	case "influxdb", "redis", "mongo", "rabbitmq", "syslog", "s3", "mqtt", "nats":
		return types(name)
	}
	return nil
}

// logPort is where such an output connects to when it does not say.
func logPort(name string) Field {
	switch name {
	case "es", "elasticsearch", "opensearch", "elasticsearch_dynamic":
		return otherwise("9200")
	case "loki":
		return otherwise("3100")
	case "forward":
		return otherwise("24224")
	case "influxdb":
		return otherwise("8086")
	case "redis":
		return otherwise("6379")
	case "mongo":
		return otherwise("27017")
	case "http", "opentelemetry", "prometheus_remote_write":
		return otherwise("80")
	}
	return Field{}
}

func isFluentd(d *document) bool {
	if !named("conf", "")(d) {
		return false
	}
	directives, ok := syntax.Tags(d.text)
	return ok && slices.ContainsFunc(directives, func(d *syntax.Directive) bool {
		if !d.IsBlock || d.Name() != "source" && d.Name() != "match" && d.Name() != "label" {
			return false
		}
		return d.Name() == "label" || option(d, "@type", "type").Value != ""
	})
}

func readFluentd(f *finder) {
	directives, _ := syntax.Tags(f.text)
	fluentdBlock(f, directives)
}

func fluentdBlock(f *finder, block []*syntax.Directive) {
	for _, d := range block {
		switch {
		case d.Name() == "source" && d.IsBlock:
			fluentdSource(f, d)
		case d.IsBlock && (d.Name() == "match" || d.Name() == "store"):
			fluentdOutput(f, d)
			fluentdBlock(f, d.Block)
		case d.Name() == "label" || d.Name() == "worker":
			fluentdBlock(f, d.Block)
		}
	}
}

// option is the argument of the first of some lines of a block.
func option(d *syntax.Directive, names ...string) syntax.Text {
	for _, name := range names {
		for _, line := range d.Block {
			if strings.EqualFold(line.Name(), name) && !line.IsBlock {
				return line.Arg(0)
			}
		}
	}
	return syntax.Text{}
}

func fluentdSource(f *finder, d *syntax.Directive) {
	name := option(d, "@type", "type").Value
	l := Listen{What: name + " source"}
	switch name {
	case "forward":
		l.Port = otherwise("24224")
	case "http":
		l.Port, l.Types = otherwise("9880"), types("http")
	case "prometheus":
		l.Port, l.Types = otherwise("24231"), types("metrics")
	case "monitor_agent":
		l.Port, l.Types = otherwise("24220"), types("http")
	case "syslog":
		l.Port, l.Types, l.UDP = otherwise("5140"), types("syslog"), true
	case "udp":
		l.Port, l.UDP = otherwise("5160"), true
	case "tcp":
		l.Port = otherwise("5170")
	case "tail":
		f.folderOf(beforeWildcard(option(d, "path")), Read, l.What)
		return
	default:
		return
	}
	host, port := option(d, "bind"), option(d, "port")
	if host.Value == "" && port.Value == "" {
		f.listenAt(host, d.Words[0].Span(), l)
		return
	}
	f.listenOn(host, port, l)
}

// fluentdOutput reads a match or a store: its own server, and those that it
// forwards to.
func fluentdOutput(f *finder, d *syntax.Directive) {
	name := option(d, "@type", "type").Value
	use := Dial{What: name + " output", Types: logProduct(name), Lazy: true, Literal: true, Port: logPort(name)}
	use.User, use.Password = fieldOf(option(d, "user", "username")), fieldOf(option(d, "password"))
	if scheme := option(d, "scheme"); scheme.Value != "" {
		use.Scheme, use.TLS = fieldOf(scheme), isSecure(scheme.Value)
	}
	for _, key := range []string{"hosts", "brokers", "url", "endpoint", "endpoint_url", "s3_endpoint"} {
		f.address(option(d, key), use)
	}
	f.server(option(d, "host"), option(d, "port"), use)
	if name == "file" {
		f.folderOf(beforeWildcard(option(d, "path")), Write, use.What)
	}
	for _, inner := range d.Block {
		if inner.Name() == "server" && inner.IsBlock {
			use.Port = otherwise("24224")
			f.server(option(inner, "host"), option(inner, "port"), use)
		}
	}
}
