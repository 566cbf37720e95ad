package infer

// productType is the protocol that a product's name in a variable, or in a
// value such as DB_CONNECTION=mysql, stands for; "" for any other word.
func productType(word string) string {
	switch word {
	case "postgres", "postgresql", "pg", "psql", "pgsql", "timescale", "timescaledb", "psycopg", "psycopg2", "asyncpg", "pgvector":
		return "org.postgresql.db"
	case "mysql", "mysql2", "mysqli", "pymysql", "mysqlclient":
		return "com.mysql.db"
	case "mariadb":
		return "org.mariadb.db"
	case "mongo", "mongodb":
		return "com.mongodb.db"
	case "redis", "valkey", "keydb", "dragonfly":
		return "io.redis.resp"
	case "memcached", "memcache":
		return "org.memcached.memcache"
	case "rabbitmq", "rabbit", "amqp":
		return "org.amqp.amqp-0-9-1"
	case "kafka":
		return "org.apache.kafka"
	case "nats":
		return "io.nats.client"
	case "mqtt", "mosquitto":
		return "org.oasis.mqtt"
	case "zookeeper", "zk":
		return "org.apache.zookeeper"
	case "elasticsearch", "elastic", "es":
		return "co.elastic.elasticsearch"
	case "opensearch":
		return "org.opensearch.opensearch"
	case "clickhouse":
		return "" // its two protocols are told apart by the port alone
	case "cassandra", "scylla":
		return "org.apache.cassandra.cql"
	case "neo4j":
		return "org.neo4j.bolt"
	case "influxdb", "influx":
		return "com.influxdata.influxdb"
	case "mssql", "sqlserver":
		return "com.microsoft.tds"
	case "oracle":
		return "com.oracle.tns"
	case "smtp", "mail", "email", "mailer", "sendmail", "mailhog", "mailpit":
		return "org.ietf.smtp"
	case "ldap":
		return "org.ietf.ldap"
	case "etcd":
		return "com.coreos.etcd"
	case "s3", "minio":
		return "com.amazonaws.s3"
	case "vault":
		return "io.vaultproject.api"
	case "consul":
		return "io.consul.api"
	case "temporal":
		return "io.temporal.frontend"
	case "ollama", "openai":
		return "com.openai.api"
	}
	return ""
}

// productWords are the words that productType knows.
func productWords() []string {
	return []string{
		"postgres", "postgresql", "pg", "psql", "mysql", "mariadb", "mongo", "mongodb", "redis", "valkey", "memcached",
		"rabbitmq", "rabbit", "amqp", "kafka", "nats", "mqtt", "elasticsearch", "elastic", "opensearch", "clickhouse",
		"cassandra", "neo4j", "influxdb", "influx", "mssql", "smtp", "mail", "email", "ldap", "etcd", "minio", "s3",
	}
}

// anyDatabase are the protocols that DB_HOST and DATABASE_HOST may mean.
func anyDatabase() []string {
	return []string{
		"org.postgresql.db", "com.mysql.db", "org.mariadb.db", "com.mongodb.db", "com.microsoft.tds", "com.oracle.tns",
	}
}
