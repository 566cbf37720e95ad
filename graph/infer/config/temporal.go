package config

import "github.com/ctypes-dev/ctypes/graph/infer/config/syntax"

func temporalKind() kind {
	return kind{
		name:   "temporal",
		paths:  []string{"/etc/temporal/config/"},
		images: []string{"temporal", "server", "auto-setup"},
		may:    isTemporal,
		sure:   isTemporal,
		read:   readTemporal,
	}
}

func isTemporal(d *document) bool {
	return d.root().Get("persistence", "datastores") != nil
}

func readTemporal(f *finder) {
	root := f.root()
	for _, store := range root.Get("persistence", "datastores").All() {
		temporalStore(f, store)
	}
	for _, e := range root.Get("services").Pairs() {
		rpc := e.Value.Get("rpc")
		l := Listen{What: e.Key.Value + " service", Loopback: rpc.Get("bindOnLocalHost").Is("true")}
		if e.Key.Value == "frontend" {
			l.Types = types("temporal")
		}
		f.listenOn(rpc.Get("bindOnIP").Text(), rpc.Get("grpcPort").Text(), l)
		l.Types = types("http")
		f.listenOn(rpc.Get("bindOnIP").Text(), rpc.Get("httpPort").Text(), l)
	}
	f.addresses(root.Get("publicClient", "hostPort"), Dial{What: "publicClient", Types: types("temporal"), Lazy: true, Literal: true})
	if metrics := root.Get("global", "metrics", "prometheus", "listenAddress"); metrics.IsScalar() {
		f.listen(metrics.Text(), Listen{Types: types("metrics"), What: "metrics"})
	}
}

// temporalStore dials what a server keeps its histories in, which must answer
// when it starts.
func temporalStore(f *finder, store *syntax.Node) {
	sql, cassandra, search := store.Get("sql"), store.Get("cassandra"), store.Get("elasticsearch", "url")
	use := withLogin(sql, Dial{What: "datastore", Types: types(temporalProduct(sql.Get("pluginName").Text().Value)), Literal: true})
	use.Database = fieldOf(sql.Get("databaseName").Text())
	f.addresses(sql.Get("connectAddr"), use)
	use = withLogin(cassandra, Dial{What: "datastore", Types: types("cassandra"), Literal: true})
	use.Database = fieldOf(cassandra.Get("keyspace").Text())
	f.server(cassandra.Get("hosts").Text(), cassandra.Get("port").Text(), use)
	f.addresses(search.Get("host"), Dial{
		What: "datastore", Types: types("elasticsearch"), Literal: true, Scheme: fieldOf(search.Get("scheme").Text()), TLS: search.Get("scheme").Is("https"),
	})
}

// temporalProduct is the product that a plugin connects to.
func temporalProduct(plugin string) string {
	switch plugin {
	case "postgres", "postgres12", "postgres12_pgx":
		return "postgres"
	case "mysql", "mysql8":
		return "mysql"
	}
	return ""
}
