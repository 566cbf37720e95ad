package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

// elasticKinds are the programs of the Elastic stack and of its fork, whose
// files have dotted keys.
func elasticKinds() []kind {
	return []kind{
		{
			name: "kibana", paths: []string{"kibana.yml", "opensearch_dashboards.yml"}, images: []string{"kibana", "opensearch-dashboards"},
			may: isData, read: readKibana,
		},
		{
			name: "elasticsearch", paths: []string{"elasticsearch.yml", "opensearch.yml"}, images: []string{"elasticsearch", "opensearch"},
			may: isData, read: readElasticsearch,
		},
		{
			name: "logstash.yml", paths: []string{"logstash.yml"},
			may: isData, read: readLogstashSettings,
		},
		{
			name: "beats", paths: []string{"filebeat*.yml", "metricbeat*.yml", "heartbeat*.yml", "packetbeat*.yml", "auditbeat*.yml", "journalbeat*.yml", "apm-server*.yml"},
			images: []string{"filebeat", "metricbeat", "heartbeat", "packetbeat", "auditbeat", "apm-server"}, may: isData,
			sure: func(d *document) bool {
				return d.has("filebeat.inputs") || d.root().Get("filebeat", "inputs") != nil || d.has("metricbeat.modules")
			},
			read: readBeats,
		},
	}
}

func readKibana(f *finder) {
	s := settingsOf(f.root())
	for _, product := range []string{"elasticsearch.", "opensearch."} {
		use := s.login(product, Dial{What: product + "hosts", Types: types("elasticsearch"), Lazy: true, Literal: true})
		s.dialAll(f, product+"hosts", use)
		s.dialAll(f, product+"url", use)
	}
	f.listenOn(s.get("server.host"), s.get("server.port"), Listen{
		Port: otherwise("5601"), Types: types("http"), What: "server.host", TLS: s.get("server.ssl.enabled").Value == "true",
	})
}

// readElasticsearch reads a node: where it listens, and the nodes that it
// looks for.
func readElasticsearch(f *finder) {
	s := settingsOf(f.root())
	use := Dial{What: "discovery.seed_hosts", Lazy: true, Literal: true, Port: otherwise("9300")}
	s.dialAll(f, "discovery.seedhosts", use)
	s.dialAll(f, "discovery.zen.ping.unicast.hosts", use)
	l := Listen{Port: otherwise("9200"), Types: types("elasticsearch"), What: "network.host", TLS: s.get("xpack.security.http.ssl.enabled").Value == "true"}
	host := s.get("http.host", "network.host", "network.bindhost")
	l.Loopback = host.Value == "_local_"
	f.listenOn(host, s.get("http.port"), l)
	for _, key := range []string{"path.data", "path.logs"} {
		f.folder(s.get(key), Write, key)
	}
}

func readLogstashSettings(f *finder) {
	s := settingsOf(f.root())
	for _, prefix := range []string{"xpack.monitoring.", "monitoring.", "xpack.management."} {
		use := s.login(prefix+"elasticsearch.", Dial{What: prefix + "elasticsearch.hosts", Types: types("elasticsearch"), Lazy: true, Literal: true})
		s.dialAll(f, prefix+"elasticsearch.hosts", use)
		s.dialAll(f, prefix+"elasticsearch.url", use)
	}
	f.listenOn(s.get("http.host", "api.http.host"), s.get("http.port", "api.http.port"), Listen{Port: otherwise("9600"), Types: types("http"), What: "http.host"})
}

// readBeats reads a shipper: where it sends to, and what it asks for numbers.
func readBeats(f *finder) {
	s := settingsOf(f.root())
	for _, output := range []struct{ key, product, port string }{
		{"output.elasticsearch", "elasticsearch", "9200"},
		{"output.logstash", "", "5044"},
		{"output.kafka", "kafka", "9092"},
		{"output.redis", "redis", "6379"},
		{"setup.kibana", "http", "5601"},
		{"monitoring.elasticsearch", "elasticsearch", "9200"},
	} {
		if s.get(output.key+".enabled").Value == "false" {
			continue
		}
		use := s.login(output.key+".", Dial{What: output.key, Types: types(output.product), Lazy: true, Literal: true, Port: otherwise(output.port)})
		if protocol := s.get(output.key + ".protocol"); protocol.Value != "" {
			use.Scheme, use.TLS = fieldOf(protocol), isSecure(protocol.Value)
		}
		s.dialAll(f, output.key+".hosts", use)
		s.dialAll(f, output.key+".host", use)
	}
	if host := s.get("apmserver.host"); host.Value != "" {
		f.listen(host, Listen{Port: otherwise("8200"), Types: types("http"), What: "apm-server.host"})
	}
	root := f.root()
	for _, modules := range []*syntax.Node{root.Get("metricbeat.modules"), root.Get("metricbeat", "modules"), root.Get("heartbeat.monitors")} {
		for _, module := range modules.List() {
			name := module.Any("module", "type").Text().Value
			use := withLogin(module, Dial{What: name + " module", Types: types(strings.ToLower(name)), Lazy: true, Literal: true})
			f.addresses(module.Any("hosts", "urls"), use)
		}
	}
}
