package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

// lokiKinds are Grafana's stores and agents, whose files are cut from one
// cloth.
func lokiKinds() []kind {
	return []kind{
		{
			name: "promtail", paths: []string{"promtail*.yml", "promtail*.yaml", "/etc/promtail/"}, images: []string{"promtail"},
			may: isData, sure: holds("clients", "scrape_configs"), read: readPromtail,
		},
		{
			name: "loki", paths: []string{"loki*.yml", "loki*.yaml", "/etc/loki/"}, images: []string{"loki"},
			may: isData, sure: holds("schema_config"), read: readLoki,
		},
		{
			name: "tempo", paths: []string{"tempo*.yml", "tempo*.yaml", "/etc/tempo/"}, images: []string{"tempo"},
			may: isData, sure: func(d *document) bool { return d.has("distributor") && d.root().Get("storage", "trace") != nil }, read: readTempo,
		},
		{
			name: "mimir", paths: []string{"mimir*.yml", "mimir*.yaml", "/etc/mimir/"}, images: []string{"mimir", "cortex"},
			may: isData, sure: holds("blocks_storage"), read: readLoki,
		},
		{
			name: "alloy", paths: []string{"*.alloy", "*.river", "/etc/alloy/"}, images: []string{"alloy"},
			may: func(d *document) bool { return syntax.Blocks(d.text) != nil }, read: readAlloy,
		},
	}
}

// readLoki reads a store: its ports, its members, and where it keeps things.
func readLoki(f *finder) {
	root := f.root()
	lokiServer(f, root.Get("server"))
	root.Walk(func(leaf syntax.Leaf) { lokiSetting(f, leaf.Keys, leaf.Parent, leaf.Value) })
}

func lokiServer(f *finder, server *syntax.Node) {
	f.listenOn(server.Get("http_listen_address").Text(), server.Get("http_listen_port").Text(), Listen{Types: types("http"), What: "http_listen_port"})
	f.listenOn(server.Get("grpc_listen_address").Text(), server.Get("grpc_listen_port").Text(), Listen{Types: types("grpc"), What: "grpc_listen_port"})
}

// lokiSetting reads a setting that means the same wherever it stands.
func lokiSetting(f *finder, keys syntax.Keys, parent, value *syntax.Node) {
	use := Dial{What: keys.Last(), Lazy: true, Literal: true}
	switch {
	case keys.Ends("s3", "endpoint") || keys.Ends("aws", "endpoint"):
		use.Types = types("s3")
	case keys.Ends("alertmanager_url"), keys.Ends("remote_write", "url"), keys.Ends("tail_proxy_url"), keys.Ends("downstream_url"), keys.Ends("clients", "url"):
		use.Types = types("http")
	case keys.Ends("consul", "host"):
		use.Types = types("consul")
	case keys.Ends("etcd", "endpoints"):
		use.Types = types("etcd")
	case keys.Ends("memcached_client", "addresses"), keys.Ends("memcached", "addresses"), keys.Ends("memcached_client", "host"):
		use.Types = types("memcached")
		use.Port = otherwise("11211")
	case keys.Ends("redis", "endpoint"):
		use.Types = types("redis")
	case keys.Ends("join_members"), keys.Ends("frontend_address"), keys.Ends("scheduler_address"), keys.Ends("compactor_address"), keys.Ends("compactor_grpc_address"):
		use.Types = nil
	default:
		lokiFolder(f, keys, value)
		return
	}
	if use.What == "endpoint" || use.What == "host" || use.What == "url" || use.What == "addresses" {
		use.What = keys[len(keys)-2] + " " + use.What
	}
	f.address(withoutLookup(value.Text()), withLogin(parent.Get("basic_auth"), use))
}

// withoutLookup drops the prefix that tells how to look a name up.
func withoutLookup(t syntax.Text) syntax.Text {
	for _, prefix := range []string{"dns+", "dnssrv+", "dnssrvnoa+"} {
		t, _ = t.StripPrefix(prefix)
	}
	return t
}

func lokiFolder(f *finder, keys syntax.Keys, value *syntax.Node) {
	switch last := strings.ToLower(keys.Last()); last {
	case "path_prefix", "chunks_directory", "rules_directory", "working_directory", "active_index_directory", "cache_location", "data_dir", "tsdb_path", "bucket_store_path",
		"directory", "dir", "path", "sync_dir", "rule_path":
		if strings.HasPrefix(value.Value, "/") {
			f.folder(value.Text(), Write, last)
		}
	}
}

// readTempo reads a store of traces, which receives them as the collector does.
func readTempo(f *finder) {
	otelReceivers(f, f.root().Get("distributor", "receivers"))
	readLoki(f)
}

// readPromtail reads an agent: what it reads, and where it pushes it.
func readPromtail(f *finder) {
	root := f.root()
	lokiServer(f, root.Get("server"))
	for _, client := range root.Get("clients").List() {
		f.addresses(client.Get("url"), withLogin(client.Get("basic_auth"), Dial{What: "client", Types: types("http"), Lazy: true, Literal: true}))
	}
	f.addresses(root.Get("client", "url"), Dial{What: "client", Types: types("http"), Lazy: true, Literal: true})
	f.folderOf(root.Get("positions", "filename").Text(), Write, "positions")
	for _, job := range root.Get("scrape_configs").List() {
		discovered(f, job, Dial{What: "scrape target", Lazy: true, Literal: true})
		if syslog := job.Get("syslog"); syslog != nil {
			f.listen(syslog.Get("listen_address").Text(), Listen{Types: types("syslog"), What: "syslog", UDP: syslog.Get("listen_protocol").Is("udp")})
		}
		for _, group := range job.Get("static_configs").List() {
			f.folderOf(beforeWildcard(group.Get("labels", "__path__").Text()), Read, "__path__")
		}
	}
}

// beforeWildcard is a path up to its first wildcard, placeholder or date.
func beforeWildcard(t syntax.Text) syntax.Text {
	if i := strings.IndexAny(t.Value, "*?{[%$"); i >= 0 {
		return t.Sub(0, i)
	}
	return t
}

// readAlloy reads components by the keys that their blocks share.
func readAlloy(f *finder) {
	for _, e := range syntax.Blocks(f.text).Pairs() {
		name := e.Key.Value
		e.Value.Walk(func(leaf syntax.Leaf) { alloySetting(f, name, leaf.Keys, leaf.Value) })
	}
}

func alloySetting(f *finder, component string, keys syntax.Keys, value *syntax.Node) {
	use := Dial{What: component, Lazy: true, Literal: true}
	receives := strings.HasPrefix(component, "otelcol.receiver.") || strings.HasPrefix(component, "loki.source.")
	switch {
	case receives && (keys.Last() == "endpoint" || keys.Last() == "listen_address"):
		f.listen(value.Text(), Listen{What: component, Types: alloyTypes(component, keys)})
	case strings.HasPrefix(component, "otelcol.exporter.") && keys.Ends("client", "endpoint"):
		use.Types = alloyTypes(component, keys)
		f.addresses(value, use)
	case keys.Ends("endpoint", "url"), keys.Last() == "alertmanager_url":
		use.Types = types("http")
		f.addresses(value, use)
	case keys.Last() == "__address__":
		use.Types = types("metrics")
		use.What = "scrape target"
		f.addresses(value, use)
	case strings.HasPrefix(component, "prometheus.exporter."):
		if last := keys.Last(); last == "data_source_names" || strings.HasSuffix(last, "_addr") || strings.HasSuffix(last, "_uri") {
			f.addresses(value, use)
		}
	}
}

// alloyTypes are the protocols of a component of the collector's kind.
func alloyTypes(component string, keys syntax.Keys) []string {
	switch {
	case strings.HasSuffix(component, ".otlphttp"), strings.HasSuffix(component, ".otlp") && keys.Ends("http", keys.Last()):
		return types("otlp-http")
	case strings.HasSuffix(component, ".otlp"):
		return types("otlp-grpc")
	case strings.HasSuffix(component, ".zipkin"):
		return types("http")
	}
	return nil
}
