package contract_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// standard is the lattice that ctypes brings along.
func standard(tb testing.TB) *contract.Lattice {
	tb.Helper()
	l, err := contract.Standard()
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// typeOf reads one type.
func typeOf(t *testing.T, text string) contract.Type {
	t.Helper()
	listen, ok := parse(t, "LISTENS ON: TCP:1 FOR: "+text)[0].Clause.(contract.Listen)
	if !ok || len(listen.For.Types) != 1 {
		t.Fatalf("%s is not one type", text)
	}
	return listen.For.Types[0]
}

func TestRelate(t *testing.T) {
	t.Parallel()
	l := standard(t)
	const (
		undetermined, inside, overlapping, disjoint = contract.Undetermined, contract.Inside, contract.Overlapping, contract.Disjoint
	)
	tests := []struct {
		gives, wants string
		strength     contract.Strength
		versions     contract.Containment
		via          string
	}{
		{"org.postgresql.db", "org.postgresql.db", contract.Same, undetermined, "org.postgresql.db"},
		{"org.postgresql.db@16", "org.postgresql.db@>=14", contract.Same, inside, "org.postgresql.db"},
		{"org.postgresql.db@13.4", "org.postgresql.db@>=14", contract.Same, disjoint, "org.postgresql.db"},
		{"org.postgresql.data@16.1", "org.postgresql.data@17", contract.Same, disjoint, "org.postgresql.data"},
		{"com.amazonaws.s3", "org.ietf.http", contract.Is, undetermined, "com.amazonaws.s3 org.ietf.http"},
		{"io.opentelemetry.otlp-grpc", "org.ietf.http@2", contract.Is, inside, "io.opentelemetry.otlp-grpc io.grpc.grpc org.ietf.http"},
		{"io.grpc.grpc@1.60", "org.ietf.http@1.1", contract.Is, disjoint, "io.grpc.grpc org.ietf.http"},
		{"net.postgis.postgis@3.4", "org.postgresql.db@>=14", contract.Is, undetermined, "net.postgis.postgis org.postgresql.db"},
		{"org.mariadb.db@11", "com.mysql.db", contract.Speaks, undetermined, "org.mariadb.db com.mysql.db"},
		{"org.mariadb.db@11", "com.mysql.db@8", contract.Speaks, inside, "org.mariadb.db com.mysql.db"},
		{"org.mariadb.db@11", "com.mysql.db@>=9", contract.Speaks, disjoint, "org.mariadb.db com.mysql.db"},
		{"io.valkey.resp@8", "io.redis.resp@7", contract.Speaks, inside, "io.valkey.resp io.redis.resp"},
		{"io.valkey.resp@8", "io.redis.resp@>=7.4", contract.Speaks, disjoint, "io.valkey.resp io.redis.resp"},
		{"dev.keydb.resp", "io.redis.resp", contract.Like, undetermined, "dev.keydb.resp io.redis.resp"},
		{"org.opensearch.opensearch", "co.elastic.elasticsearch@7", contract.Like, inside, "org.opensearch.opensearch co.elastic.elasticsearch"},
		{"org.opensearch.opensearch", "org.ietf.http", contract.Is, undetermined, "org.opensearch.opensearch org.ietf.http"},
		// The other way round.
		{"org.ietf.http", "com.amazonaws.s3", contract.Broader, undetermined, "org.ietf.http com.amazonaws.s3"},
		{"com.mysql.db@8", "org.mariadb.db", contract.Like, undetermined, "com.mysql.db org.mariadb.db"},
		{"io.redis.resp", "dev.keydb.resp", contract.Like, undetermined, "io.redis.resp dev.keydb.resp"},
		// Nothing in common.
		{"com.mysql.db", "org.postgresql.db", contract.Unrelated, undetermined, ""},
		{"org.amqp.amqp-0-9-1", "org.oasis.amqp-1-0", contract.Unrelated, undetermined, ""},
		{"com.amazonaws.s3", "io.min.console", contract.Unrelated, undetermined, ""},
		{"com.example.own", "org.ietf.http", contract.Unrelated, undetermined, ""},
		{"com.example.own@2", "com.example.own@1", contract.Same, disjoint, "com.example.own"},
		// What says nothing, and what takes everything.
		{"?", "org.ietf.http", contract.Undecided, undetermined, ""},
		{"org.ietf.http", "?", contract.Undecided, undetermined, ""},
		{"org.ietf.http", "*", contract.Is, undetermined, "org.ietf.http"},
		{"*", "org.ietf.http", contract.Undecided, undetermined, ""},
		{"<A>", "org.ietf.http", contract.Undecided, undetermined, ""},
		{"org.ietf.http", "<A>", contract.Undecided, undetermined, ""},
	}
	for _, tt := range tests {
		got := l.Relate(typeOf(t, tt.gives), typeOf(t, tt.wants))
		if got.Strength != tt.strength || got.Versions != tt.versions || strings.Join(got.Via, " ") != tt.via {
			t.Errorf("Relate(%s, %s) = %+v, want %d %d %s", tt.gives, tt.wants, got, tt.strength, tt.versions, tt.via)
		}
	}
}

// TestStandardIsAnOrder holds every pair of standard types to what any order
// of types must keep.
func TestStandardIsAnOrder(t *testing.T) {
	t.Parallel()
	l := standard(t)
	names := l.Names()
	if len(names) < 300 || !slices.IsSorted(names) {
		t.Fatalf("%d names", len(names))
	}
	// Volume formats stand on their own, nearly all of them.
	names = slices.DeleteFunc(names, func(n string) bool { d, _ := l.Declared(n); return d.Is.IsZero() && d.Ports == nil })
	of := func(name string) contract.Type { return contract.Type{Kind: contract.Named, Name: name} }
	for _, a := range names {
		if got := l.Relate(of(a), of(a)).Strength; got != contract.Same {
			t.Errorf("%s relates to itself by %d", a, got)
		}
		for _, b := range names {
			there, back := l.Relate(of(a), of(b)), l.Relate(of(b), of(a))
			if a != b && there.Strength == contract.Is && back.Strength != contract.Broader && back.Strength != contract.Like {
				t.Errorf("%s is %s, which relates back by %d", a, b, back.Strength)
			}
			if (there.Strength == contract.Unrelated) != (back.Strength == contract.Unrelated) {
				t.Errorf("%s and %s are unrelated one way only", a, b)
			}
			if there.Strength > contract.Unrelated && (there.Via[0] != a || there.Via[len(there.Via)-1] != b) {
				t.Errorf("%s relates to %s by way of %v", a, b, there.Via)
			}
		}
	}
}

func TestSeedTypes(t *testing.T) {
	t.Parallel()
	l := standard(t)
	const tcp, udp = contract.TCP, contract.UDP
	tests := []struct {
		name      string
		transport contract.Transport
		port      int
		scheme    string
		is        string
	}{
		{"org.ietf.http", tcp, 80, "http", ""},
		{"org.ietf.websocket", tcp, 80, "ws", "org.ietf.http"},
		{"io.grpc.grpc", tcp, 50051, "grpc", "org.ietf.http"},
		{"io.opentelemetry.otlp-grpc", tcp, 4317, "http", "io.grpc.grpc"},
		{"io.opentelemetry.otlp-http", tcp, 4318, "https", "org.ietf.http"},
		{"io.prometheus.exposition", tcp, 9090, "http", "org.ietf.http"},
		{"com.amazonaws.s3", tcp, 9000, "https", "org.ietf.http"},
		{"co.elastic.elasticsearch", tcp, 9200, "http", "org.ietf.http"},
		{"org.opensearch.opensearch", tcp, 9200, "http", ""},
		{"com.clickhouse.http", tcp, 8123, "http", "org.ietf.http"},
		{"com.clickhouse.native", tcp, 9000, "clickhouse", ""},
		{"com.influxdata.influxdb", tcp, 8086, "http", "org.ietf.http"},
		{"com.docker.engine", tcp, 2375, "unix", "org.ietf.http"},
		{"org.opencontainers.distribution", tcp, 5000, "https", "org.ietf.http"},
		{"com.ollama.api", tcp, 11434, "http", ""},
		{"io.vaultproject.api", tcp, 8200, "http", "org.ietf.http"},
		{"io.consul.api", tcp, 8500, "http", "org.ietf.http"},
		{"com.coreos.etcd", tcp, 2379, "http", "io.grpc.grpc"},
		{"org.postgresql.db", tcp, 5432, "postgresql", ""},
		{"com.cockroachlabs.cockroachdb", tcp, 26257, "postgres", ""},
		{"com.mysql.db", tcp, 3306, "mysql2", ""},
		{"org.mariadb.db", tcp, 3306, "mariadb", ""},
		{"com.microsoft.tds", tcp, 1433, "mssql", ""},
		{"com.oracle.tns", tcp, 1521, "oracle", ""},
		{"com.mongodb.db", tcp, 27017, "mongodb+srv", ""},
		{"io.redis.resp", tcp, 6379, "rediss", ""},
		{"org.memcached.memcache", tcp, 11211, "memcached", ""},
		{"org.apache.cassandra.cql", tcp, 9042, "cassandra", ""},
		{"org.neo4j.bolt", tcp, 7687, "neo4j", ""},
		{"org.amqp.amqp-0-9-1", tcp, 5672, "amqps", ""},
		{"org.oasis.amqp-1-0", tcp, 5672, "amqp", ""},
		{"org.oasis.mqtt", tcp, 1883, "mqtt", ""},
		{"org.apache.kafka", tcp, 9092, "kafka", ""},
		{"io.nats.client", tcp, 4222, "nats", ""},
		{"org.ietf.smtp", tcp, 25, "smtp", ""},
		{"org.ietf.ldap", tcp, 389, "ldap", ""},
		{"org.ietf.dns", udp, 53, "dns", ""},
		{"org.ietf.syslog", udp, 514, "syslog", ""},
		{"org.ietf.ssh", tcp, 22, "ssh", ""},
		{"org.fastcgi.fastcgi", tcp, 9000, "fastcgi", ""},
		{"io.temporal.frontend", tcp, 7233, "grpc", "io.grpc.grpc"},
	}
	for _, tt := range tests {
		d, ok := l.Declared(tt.name)
		ports := l.Ports(tt.name)
		if !ok || len(ports) == 0 || ports[0].Transport != tt.transport || ports[0].First != tt.port {
			t.Errorf("%s: declared %v, ports %v", tt.name, ok, ports)
		}
		if !slices.Contains(l.Schemes(tt.name), tt.scheme) || !l.TakesScheme(tt.name, tt.scheme) {
			t.Errorf("%s: schemes %v lack %s", tt.name, l.Schemes(tt.name), tt.scheme)
		}
		if tt.is != "" && !strings.HasPrefix(d.Is.String(), tt.is) {
			t.Errorf("%s is %s, want %s", tt.name, d.Is, tt.is)
		}
	}
	for _, name := range []string{
		"org.w3.clf", "org.w3.site", "org.ietf.tls-keypair", "org.postgresql.data", "org.postgresql.initdb", "com.mysql.data",
		"com.mysql.initdb", "io.redis.data", "org.unix.socket-dir", "org.nginx.conf", "org.nginx.template", "com.openai.api",
	} {
		if _, ok := l.Declared(name); !ok {
			t.Errorf("%s is not declared", name)
		}
	}
}

func TestLookups(t *testing.T) {
	t.Parallel()
	l := standard(t)
	schemes := []struct {
		scheme string
		want   []string
	}{
		{"http", []string{"org.ietf.http"}},
		{"HTTPS", []string{"org.ietf.http"}},
		{"ws", []string{"org.ietf.websocket"}},
		{"postgres", []string{"org.postgresql.db"}},
		{"postgresql+asyncpg", []string{"org.postgresql.db"}},
		{"mysql", []string{"com.mysql.db"}},
		{"mariadb", []string{"org.mariadb.db"}},
		{"redis", []string{"io.redis.resp"}},
		{"redis+sentinel", []string{"io.redis.sentinel"}},
		{"mongodb+srv", []string{"com.mongodb.db"}},
		{"amqp", []string{"org.amqp.amqp-0-9-1", "org.oasis.amqp-1-0"}},
		{"SASL_SSL", []string{"org.apache.kafka"}},
		{"grpc", []string{"io.grpc.grpc"}},
		{"tcp", nil},
		{"unix", nil},
		{"tcp+tls", []string{"com.contribsys.faktory"}},
		{"udp+x", nil},
		{"gopher", nil},
		{"", nil},
	}
	for _, tt := range schemes {
		if got := l.ByScheme(tt.scheme); !slices.Equal(got, tt.want) {
			t.Errorf("ByScheme(%s) = %v, want %v", tt.scheme, got, tt.want)
		}
	}
	ports := []struct {
		transport contract.Transport
		port      int
		want      []string
	}{
		{contract.TCP, 80, []string{"org.ietf.http"}},
		{contract.TCP, 5432, []string{"org.postgresql.db"}},
		{contract.TCP, 6379, []string{"io.redis.resp"}},
		{contract.TCP, 9200, []string{"co.elastic.elasticsearch"}},
		{contract.TCP, 9000, []string{"com.amazonaws.s3", "com.clickhouse.native", "org.fastcgi.fastcgi"}},
		{contract.TCP, 3306, []string{"com.mysql.db"}},
		{contract.UDP, 53, []string{"org.ietf.dns"}},
		{contract.UDP, 5432, nil},
		{contract.TCP, 1, nil},
	}
	for _, tt := range ports {
		if got := l.ByPort(tt.transport, tt.port); !slices.Equal(got, tt.want) {
			t.Errorf("ByPort(%v, %d) = %v, want %v", tt.transport, tt.port, got, tt.want)
		}
	}
	cells := map[string]string{
		"org.postgresql.db": "database", "net.postgis.postgis": "database", "com.mysql.db": "database", "com.mongodb.db": "database",
		"org.amqp.amqp-0-9-1": "vhost", "com.amazonaws.s3": "bucket", "org.apache.kafka": "topic", "com.redpanda.kafka": "topic",
		"co.elastic.elasticsearch": "index", "org.oasis.mqtt": "topic", "org.ietf.http": "", "com.example.own": "",
	}
	for name, want := range cells {
		if got := l.Cells(name); got != want {
			t.Errorf("Cells(%s) = %q, want %q", name, got, want)
		}
	}
	if got := l.Versions("com.timescale.timescaledb"); got != contract.Major {
		t.Errorf("the versions of timescaledb compare by %d", got)
	}
	if l.TakesScheme("org.postgresql.db", "mysql") || !l.TakesScheme("com.mysql.db", "mariadb") || !l.TakesScheme("com.example.own", "x") {
		t.Error("TakesScheme")
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	l := standard(t)
	tests := []struct {
		name string
		want []string
	}{
		{"org.postgresql.bd", []string{"org.postgresql.db"}},
		{"org.ietf.htttp", []string{"org.ietf.http", "org.ietf.tftp"}},
		{"org.ietf.http", nil},
		{"kafka", []string{"org.apache.kafka", "com.redpanda.kafka", "org.apache.kafka.data"}},
		{"com.example.own", nil},
	}
	for _, tt := range tests {
		if got := l.Near(tt.name); !slices.Equal(got, tt.want) {
			t.Errorf("Near(%s) = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	base := standard(t)
	decls := contract.TypeDecls(parse(t, `
TYPE: com.acme.orders IS: org.ietf.http CELLS: index
TYPE: com.acme.orders IS: io.grpc.grpc
TYPE: com.acme.queue SPEAKS: org.amqp.amqp-0-9-2 PORTS: 5999
TYPE: com.acme.a IS: com.acme.b
TYPE: com.acme.b IS: com.acme.a
TYPE: com.acme.old@<3 LIKE: com.mysql.db
`))
	l, errs := base.Extend(decls)
	var told []string
	for _, err := range errs {
		if e, ok := errors.AsType[*contract.TypeError](err); ok {
			told = append(told, e.Name)
		}
	}
	if !slices.Equal(told, []string{"com.acme.orders", "com.acme.queue", "com.acme.a"}) {
		t.Errorf("errors %v", errs)
	}
	if !strings.Contains(errs[1].Error(), "did you mean `org.amqp.amqp-0-9-1`") {
		t.Errorf("no near name in %v", errs[1])
	}
	if got := l.Cells("com.acme.orders"); got != "index" {
		t.Errorf("the first declaration does not hold: cells %q", got)
	}
	if got := l.ByPort(contract.TCP, 5999); !slices.Equal(got, []string{"com.acme.queue"}) {
		t.Errorf("ByPort = %v", got)
	}
	if _, ok := base.Declared("com.acme.orders"); ok {
		t.Error("the lattice that was extended has changed")
	}
	old, wants := typeOf(t, "com.acme.old@2"), typeOf(t, "com.mysql.db")
	if got := l.Relate(old, wants).Strength; got != contract.Like {
		t.Errorf("a declaration about its own versions relates by %d", got)
	}
	if got := l.Relate(typeOf(t, "com.acme.old@4"), wants).Strength; got != contract.Like && got != contract.Unrelated {
		t.Errorf("a declaration about other versions relates by %d", got)
	}
	if got := (&contract.Lattice{}).Relate(old, wants).Strength; got != contract.Unrelated {
		t.Errorf("the zero lattice relates by %d", got)
	}
}

func BenchmarkStandard(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		standard(b)
	}
}

func BenchmarkRelate(b *testing.B) {
	l := standard(b)
	gives := contract.Type{Kind: contract.Named, Name: "io.opentelemetry.otlp-grpc"}
	wants := contract.Type{Kind: contract.Named, Name: "org.ietf.http"}
	b.ReportAllocs()
	for b.Loop() {
		l.Relate(gives, wants)
	}
}
