package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func logstashKind() kind {
	return kind{
		name:   "logstash",
		paths:  []string{"logstash.conf", "logstash*.conf", "/usr/share/logstash/pipeline/", "/etc/logstash/conf.d/"},
		images: []string{"logstash", "logstash-oss", "logstash-oss-with-opensearch-output-plugin"},
		may:    isLogstash,
		sure:   isLogstash,
		read:   readLogstash,
	}
}

// isLogstash reports whether a file has plugins for input or output.
func isLogstash(d *document) bool {
	if !strings.Contains(d.text.Value, "=>") && !strings.Contains(d.text.Value, "{}") || !named("conf", "config", "cfg", "logstash", "")(d) {
		return false
	}
	root := syntax.Blocks(d.text)
	return root.Get("output") != nil || root.Get("input") != nil
}

func readLogstash(f *finder) {
	for _, section := range syntax.Blocks(f.text).Pairs() {
		logstashPlugins(f, section.Key.Value, section.Value)
	}
}

// logstashPlugins reads the plugins of a section, whatever conditions they
// stand under.
func logstashPlugins(f *finder, section string, block *syntax.Node) {
	for _, e := range block.Pairs() {
		switch name := e.Key.Value; {
		case e.Value.Kind != syntax.Mapping:
		case name == "if" || name == "else":
			logstashPlugins(f, section, e.Value)
		case section == "input" && isLogstashServer(name):
			l := Listen{What: name + " input", UDP: name == "udp" || name == "gelf", TLS: e.Value.Any("ssl", "ssl_enabled").Is("true")}
			if name == "http" {
				l.Types, l.Port = types("http"), otherwise("8080")
			}
			f.listenOn(e.Value.Get("host").Text(), e.Value.Get("port").Text(), l)
		default:
			logstashDials(f, section, name, e.Value)
		}
	}
}

func isLogstashServer(name string) bool {
	switch name {
	case "beats", "elastic_agent", "tcp", "udp", "http", "syslog", "gelf", "lumberjack":
		return true
	}
	return false
}

func logstashDials(f *finder, section, name string, n *syntax.Node) {
	use := withLogin(n, Dial{What: name + " " + section, Types: logProduct(name), Lazy: true, Literal: true})
	if name == "jdbc_streaming" || name == "jdbc" {
		use.User, use.Password = fieldOf(n.Get("jdbc_user").Text()), fieldOf(n.Get("jdbc_password").Text())
	}
	use.TLS = n.Any("ssl", "ssl_enabled").Is("true")
	if port, ok := portOf(n.Get("port").Text()); ok {
		use.Port = port
	} else {
		use.Port = logPort(name)
	}
	for _, key := range []string{"hosts", "host", "bootstrap_servers", "url", "uri", "endpoint", "jdbc_connection_string", "urls"} {
		f.addresses(n.Get(key), use)
	}
	if name == "file" {
		for _, path := range n.Get("path").List() {
			f.folderOf(beforeWildcard(path.Text()), fileAccess(section), use.What)
		}
	}
}

// fileAccess is what the plugin of a section does with files.
func fileAccess(section string) Access {
	if section == "input" {
		return Read
	}
	return Write
}
