package address_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/address"
)

// show spells an address in a form that a table can hold.
func show(a address.Address) string {
	forms := []string{"?", "url", "jdbc", "r2dbc", "keywords", "ado", "gomysql", "redis", "pair", "name"}
	parts := []string{forms[a.Form]}
	add := func(name string, f address.Field) {
		switch {
		case f.Open:
			parts = append(parts, name+"~"+f.Text)
		case f.Set:
			parts = append(parts, name+"="+f.Text)
		}
	}
	add("scheme", a.Scheme)
	add("driver", a.Driver)
	add("host", a.Host)
	add("port", a.Port)
	add("user", a.User)
	add("password", a.Password)
	add("database", a.Database)
	add("path", a.Path)
	add("socket", a.Socket)
	for _, p := range a.Params {
		add("?"+p.Name, p.Field)
	}
	if a.TLS != address.Unsaid {
		parts = append(parts, []string{"", "plain", "optional", "tls"}[a.TLS])
	}
	return strings.Join(parts, " ")
}

func showAll(all []address.Address) []string {
	shown := make([]string, 0, len(all))
	for _, a := range all {
		shown = append(shown, show(a))
	}
	return shown
}

var parsed = []struct {
	value string
	want  []string
}{
	// URLs.
	{"http://web", []string{"url scheme=http host=web plain"}},
	{"https://web:8443/a%20b?x=1+2&y#z", []string{"url scheme=https host=web port=8443 path=/a b ?x=1 2 tls"}},
	{"  http://web:80/  ", []string{"url scheme=http host=web port=80 path=/ plain"}},
	{"postgres://u:p%40w@db:5432/app", []string{"url scheme=postgres host=db port=5432 user=u password=p@w database=app path=/app"}},
	{"postgresql+asyncpg://u@db/app?ssl=require", []string{"url scheme=postgresql driver=asyncpg host=db user=u database=app path=/app ?ssl=require tls"}},
	{"postgres://db/app?sslmode=disable", []string{"url scheme=postgres host=db database=app path=/app ?sslmode=disable plain"}},
	{"postgres://db/app?sslmode=prefer", []string{"url scheme=postgres host=db database=app path=/app ?sslmode=prefer optional"}},
	{"postgresql:///app?host=db&port=5433&user=u&password=p", []string{
		"url scheme=postgresql host=db port=5433 user=u password=p database=app path=/app ?host=db ?port=5433 ?user=u ?password=p",
	}},
	{"postgresql:///app?host=/run/postgresql", []string{"url scheme=postgresql database=app path=/app socket=/run/postgresql ?host=/run/postgresql"}},
	{"postgresql://%2Frun%2Fpostgresql/app", []string{"url scheme=postgresql database=app path=/app socket=/run/postgresql"}},
	{"mongodb://u:p@a:27017,b:27018/db?authSource=admin", []string{
		"url scheme=mongodb host=a port=27017 user=u password=p database=db path=/db ?authSource=admin",
		"url scheme=mongodb host=b port=27018 user=u password=p database=db path=/db ?authSource=admin",
	}},
	{"mongodb+srv://u:p@cluster.example.com/db", []string{"url scheme=mongodb driver=srv host=cluster.example.com user=u password=p database=db path=/db tls"}},
	{"mongodb+srv://cluster.example.com/?tls=false", []string{"url scheme=mongodb driver=srv host=cluster.example.com path=/ ?tls=false plain"}},
	{"amqp://guest:guest@rabbit", []string{"url scheme=amqp host=rabbit user=guest password=guest plain"}},
	{"amqp://rabbit:5672/", []string{"url scheme=amqp host=rabbit port=5672 path=/ plain"}},
	{"amqp://rabbit:5672//", []string{"url scheme=amqp host=rabbit port=5672 database=/ path=// plain"}},
	{"amqps://rabbit/%2F", []string{"url scheme=amqps host=rabbit database=/ path=// tls"}},
	{"amqp://rabbit/shop/blue", []string{"url scheme=amqp host=rabbit database=shop/blue path=/shop/blue plain"}},
	{"pyamqp://guest@a:5672//;pyamqp://guest@b:5672//", []string{
		"url scheme=pyamqp host=a port=5672 user=guest path=//",
		"url scheme=pyamqp host=b port=5672 user=guest path=//",
	}},
	{"redis://:secret@cache:6379/0", []string{"url scheme=redis host=cache port=6379 password=secret database=0 path=/0 plain"}},
	{"rediss://cache", []string{"url scheme=rediss host=cache tls"}},
	{"unix:///run/docker.sock", []string{"url scheme=unix path=/run/docker.sock socket=/run/docker.sock"}},
	{"unix:/run/app.sock", []string{"url scheme=unix path=/run/app.sock socket=/run/app.sock"}},
	{"http+unix://%2Frun%2Fdocker.sock/v1", []string{"url scheme=http driver=unix path=/v1 socket=/run/docker.sock plain"}},
	{"redis+socket:///run/redis.sock?db=1", []string{"url scheme=redis driver=socket database=run path=/run/redis.sock socket=/run/redis.sock ?db=1 plain"}},
	{"bolt+s://graph:7687", []string{"url scheme=bolt driver=s host=graph port=7687 tls"}},
	{"mysql://u:p@tcp(db:3306)/app", []string{"url scheme=mysql host=db port=3306 user=u password=p database=app path=/app"}},
	{"http://[::1]:8080/", []string{"url scheme=http host=::1 port=8080 path=/ plain"}},
	{"smtp://me@example.com:pw@mail:587", []string{"url scheme=smtp host=mail port=587 user=me@example.com password=pw"}},
	{"PLAINTEXT://kafka:9092,SSL://kafka:9093", []string{
		"url scheme=PLAINTEXT host=kafka port=9092 plain", "url scheme=SSL host=kafka port=9093 tls",
	}},
	{"SASL_SSL://:9094", []string{"url scheme=SASL_SSL port=9094 tls"}},
	{"http://a:2379,http://b:2379", []string{"url scheme=http host=a port=2379 plain", "url scheme=http host=b port=2379 plain"}},
	{"n1=http://a:2380, n2=http://b:2380", []string{"url scheme=http host=a port=2380 plain", "url scheme=http host=b port=2380 plain"}},
	{"nats://a:4222 nats://b:4222", []string{"url scheme=nats host=a port=4222", "url scheme=nats host=b port=4222"}},
	{"http://proxy/?to=http://a,http://b", []string{"url scheme=http host=proxy path=/ ?to=http://a,http://b plain"}},
	{"http://es1:9200,es2:9200", []string{"url scheme=http host=es1 port=9200 plain", "url scheme=http host=es2 port=9200 plain"}},
	{"sqlite:////data/app.db", []string{"url scheme=sqlite path=//data/app.db"}},
	{"http://*:8080", []string{"url scheme=http host~* port=8080 plain"}},
	{"https://*.example.com", []string{"url scheme=https host~*.example.com tls"}},
	{"http://+:80", []string{"url scheme=http host~+ port=80 plain"}},
	{"postgresql:///app?host=a%20b&port=x", []string{"url scheme=postgresql database=app path=/app ?host=a b ?port=x"}},
	{"amqp://h:5672?heartbeat=30", []string{"url scheme=amqp host=h port=5672 ?heartbeat=30 plain"}},

	// References that nobody has filled in.
	{"postgres://${USER}:${PASS:-p@w}@db:5432/{{name}}", []string{
		"url scheme=postgres host=db port=5432 user~${USER} password~${PASS:-p@w} database~{{name}} path~/{{name}}",
	}},
	{"redis://{{ .Host }}:${PORT}/0", []string{"url scheme=redis host~{{ .Host }} port~${PORT} database=0 path=/0 plain"}},
	{"http://$HOST:80/", []string{"url scheme=http host~$HOST port=80 path=/ plain"}},
	{"redis://:pa$word@cache", []string{"url scheme=redis host=cache password=pa$word plain"}},

	{"${PROTO:-http}://web:80/x?host=y", []string{"url scheme~${PROTO:-http} host=web port=80 path=/x ?host=y"}},
	{"http${SECURE:+s}://web/x", []string{"url scheme~http${SECURE:+s} host=web path=/x"}},
	{"${URL:-http://web:80}", nil},
	{"${A} ${B}://web", nil},

	// JDBC and R2DBC.
	{"jdbc:postgresql://db:5432/app?user=u&password=p", []string{
		"jdbc scheme=postgresql host=db port=5432 user=u password=p database=app path=/app ?user=u ?password=p",
	}},
	{"jdbc:mysql://a,b:3307/app?useSSL=false", []string{
		"jdbc scheme=mysql host=a database=app path=/app ?useSSL=false plain",
		"jdbc scheme=mysql host=b port=3307 database=app path=/app ?useSSL=false plain",
	}},
	{"jdbc:mysql:replication://a,b/app", []string{
		"jdbc scheme=mysql driver=replication host=a database=app path=/app", "jdbc scheme=mysql driver=replication host=b database=app path=/app",
	}},
	{"jdbc:sqlserver://db:1433;databaseName=app;user=sa;password=p;encrypt=true", []string{
		"jdbc scheme=sqlserver host=db port=1433 user=sa password=p database=app ?databaseName=app ?user=sa ?password=p ?encrypt=true tls",
	}},
	{`jdbc:sqlserver://db\SQLEXPRESS:1433;databaseName=app`, []string{"jdbc scheme=sqlserver host=db port=1433 database=app ?databaseName=app"}},
	{"jdbc:oracle:thin:@db:1521:XE", []string{"jdbc scheme=oracle driver=thin host=db port=1521 database=XE"}},
	{"jdbc:oracle:thin:@//db:1521/FREEPDB1", []string{"jdbc scheme=oracle driver=thin host=db port=1521 database=FREEPDB1"}},
	{"jdbc:oracle:thin:u/p@db:1521/FREEPDB1", []string{"jdbc scheme=oracle driver=thin host=db port=1521 user=u password=p database=FREEPDB1"}},
	{"jdbc:oracle:thin:@tcps://db:2484/X", []string{"jdbc scheme=oracle driver=thin host=db port=2484 database=X tls"}},
	{"jdbc:p6spy:postgresql://db/app", []string{"jdbc scheme=postgresql host=db database=app path=/app"}},
	{"r2dbc:postgresql://u:p@db:5432/app", []string{"r2dbc scheme=postgresql host=db port=5432 user=u password=p database=app path=/app"}},
	{"r2dbcs:pool:mysql://db/app", []string{"r2dbc scheme=mysql host=db database=app path=/app tls"}},
	{"jdbc:h2:mem:test", nil},
	{"jdbc:h2:file:/data/x", nil},

	// libpq.
	{"host=db port=5432 user=u dbname=app", []string{
		"keywords host=db port=5432 user=u database=app ?host=db ?port=5432 ?user=u ?dbname=app",
	}},
	{`host = db password='it\'s a \\' sslmode=verify-full`, []string{
		`keywords host=db password=it's a \ ?host=db ?password=it's a \ ?sslmode=verify-full tls`,
	}},
	{"host=a,b port=1,2 dbname=x", []string{
		"keywords host=a port=1 database=x ?host=a,b ?port=1,2 ?dbname=x", "keywords host=b port=2 database=x ?host=a,b ?port=1,2 ?dbname=x",
	}},
	{"host=/run/postgresql dbname=x", []string{"keywords database=x socket=/run/postgresql ?host=/run/postgresql ?dbname=x"}},
	{"host=${DB_HOST} user=u", []string{"keywords host~${DB_HOST} user=u ?host~${DB_HOST} ?user=u"}},

	// ADO.NET.
	{"Server=db,1433;Database=app;User Id=sa;Password=p;Encrypt=False", []string{
		"ado host=db port=1433 user=sa password=p database=app ?Server=db,1433 ?Database=app ?User Id=sa ?Password=p ?Encrypt=False plain",
	}},
	{"Host=db;Port=5432;Username=u;Password='a;b''c';Database=app;", []string{
		"ado host=db port=5432 user=u password=a;b'c database=app ?Host=db ?Port=5432 ?Username=u ?Password=a;b'c ?Database=app",
	}},
	{`Data Source=tcp:db\SQL,1433;Initial Catalog=app`, []string{`ado host=db port=1433 database=app ?Data Source=tcp:db\SQL,1433 ?Initial Catalog=app`}},
	{"Data Source=//db:1521/FREE;User Id=u", []string{"ado host=db port=1521 user=u database=FREE ?Data Source=//db:1521/FREE ?User Id=u"}},
	{"Driver={ODBC Driver 18};Server=db", []string{"ado driver=ODBC Driver 18 host=db ?Driver=ODBC Driver 18 ?Server=db"}},
	{"host=rabbit:5672;username=guest;virtualHost=/", []string{"ado host=rabbit port=5672 user=guest database=/ ?host=rabbit:5672 ?username=guest ?virtualHost=/"}},
	{"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=k==;BlobEndpoint=http://blobs:10000/a;", []string{
		"ado scheme=http host=blobs port=10000 path=/a ?DefaultEndpointsProtocol=http ?AccountName=a ?AccountKey=k== ?BlobEndpoint=http://blobs:10000/a plain",
	}},
	{"Data Source=/data/app.db;Cache=Shared", nil},
	{"Data Source=:memory:;Cache=Shared", nil},

	// Go's MySQL driver.
	{"u:p@ss/w@tcp(db:3306)/app?tls=skip-verify", []string{"gomysql host=db port=3306 user=u password=p@ss/w database=app ?tls=skip-verify tls"}},
	{"u@unix(/run/mysqld.sock)/app", []string{"gomysql user=u database=app socket=/run/mysqld.sock"}},
	{"tcp([fe80::1]:3306)/", []string{"gomysql host=fe80::1 port=3306"}},

	// host:port and lists.
	{"db:5432", []string{"pair host=db port=5432"}},
	{"10.0.0.5:80", []string{"pair host=10.0.0.5 port=80"}},
	{"mail.example.com:25", []string{"pair host=mail.example.com port=25"}},
	{"[::1]:6379", []string{"pair host=::1 port=6379"}},
	{"k1:9092,k2:9092", []string{"pair host=k1 port=9092", "pair host=k2 port=9092"}},
	{"k1:9092 k2:9092", []string{"pair host=k1 port=9092", "pair host=k2 port=9092"}},
	{"1@k1:9093,2@k2:9093", []string{"pair host=k1 port=9093", "pair host=k2 port=9093"}},
	{"my_cache:11211", []string{"pair host=my_cache port=11211"}},
	{"cache:6379,password=p=q,ssl=True,defaultDatabase=2", []string{
		"redis host=cache port=6379 password=p=q database=2 ?password=p=q ?ssl=True ?defaultDatabase=2 tls",
	}},
	{"a:6379,b:6380,abortConnect=false", []string{
		"redis host=a port=6379 ?abortConnect=false", "redis host=b port=6380 ?abortConnect=false",
	}},

	// What is not an address.
	{"", nil},
	{"   ", nil},
	{"db", nil},
	{"localhost", nil},
	{":8080", nil},
	{"8080:80", nil},
	{"127.0.0.1:8080:80", nil},
	{"12:30", nil},
	{"12:30:45", nil},
	{"2024-01-01T12:30:00Z", nil},
	{"/var/lib/data", nil},
	{"/etc/app:80", nil},
	{"./data:/data", nil},
	{"data:/var/lib/data:ro", nil},
	{`C:\data`, nil},
	{"C:/data", nil},
	{"postgres:16", nil},
	{"redis:7", nil},
	{"redis:7.2-alpine", nil},
	{"localhost:5000/app:1", nil},
	{"ghcr.io/acme/app:80", nil},
	{"registry.example.com:5000/app", nil},
	{"text/html", nil},
	{"text/html; charset=utf-8", nil},
	{"Retry-After:120", nil},
	{"Authorization: Bearer x", nil},
	{"key:value", nil},
	{"a:b,c:d", nil},
	{"PLAINTEXT:PLAINTEXT,SSL:SSL", nil},
	{"{{.Host}}:{{.Port}}", nil},
	{"{{range .}}x{{end}}", nil},
	{"image:${TAG}", nil},
	{"app.main:app", nil},
	{"main.go:120", nil},
	{"1000:1000", nil},
	{"db:99999", nil},
	{"db:0", nil},
	{"see http://example.com for more", nil},
	{"a=b;c=d", nil},
	{"foo=bar baz=qux", nil},
	{"level=info", nil},
	{"-Xmx512m -Dx=http://a", nil},
	{"http://a b", nil},
	{"postgres://db:port/app", nil},
	{"{\"url\":\"http://a\"}", nil},
	{"a\x00b:80", nil},
	{"db:5432\nother:1", nil},
	{strings.Repeat("a:80,", 20000), nil},
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range parsed {
		if got := showAll(address.Parse(tt.value)); !slices.Equal(got, tt.want) {
			t.Errorf("Parse(%.80q)\n got %q\nwant %q", tt.value, got, tt.want)
		}
	}
}

// raw lists the fields of an address with the way each of them is decoded.
func fields(a address.Address) map[string]address.Field {
	all := map[string]address.Field{
		"scheme": a.Scheme, "driver": a.Driver, "host": a.Host, "port": a.Port, "user": a.User,
		"password": a.Password, "database": a.Database, "path": a.Path, "socket": a.Socket,
	}
	for i, p := range a.Params {
		all[fmt.Sprint("param ", i)] = p.Field
	}
	return all
}

// decodings are all texts that raw bytes stand for in some form.
func decodings(raw string) []string {
	texts := []string{
		raw, strings.ReplaceAll(raw, "''", "'"), strings.ReplaceAll(raw, `""`, `"`), strings.ReplaceAll(raw, "}}", "}"), unslash(raw),
	}
	if s, err := url.PathUnescape(raw); err == nil {
		texts = append(texts, s)
	}
	if s, err := url.QueryUnescape(raw); err == nil {
		texts = append(texts, s)
	}
	return texts
}

func unslash(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// checkFields holds every field to its span of the value.
func checkFields(t *testing.T, value string, a address.Address) {
	t.Helper()
	for name, f := range fields(a) {
		if !f.Set && !f.Open {
			if f != (address.Field{}) {
				t.Errorf("%q: the unset %s has content: %+v", value, name, f)
			}
			continue
		}
		if f.Set && f.Open {
			t.Errorf("%q: %s is both set and open", value, name)
		}
		if f.Span.Start < 0 || f.Span.End < f.Span.Start || f.Span.End > len(value) {
			t.Fatalf("%q: the span of %s is %v, outside of the value", value, name, f.Span)
		}
		raw := value[f.Span.Start:f.Span.End]
		if f.Open && f.Text != raw || !slices.Contains(decodings(raw), f.Text) {
			t.Errorf("%q: %s is %q, its span holds %q", value, name, f.Text, raw)
		}
	}
}

func TestSpansHoldTheFields(t *testing.T) {
	t.Parallel()
	for _, tt := range parsed {
		for _, a := range address.Parse(tt.value) {
			checkFields(t, tt.value, a)
		}
	}
}

func TestSpansAreExact(t *testing.T) {
	t.Parallel()
	value := "postgres://us%65r:p%40w@db:5432/app"
	a := address.Parse(value)[0]
	want := map[string]string{"scheme": "postgres", "user": "us%65r", "password": "p%40w", "host": "db", "port": "5432", "database": "app"}
	got := fields(a)
	for name, raw := range want {
		f := got[name]
		if value[f.Span.Start:f.Span.End] != raw {
			t.Errorf("%s spans %q, want %q", name, value[f.Span.Start:f.Span.End], raw)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	a := address.Parse("Server=db;User Id=sa;Database=x")[0]
	if f, ok := a.Lookup("userid"); !ok || f.Text != "sa" {
		t.Errorf("Lookup(userid) = %q, %v", f.Text, ok)
	}
	if _, ok := a.Lookup("password"); ok {
		t.Error("Lookup found a password that is not there")
	}
}

func TestInsistence(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"postgres://db/shop?sslmode=require":          "require",
		"postgres://db/shop?a=b&sslmode=verify-full":  "verify-full",
		"mongodb://db/shop?tls=true":                  "true",
		"host=db sslmode=require":                     "require",
		"https://web":                                 "https",
		"rediss://cache:6379/0":                       "rediss",
		"postgres://db/shop?sslmode=prefer":           "",
		"postgres://db/shop":                          "",
		"rediss://cache:6379/0?ssl=false":             "",
		"http://web":                                  "",
		"postgres://db/shop?ssl=true&sslmode=prefer":  "",
		"postgres://db/shop?sslmode=require&other=on": "require",
	} {
		all := address.Parse(value)
		if len(all) != 1 {
			t.Fatalf("%s: %d addresses", value, len(all))
		}
		if got := all[0].Insistence(); got.Text != want || got.Set != (want != "") {
			t.Errorf("%s: got %+v, want %q", value, got, want)
		}
	}
}

func TestShift(t *testing.T) {
	t.Parallel()
	for _, tt := range parsed {
		for _, a := range address.Parse(tt.value) {
			checkFields(t, "12345"+tt.value, a.Shift(5))
			checkFields(t, tt.value, a)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, tt := range parsed {
		if len(tt.value) < 1000 {
			f.Add(tt.value)
		}
	}
	f.Fuzz(func(t *testing.T, value string) {
		found := address.Parse(value)
		for _, a := range found {
			if a.Form < address.URL || a.Form > address.Pair {
				t.Errorf("Parse(%q) has form %d", value, a.Form)
			}
			if a.Port.Set && address.CheckPort(a.Port.Text) != nil || a.Host.Set && address.CheckHost(a.Host.Text) != nil {
				t.Errorf("Parse(%q) has host %q and port %q", value, a.Host.Text, a.Port.Text)
			}
		}
		for _, a := range slices.Concat(found, strictly(t, value)) {
			checkFields(t, value, a)
		}
	})
}

// strictly asks all strict readers, which must give an address or an error.
func strictly(t *testing.T, value string) []address.Address {
	t.Helper()
	urls, err := address.ParseURL(value)
	if (err == nil) != (len(urls) > 0) {
		t.Errorf("ParseURL(%q) = %v, %v", value, urls, err)
	}
	dsns, err := address.ParseDSN(value)
	if (err == nil) != (len(dsns) > 0) {
		t.Errorf("ParseDSN(%q) = %v, %v", value, dsns, err)
	}
	all := slices.Concat(urls, dsns)
	if a, ok := address.HostPort(value); ok {
		all = append(all, a)
	}
	if a, ok := address.Host(value); ok {
		all = append(all, a)
	}
	return all
}

// TestParseHostile holds the time of values that are built to cost some; each
// is near the greatest length that is looked at.
func TestParseHostile(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{
		"${", "{{", "$(", "%(", " ", ",", "=", ";", ":", "@", "/", "'", "http://", ",http://", " http://a", "a=b;", "host=a ", "a:80,", "[", "\\",
	} {
		for _, prefix := range []string{"", "http://a", "jdbc:oracle:thin:", "host=", "Server="} {
			value := prefix + strings.Repeat(unit, 65000/len(unit)-len(prefix))
			n := len(address.Parse(value))
			if n > 256 {
				t.Errorf("Parse(%q...) gives %d addresses", value[:20], n)
			}
		}
	}
}
