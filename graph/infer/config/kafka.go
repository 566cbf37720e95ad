package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func kafkaKinds() []kind {
	return []kind{
		{
			name: "zookeeper", paths: []string{"zoo.cfg", "zoo*.cfg", "zookeeper.properties"}, images: []string{"zookeeper"},
			may: named("cfg", "properties"), read: readZooKeeper,
		},
		{
			name: "kafka", paths: []string{"/opt/kafka/config/", "/opt/bitnami/kafka/config/"}, images: []string{"kafka", "cp-kafka", "cp-server", "kafka-native"},
			may: isKafka, sure: isKafka, read: readKafka,
		},
	}
}

func isKafka(d *document) bool {
	if d.extension() != "properties" {
		return false
	}
	s := settingsOf(syntax.Properties(d.text))
	for _, key := range []string{"advertised.listeners", "zookeeper.connect", "process.roles", "controller.quorum.voters"} {
		if s.get(key).Value != "" {
			return true
		}
	}
	return false
}

// readZooKeeper reads server.1=host:2888:3888;2181, the members of an ensemble.
func readZooKeeper(f *finder) {
	s := settingsOf(syntax.Properties(f.text))
	for _, one := range s.list {
		if !strings.HasPrefix(one.key, "server.") {
			continue
		}
		host, rest, _ := one.value.Text().Cut(":")
		port, _, _ := rest.Cut(":")
		f.server(host, port, Dial{What: "server", Lazy: true, Literal: true})
	}
	f.listenOn(s.get("clientportaddress"), s.get("clientport"), Listen{Types: types("zookeeper"), What: "clientPort"})
	f.folder(s.get("datadir"), Write, "dataDir")
	f.folder(s.get("datalogdir"), Write, "dataLogDir")
}

// readKafka reads a broker: where it listens, what it tells its clients, and
// whom it needs.
func readKafka(f *finder) {
	s := settingsOf(syntax.Properties(f.text))
	advertised := map[string]syntax.Text{}
	for _, a := range s.get("advertised.listeners").Split(",") {
		if name, address, found := a.Cut("://"); found {
			advertised[name.Value] = address
		}
	}
	for _, a := range s.get("listeners").Split(",") {
		name, _, _ := a.Cut("://")
		l := Listen{What: "listeners", Types: types("kafka"), TLS: strings.HasSuffix(name.Value, "SSL")}
		if hands := advertised[name.Value]; hands.Value != "" {
			host, port := splitBind(hands)
			l.AdvertisedHost = fieldOf(host)
			l.AdvertisedPort, _ = portOf(port)
		}
		f.listen(a, l)
	}
	f.address(withoutChroot(s.get("zookeeper.connect")), Dial{What: "zookeeper.connect", Types: types("zookeeper"), Literal: true, Port: otherwise("2181")})
	for _, voter := range s.get("controller.quorum.voters").Split(",") {
		if _, address, found := voter.Cut("@"); found {
			f.address(address, Dial{What: "controller.quorum.voters", Lazy: true, Literal: true})
		}
	}
	f.address(s.get("controller.quorum.bootstrap.servers"), Dial{What: "controller.quorum.bootstrap.servers", Lazy: true, Literal: true})
	f.address(s.get("bootstrap.servers"), Dial{What: "bootstrap.servers", Types: types("kafka"), Lazy: true, Literal: true})
	for _, folder := range s.get("log.dirs", "log.dir").Split(",") {
		f.folder(folder, Write, "log.dirs")
	}
}

// withoutChroot drops the path behind ZooKeeper's members.
func withoutChroot(t syntax.Text) syntax.Text {
	members, _, _ := t.Cut("/")
	return members
}
