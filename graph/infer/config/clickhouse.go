package config

import (
	"slices"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func clickHouseKind() kind {
	return kind{
		name:   "clickhouse",
		paths:  []string{"/etc/clickhouse-server/", "/etc/clickhouse-keeper/"},
		images: []string{"clickhouse-server", "clickhouse-keeper", "clickhouse"},
		may:    func(d *document) bool { return d.clickHouse() != nil },
		sure:   func(d *document) bool { return d.clickHouse() != nil },
		read:   readClickHouse,
	}
}

// clickHouse returns the settings of a ClickHouse server; nil for other files.
func (d *document) clickHouse() *syntax.Node {
	root := d.root()
	if d.extension() == "xml" {
		root = syntax.XML(d.text)
	}
	if len(root.Pairs()) != 1 {
		return nil
	}
	if settings := root.Any("clickhouse", "yandex"); settings != nil && settings.Kind == syntax.Mapping {
		return settings
	}
	return nil
}

func readClickHouse(f *finder) {
	c := f.clickHouse()
	clickHouseListeners(f, c)
	for _, cluster := range c.Get("remote_servers").All() {
		for _, shard := range cluster.Every("shard") {
			for _, replica := range shard.Every("replica") {
				use := Dial{What: "remote_servers", Types: types("clickhouse"), Lazy: true, Literal: true, Port: otherwise("9000"), TLS: replica.Get("secure").Is("1")}
				f.server(replica.Get("host").Text(), replica.Get("port").Text(), withLogin(replica, use))
			}
		}
	}
	for _, node := range c.Get("zookeeper").Every("node") {
		f.server(node.Get("host").Text(), node.Get("port").Text(), Dial{What: "zookeeper", Types: types("zookeeper"), Lazy: true, Literal: true, Port: otherwise("2181")})
	}
	for _, member := range c.Get("keeper_server", "raft_configuration").Every("server") {
		f.server(member.Get("hostname").Text(), member.Get("port").Text(), Dial{What: "raft_configuration", Lazy: true, Literal: true})
	}
	for _, disk := range c.Get("storage_configuration", "disks").All() {
		f.addresses(disk.Get("endpoint"), Dial{What: "disk", Types: types("s3"), Literal: true})
	}
	f.folder(c.Get("path").Text(), Write, "path")
	f.folderOf(c.Get("logger", "log").Text(), Write, "log")
}

// clickHouseListeners adds the ports of a server, one for each protocol.
func clickHouseListeners(f *finder, c *syntax.Node) {
	hosts := c.Every("listen_host")
	loopback := len(hosts) > 0 && !slices.ContainsFunc(hosts, func(h *syntax.Node) bool { return !isLoopback(h.Value) })
	for _, p := range []struct {
		key, product string
		tls          bool
	}{
		{key: "http_port", product: "clickhouse-http"},
		{key: "https_port", product: "clickhouse-http", tls: true},
		{key: "tcp_port", product: "clickhouse"},
		{key: "tcp_port_secure", product: "clickhouse", tls: true},
		{key: "mysql_port", product: "mysql"},
		{key: "postgresql_port", product: "postgres"},
		{key: "interserver_http_port", product: "http"},
	} {
		f.listenOn(syntax.Text{}, c.Get(p.key).Text(), Listen{What: p.key, Types: types(p.product), TLS: p.tls, Loopback: loopback})
	}
	f.listenOn(syntax.Text{}, c.Get("keeper_server", "tcp_port").Text(), Listen{What: "keeper_server", Loopback: loopback})
}
