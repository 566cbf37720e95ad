package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

// javaKind is an application of Spring or Quarkus.
func javaKind() kind {
	return kind{
		name: "java",
		paths: []string{
			"application.yml", "application.yaml", "application.properties", "application-*.yml", "application-*.yaml", "application-*.properties",
			"bootstrap.yml", "bootstrap.yaml", "bootstrap.properties",
		},
		may:  func(d *document) bool { return d.javaSettings() != nil },
		sure: isSpring,
		read: readSpring,
	}
}

// javaSettings returns the settings of a file of properties or of YAML; nil
// when it is neither.
func (d *document) javaSettings() *syntax.Node {
	if d.extension() == "properties" {
		return syntax.Properties(d.text)
	}
	if named("yml", "yaml")(d) && isData(d) {
		return springDocument(d.documents())
	}
	return nil
}

// springDocument is the document of a file that holds for every profile.
func springDocument(documents []*syntax.Node) *syntax.Node {
	for _, doc := range documents {
		if doc.Get("spring", "profiles") == nil && doc.Get("spring", "config", "activate") == nil {
			return doc
		}
	}
	return nil
}

func isSpring(d *document) bool {
	if d.extension() == "properties" {
		return strings.Contains(d.text.Value, "spring.")
	}
	return named("yml", "yaml")(d) && d.root().Get("spring") != nil
}

func readSpring(f *finder) {
	root := f.javaSettings()
	s := settingsOf(root)
	for _, u := range springURLs() {
		use := Dial{What: u.key, Types: types(u.product), Lazy: u.lazy, Literal: true}
		s.dialAll(f, normalKey(u.key), s.login(normalKey(u.login), use))
	}
	for _, h := range springHosts() {
		prefix := normalKey(h.prefix)
		use := s.login(prefix, Dial{What: h.prefix + "host", Types: types(h.product), Literal: true, Port: otherwise(h.port)})
		use.Database = s.field(prefix+"virtualhost", prefix+"database")
		f.server(s.get(prefix+"host"), s.get(prefix+"port"), use)
	}
	for _, server := range []string{"server.", "management.server.", "quarkus.http."} {
		if port := s.get(server + "port"); port.Value != "" {
			f.listenOn(s.get(server+"address", server+"host"), port, Listen{
				Types: types("http"), What: server + "port", TLS: s.get(server+"ssl.enabled").Value == "true",
			})
		}
	}
	for _, one := range s.list {
		if strings.HasSuffix(one.key, ".routes.uri") && strings.HasPrefix(one.value.Value, "http") || strings.HasPrefix(one.key, "zuul.routes.") && strings.HasSuffix(one.key, ".url") {
			f.address(one.value.Text(), Dial{What: "route", Types: types("http"), Lazy: true, Literal: true})
		}
	}
	springImports(f, s)
	readGeneric(f, root)
}

// springImports reads optional:configserver:http://config:8888.
func springImports(f *finder, s *settings) {
	for _, t := range s.all("spring.config.import") {
		t, _ = t.StripPrefix("optional:")
		if url, ok := t.StripPrefix("configserver:"); ok {
			f.address(url, Dial{What: "spring.config.import", Types: types("http"), Literal: true})
		}
	}
}

// springURL is a setting that holds addresses; login is the prefix of its user
// and its password.
type springURL struct {
	key, login, product string
	lazy                bool
}

func springURLs() []springURL {
	return []springURL{
		{key: "spring.datasource.url", login: "spring.datasource."},
		{key: "spring.datasource.jdbc-url", login: "spring.datasource."},
		{key: "spring.datasource.hikari.jdbc-url", login: "spring.datasource.hikari."},
		{key: "spring.r2dbc.url", login: "spring.r2dbc."},
		{key: "spring.flyway.url", login: "spring.flyway."},
		{key: "spring.liquibase.url", login: "spring.liquibase."},
		{key: "quarkus.datasource.jdbc.url", login: "quarkus.datasource."},
		{key: "spring.data.mongodb.uri", login: "-"},
		{key: "spring.mongodb.uri", login: "-"},
		{key: "spring.neo4j.uri", login: "spring.neo4j.authentication."},
		{key: "spring.data.redis.url", login: "-"},
		{key: "spring.redis.url", login: "-"},
		{key: "spring.rabbitmq.addresses", login: "spring.rabbitmq.", product: "rabbitmq"},
		{key: "spring.elasticsearch.uris", login: "spring.elasticsearch.", product: "elasticsearch", lazy: true},
		{key: "spring.elasticsearch.rest.uris", login: "spring.elasticsearch.rest.", product: "elasticsearch", lazy: true},
		{key: "spring.kafka.bootstrap-servers", login: "-", product: "kafka", lazy: true},
		{key: "spring.kafka.consumer.bootstrap-servers", login: "-", product: "kafka", lazy: true},
		{key: "spring.kafka.producer.bootstrap-servers", login: "-", product: "kafka", lazy: true},
		{key: "spring.cloud.stream.kafka.binder.brokers", login: "-", product: "kafka", lazy: true},
		{key: "kafka.bootstrap.servers", login: "-", product: "kafka", lazy: true},
		{key: "spring.cloud.config.uri", login: "spring.cloud.config.", product: "http"},
		{key: "eureka.client.service-url.defaultZone", login: "-", product: "http", lazy: true},
		{key: "spring.zipkin.base-url", login: "-", product: "http", lazy: true},
		{key: "management.zipkin.tracing.endpoint", login: "-", product: "http", lazy: true},
		{key: "management.otlp.tracing.endpoint", login: "-", product: "otlp-http", lazy: true},
		{key: "management.otlp.metrics.export.url", login: "-", product: "otlp-http", lazy: true},
		{key: "spring.boot.admin.client.url", login: "-", product: "http", lazy: true},
		{key: "spring.cassandra.contact-points", login: "spring.cassandra.", product: "cassandra"},
		{key: "spring.activemq.broker-url", login: "spring.activemq."},
		{key: "spring.cloud.nacos.discovery.server-addr", login: "-", product: "http"},
		{key: "spring.cloud.nacos.config.server-addr", login: "-", product: "http"},
		{key: "spring.ldap.urls", login: "-", product: "ldap", lazy: true},
	}
}

// springHost is a server whose host and port are set apart.
type springHost struct{ prefix, product, port string }

func springHosts() []springHost {
	return []springHost{
		{"spring.data.redis.", "redis", "6379"},
		{"spring.redis.", "redis", "6379"},
		{"spring.rabbitmq.", "rabbitmq", "5672"},
		{"spring.data.mongodb.", "mongodb", "27017"},
		{"spring.mail.", "smtp", "25"},
		{"spring.cloud.consul.", "consul", "8500"},
	}
}
