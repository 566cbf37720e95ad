package config

// httpType is the protocol of the web.
const httpType = "org.ietf.http"

// types are the names of the protocols that a product's clients speak, the
// most telling first; nil for a product that is not known. Products that speak
// HTTP are followed by it: many others stand in for them.
func types(product string) []string {
	switch product {
	case "http":
		return []string{httpType}
	case "grpc":
		return []string{"io.grpc.grpc"}
	case "fastcgi":
		return []string{"org.fastcgi.fastcgi"}
	case "metrics":
		return []string{"io.prometheus.exposition", httpType}
	case "otlp-grpc":
		return []string{"io.opentelemetry.otlp-grpc"}
	case "otlp-http":
		return []string{"io.opentelemetry.otlp-http", httpType}
	case "elasticsearch":
		return []string{"co.elastic.elasticsearch", "org.opensearch.opensearch", httpType}
	case "influxdb":
		return []string{"com.influxdata.influxdb", httpType}
	case "clickhouse-http":
		return []string{"com.clickhouse.http", httpType}
	case "s3":
		return []string{"com.amazonaws.s3", httpType}
	case "vault":
		return []string{"io.vaultproject.api", httpType}
	case "consul":
		return []string{"io.consul.api", httpType}
	case "docker":
		return []string{"com.docker.engine", httpType}
	}
	return binaryTypes(product)
}

// binaryTypes are the protocols that do not build on HTTP.
func binaryTypes(product string) []string {
	switch product {
	case "clickhouse":
		return []string{"com.clickhouse.native"}
	case "postgres", "postgresql":
		return []string{"org.postgresql.db"}
	case "mysql", "mariadb":
		return []string{"com.mysql.db"}
	case "mssql":
		return []string{"com.microsoft.tds"}
	case "mongodb", "mongo":
		return []string{"com.mongodb.db"}
	case "redis", "valkey":
		return []string{"io.redis.resp"}
	case "memcached":
		return []string{"org.memcached.memcache"}
	case "cassandra":
		return []string{"org.apache.cassandra.cql"}
	case "neo4j":
		return []string{"org.neo4j.bolt"}
	case "amqp", "rabbitmq":
		return []string{"org.amqp.amqp-0-9-1"}
	case "mqtt":
		return []string{"org.oasis.mqtt"}
	case "kafka":
		return []string{"org.apache.kafka"}
	case "zookeeper":
		return []string{"org.apache.zookeeper"}
	case "nats":
		return []string{"io.nats.client"}
	case "smtp":
		return []string{"org.ietf.smtp"}
	case "ldap":
		return []string{"org.ietf.ldap"}
	case "syslog":
		return []string{"org.ietf.syslog"}
	case "etcd":
		return []string{"com.coreos.etcd"}
	case "temporal":
		return []string{"io.temporal.frontend"}
	}
	return nil
}
