package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func grafanaKinds() []kind {
	return []kind{
		{
			name: "grafana", paths: []string{"/etc/grafana/provisioning/"}, images: []string{"grafana", "grafana-oss", "grafana-enterprise"},
			may: holds("datasources"), sure: isGrafanaSource, read: readDataSources,
		},
		{
			name: "grafana.ini", paths: []string{"grafana.ini", "/etc/grafana/"}, images: []string{"grafana", "grafana-oss", "grafana-enterprise"},
			may: func(d *document) bool { return named("ini")(d) && syntax.INI(d.text, "=") != nil }, read: readGrafanaINI,
		},
	}
}

// isGrafanaSource reports whether a file lists data sources that have a type
// and say who fetches from them.
func isGrafanaSource(d *document) bool {
	for _, source := range d.root().Get("datasources").List() {
		return d.has("apiVersion") && source.Has("name", "type")
	}
	return false
}

func readDataSources(f *finder) {
	for _, s := range f.root().Get("datasources").List() {
		if s.Get("access").Is("browser") || s.Get("access").Is("direct") {
			continue
		}
		dataSource(f, s)
	}
}

// dataSource dials a data source: at its URL, or where its plugin's settings
// say.
func dataSource(f *finder, s *syntax.Node) {
	use := Dial{What: "data source", Types: dataSourceTypes(s), Lazy: true, Literal: true}
	if user := s.Any("user", "basicAuthUser"); user.IsScalar() {
		use.User = fieldOf(user.Text())
	}
	for _, secret := range []*syntax.Node{s.Get("secureJsonData"), s} {
		if password := secret.Any("password", "basicAuthPassword"); password.IsScalar() {
			use.Password = fieldOf(password.Text())
			break
		}
	}
	settings := s.Get("jsonData")
	for _, database := range []*syntax.Node{s.Get("database"), settings.Any("database", "defaultDatabase", "dbName")} {
		if database.IsScalar() {
			use.Database = fieldOf(database.Text())
			break
		}
	}
	if s.Get("url").IsScalar() {
		f.addresses(s.Get("url"), use)
		return
	}
	f.server(settings.Any("host", "server").Text(), settings.Get("port").Text(), use)
}

// dataSourceTypes are the protocols of a data source's plugin.
func dataSourceTypes(s *syntax.Node) []string {
	name := strings.ToLower(s.Get("type").Text().Value)
	switch name {
	case "prometheus", "loki", "tempo", "jaeger", "zipkin", "graphite", "opentsdb", "alertmanager", "parca", "grafana-pyroscope-datasource",
		"simpod-json-datasource", "grafana-simple-json-datasource", "yesoreyeram-infinity-datasource", "marcusolsson-json-datasource":
		return types("http")
	case "postgres", "grafana-postgresql-datasource":
		return types("postgres")
	case "elasticsearch", "grafana-opensearch-datasource", "opensearch":
		return types("elasticsearch")
	case "redis-datasource":
		return types("redis")
	case "grafana-mongodb-datasource", "haohanyang-mongodb-datasource":
		return types("mongodb")
	case "grafana-mqtt-datasource":
		return types("mqtt")
	case "grafana-clickhouse-datasource":
		if s.Get("jsonData", "protocol").Is("http") {
			return types("clickhouse-http")
		}
		return types("clickhouse")
	case "vertamedia-clickhouse-datasource":
		return types("clickhouse-http")
	}
	return types(name)
}

// readGrafanaINI reads Grafana's own settings. root_url is what browsers use.
func readGrafanaINI(f *finder) {
	root := syntax.INI(f.text, "=")
	server, database, smtp := root.Get("server"), root.Get("database"), root.Get("smtp")
	f.listenOn(iniValue(server, "http_addr"), iniValue(server, "http_port"), Listen{
		Types: types("http"), What: "http_port", TLS: server.Get("protocol").Is("https"),
	})
	use := Dial{What: "database", Types: types(strings.ToLower(iniValue(database, "type").Value)), Literal: true}
	use.User, use.Password = fieldOf(iniValue(database, "user")), fieldOf(iniValue(database, "password"))
	use.Database = fieldOf(iniValue(database, "name"))
	f.address(iniValue(database, "host"), use)
	f.address(iniValue(database, "url"), Dial{What: "database", Literal: true})
	if smtp.Get("enabled").Is("true") {
		use = Dial{What: "smtp", Types: types("smtp"), Lazy: true, Literal: true}
		use.User, use.Password = fieldOf(iniValue(smtp, "user")), fieldOf(iniValue(smtp, "password"))
		f.address(iniValue(smtp, "host"), use)
	}
	cache := root.Get("remote_cache")
	for _, option := range iniValue(cache, "connstr").Split(",") {
		if address, ok := option.StripPrefix("addr="); ok {
			f.address(address, Dial{What: "remote_cache", Types: types("redis"), Literal: true})
		}
	}
}

// iniValue is a value without the two further quotes on either side that let
// it hold any byte.
func iniValue(section *syntax.Node, key string) syntax.Text {
	value := section.Get(key).Text()
	if n := len(value.Value); n > 3 && strings.HasPrefix(value.Value, `""`) && strings.HasSuffix(value.Value, `""`) {
		return value.Sub(2, n-2)
	}
	return value
}
