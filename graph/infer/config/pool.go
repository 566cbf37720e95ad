package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

// poolKinds are the programs that stand between clients and PostgreSQL.
func poolKinds() []kind {
	return []kind{
		{
			name: "pgbouncer", paths: []string{"pgbouncer.ini", "pgbouncer*.ini", "/etc/pgbouncer/"}, images: []string{"pgbouncer"},
			may: isPgBouncer, sure: isPgBouncer, read: readPgBouncer,
		},
		{
			name: "pgpool", paths: []string{"pgpool.conf"}, images: []string{"pgpool"},
			may: named("conf"), sure: func(d *document) bool { return named("conf")(d) && strings.Contains(d.text.Value, "backend_hostname0") }, read: readPgpool,
		},
	}
}

func isPgBouncer(d *document) bool {
	return named("ini", "conf", "cfg")(d) && strings.Contains(d.text.Value, "[databases]") && strings.Contains(d.text.Value, "[pgbouncer]") &&
		syntax.INI(d.text, "=") != nil
}

func readPgBouncer(f *finder) {
	root := syntax.INI(f.text, "=")
	for _, e := range root.Get("databases").Pairs() {
		pgBouncerDatabase(f, e)
	}
	section := root.Get("pgbouncer")
	f.listenOn(section.Get("listen_addr").Text(), section.Get("listen_port").Text(), Listen{
		Port: otherwise("6432"), Types: types("postgres"), What: "listen_port",
	})
}

// pgBouncerDatabase reads name = host=h port=5432 dbname=d. A database without
// a host is that of a Unix socket; one without a name of its own has that of
// the entry, but for the one that stands for all others.
func pgBouncerDatabase(f *finder, e syntax.Entry) {
	use := Dial{What: "database", Types: types("postgres"), Lazy: true, Literal: true, Port: otherwise("5432")}
	if e.Key.Value != "*" {
		use.Database = fieldOf(e.Key.Text().Unquote())
	}
	var host syntax.Text
	for _, word := range syntax.Words(e.Value.Text()) {
		key, value, found := word.Cut("=")
		if value = value.Unquote(); !found || value.Value == "" {
			continue
		}
		switch strings.TrimSpace(key.Value) {
		case "host":
			host = value
		case "port":
			if p, ok := portOf(value); ok {
				use.Port = p
			}
		case "dbname":
			use.Database = fieldOf(value)
		case "user":
			use.User = fieldOf(value)
		case "password":
			use.Password = fieldOf(value)
		}
	}
	f.address(host, use)
}

func readPgpool(f *finder) {
	s := settingsOf(syntax.Settings(f.text))
	for _, one := range s.list {
		if number, ok := strings.CutPrefix(one.key, "backendhostname"); ok {
			use := Dial{What: "backend", Types: types("postgres"), Lazy: true, Literal: true, Port: otherwise("5432")}
			f.server(one.value.Text(), s.get("backendport"+number), use)
		}
	}
	f.listenOn(s.get("listenaddresses"), s.get("port"), Listen{Port: otherwise("9999"), Types: types("postgres"), What: "port"})
}
