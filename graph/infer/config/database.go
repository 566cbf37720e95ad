package config

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

// storeKinds are the kinds of databases and brokers, and what stands before
// them.
func storeKinds() []kind {
	return slices.Concat(poolKinds(), []kind{clickHouseKind(), redisKind(), mosquittoKind(), mysqlKind(), postgresKind(), mongoKind(), rabbitKind()}, kafkaKinds())
}

func mysqlKind() kind {
	return kind{
		name:   "mysql",
		paths:  []string{"my.cnf", "*.cnf", "/etc/mysql/", "/etc/my.cnf.d/"},
		images: []string{"mysql", "mariadb", "percona", "mysql-server"},
		may:    func(d *document) bool { return named("cnf", "conf", "ini")(d) && syntax.INI(d.text, "=") != nil },
		read:   readMySQL,
	}
}

func readMySQL(f *finder) {
	for _, e := range syntax.INI(f.text, "=").Pairs() {
		switch strings.ToLower(e.Key.Value) {
		case "mysqld", "mariadb", "mariadbd", "server":
			f.listenOn(firstWord(e.Value.Get("bind-address")), firstWord(e.Value.Get("port")), Listen{
				Port: otherwise("3306"), Types: types("mysql"), What: "bind-address",
			})
			f.folder(firstWord(e.Value.Get("datadir")), Write, "datadir")
			f.folderOf(firstWord(e.Value.Any("log-error", "log_error")), Write, "log-error")
			f.folderOf(firstWord(e.Value.Get("slow_query_log_file")), Write, "slow_query_log_file")
		}
	}
}

// firstWord is a value without a comment behind it.
func firstWord(n *syntax.Node) syntax.Text {
	if words := syntax.Words(n.Text()); len(words) > 0 {
		return words[0]
	}
	return syntax.Text{}
}

func postgresKind() kind {
	return kind{
		name:   "postgresql",
		paths:  []string{"postgresql.conf", "postgresql*.conf", "postgres*.conf", "/etc/postgresql/"},
		images: []string{"postgres", "postgis", "pgvector", "timescaledb"},
		may:    func(d *document) bool { return named("conf")(d) && !strings.HasPrefix(d.base(), "pg_") },
		read:   readPostgres,
	}
}

func readPostgres(f *finder) {
	s := settingsOf(syntax.Settings(f.text))
	hosts := s.get("listenaddresses")
	l := Listen{Port: otherwise("5432"), Types: types("postgres"), What: "listen_addresses", TLS: false}
	l.Loopback = hosts.Value != "" && allLoopback(hosts.Split(","))
	f.listenOn(hosts, s.get("port"), l)
	f.address(s.get("primaryconninfo"), Dial{What: "primary_conninfo", Types: types("postgres"), Lazy: true, Literal: true, Port: otherwise("5432")})
	f.folder(s.get("datadirectory"), Write, "data_directory")
	f.folder(s.get("logdirectory"), Write, "log_directory")
}

func mongoKind() kind {
	return kind{
		name:   "mongodb",
		paths:  []string{"mongod.conf", "mongod*.conf", "mongos.conf", "mongo.conf", "mongod.yml", "mongod.yaml"},
		images: []string{"mongo", "mongodb", "mongodb-community-server"},
		may:    isData,
		read:   readMongo,
	}
}

func readMongo(f *finder) {
	root := f.root()
	network := root.Get("net")
	hosts := network.Get("bindIp").Text()
	l := Listen{Port: otherwise("27017"), Types: types("mongodb"), What: "net.bindIp"}
	l.Loopback = hosts.Value != "" && allLoopback(hosts.Split(","))
	l.TLS = network.Get("tls", "mode").Is("requireTLS") || network.Get("ssl", "mode").Is("requireSSL")
	f.listenOn(hosts, network.Get("port").Text(), l)
	if _, members, found := root.Get("sharding", "configDB").Text().Cut("/"); found {
		f.address(members, Dial{What: "configDB", Types: types("mongodb"), Lazy: true, Literal: true, Port: otherwise("27019")})
	}
	f.folder(root.Get("storage", "dbPath").Text(), Write, "storage.dbPath")
	f.folderOf(root.Get("systemLog", "path").Text(), Write, "systemLog.path")
}

func rabbitKind() kind {
	return kind{
		name:   "rabbitmq",
		paths:  []string{"rabbitmq.conf", "rabbitmq*.conf", "/etc/rabbitmq/"},
		images: []string{"rabbitmq"},
		may:    func(d *document) bool { return named("conf")(d) && strings.Contains(d.text.Value, "=") },
		read:   readRabbit,
	}
}

// readRabbit reads a broker: its listeners, by protocol, and its first account.
func readRabbit(f *finder) {
	s := settingsOf(syntax.Settings(f.text))
	account := Listen{User: s.field("defaultuser"), Password: s.field("defaultpass"), Database: s.field("defaultvhost")}
	amqp := 0
	for _, one := range s.list {
		l, ok := rabbitListener(one.key)
		if !ok || one.value.Is("none") {
			continue
		}
		if strings.HasPrefix(one.key, "listeners.") {
			amqp++
			l.User, l.Password, l.Database = account.User, account.Password, account.Database
		}
		f.listen(one.value.Text(), l)
	}
	if amqp == 0 && (account.User.Text != "" || account.Password.Text != "") {
		account.Port, account.Types, account.What = otherwise("5672"), types("rabbitmq"), "default_user"
		f.listenAt(syntax.Text{}, s.get("defaultuser", "defaultpass").Span(), account)
	}
	for _, one := range s.list {
		if strings.HasPrefix(one.key, "authldap.servers.") {
			f.address(one.value.Text(), Dial{What: "auth_ldap.servers", Types: types("ldap"), Lazy: true, Literal: true, Port: otherwise("389")})
		}
	}
}

// rabbitListener is what listens where a key says.
func rabbitListener(key string) (Listen, bool) {
	l := Listen{What: key, TLS: strings.Contains(key, ".ssl.")}
	switch {
	case strings.HasPrefix(key, "listeners.tcp."), strings.HasPrefix(key, "listeners.ssl."):
		l.Types = types("rabbitmq")
	case key == "management.tcp.port", key == "management.listener.port", key == "management.ssl.port":
		l.Types = types("http")
	case key == "prometheus.tcp.port":
		l.Types = types("metrics")
	case strings.HasPrefix(key, "mqtt.listeners."):
		l.Types = types("mqtt")
	case strings.HasPrefix(key, "stomp.listeners."), strings.HasPrefix(key, "stream.listeners."):
	default:
		return l, false
	}
	return l, true
}
