package infer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/infer"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// project has the services db, cache and mail beside app, whose variables are
// lines of NAME=value.
func project(t *testing.T, variables string) (*graph.Service, *infer.Scope) {
	t.Helper()
	types, err := contract.Standard()
	if err != nil {
		t.Fatal(err)
	}
	app := &graph.Service{Name: "app", Active: true}
	for line := range strings.Lines(variables) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if name == "" {
			continue
		}
		app.Environment = append(app.Environment, graph.Variable{
			Name: name, State: graph.Set, Source: graph.FromEnvironment,
			Text: graph.Text{Value: value, Place: source.Place{Path: source.NewPath("services", "app", "environment", name)}},
		})
	}
	slices.SortFunc(app.Environment, func(a, b graph.Variable) int { return strings.Compare(a.Name, b.Name) })
	p := &graph.Project{Name: "shop", Services: []*graph.Service{app}}
	for _, name := range []string{"cache", "db", "mail"} {
		p.Services = append(p.Services, &graph.Service{Name: name, Active: true})
	}
	return app, infer.NewScope(p, types)
}

// spell spells an edge: what is wanted, where, as whom, how surely.
func spell(e *graph.Edge) string {
	text := fmt.Sprintf("%s %s", e.Variable, e.Host.Text)
	if e.Port.Text != "" {
		text += ":" + e.Port.Text
	}
	if len(e.Wants.Types) == 1 {
		text += " " + e.Wants.Types[0].String()
	} else if len(e.Wants.Types) > 1 {
		text += " any"
	}
	for _, p := range e.Logins {
		for _, a := range p {
			text += " " + a.Name + "=" + a.Text
		}
	}
	return text + " " + e.From.Confidence.String()
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, variables, want string }{
		{"url", "DATABASE_URL=postgres://u:p@db:5432/shop", "DATABASE_URL db:5432 org.postgresql.db username=u password=p database=shop literal"},
		{"database of an account", "MONGO_URL=mongodb://u:p@db/shop", "MONGO_URL db com.mongodb.db username=u password=p database=shop authsource=shop literal"},
		{"database of an account elsewhere", "MONGO_URL=mongodb://u:p@db/shop?authSource=admin", "MONGO_URL db com.mongodb.db username=u password=p database=shop authsource=admin literal"},
		{"url of a stranger", "DATABASE_URL=postgres://u:p@pg.example.com/shop", "DATABASE_URL pg.example.com org.postgresql.db username=u password=p database=shop literal"},
		{"vhost", "AMQP_URL=amqp://u:p@db:5672/shop", "AMQP_URL db:5672 any username=u password=p vhost=shop literal"},
		{"vhost with an escaped slash", "AMQP_URL=amqp://u:p@db/%2Fshop", "AMQP_URL db any username=u password=p vhost=/shop literal"},
		{"path behind a vhost", "AMQP_URL=amqp://u:p@db/shop/exchange", "AMQP_URL db any username=u password=p literal"},
		{"empty path", "AMQP_URL=amqp://u:p@db/", "AMQP_URL db any username=u password=p literal"},
		{"siblings", "DB_HOST=db\nDB_PORT=5433\nDB_USER=u\nDB_PASSWORD=p\nDB_NAME=shop", "DB_HOST db:5433 any username=u password=p database=shop guess"},
		{"kind", "DB_CONNECTION=mysql\nDB_HOST=db", "DB_HOST db com.mysql.db guess"},
		{"product", "REDIS_HOST=cache", "REDIS_HOST cache io.redis.resp guess"},
		{"url with siblings", "SPRING_DATASOURCE_URL=jdbc:mysql://db/shop\nSPRING_DATASOURCE_USERNAME=u", "SPRING_DATASOURCE_URL db com.mysql.db database=shop username=u literal"},
		{"pair", "MEMCACHE_SERVERS=cache:11211", "MEMCACHE_SERVERS cache:11211 org.memcached.memcache guess"},
		{"list", "SERVERS=cache:6379, db:5432", "SERVERS cache:6379 guess / SERVERS db:5432 guess"},
		{"localhost", "REDIS_URL=redis://localhost:6379", "REDIS_URL localhost:6379 io.redis.resp literal"},
		{"unknown name with evidence", "SMTP_HOST=smtp\nSMTP_PORT=25", "SMTP_HOST smtp:25 org.ietf.smtp guess"},
		{"name of compose's first version", "DATABASE_HOST=shop_db_1", "DATABASE_HOST shop_db_1 any guess"},

		{"object store", "S3_ENDPOINT=http://cache:9001", "S3_ENDPOINT cache:9001 com.amazonaws.s3 literal"},
		{"object store over TLS", "MINIO_URL=https://cache:9000", "MINIO_URL cache:9000 com.amazonaws.s3+tls literal"},
		{"object store's console", "MINIO_CONSOLE_URL=http://cache:9001", "MINIO_CONSOLE_URL cache:9001 org.ietf.http literal"},
		{"object store of a stranger", "S3_ENDPOINT=http://s3.example.com:80", "S3_ENDPOINT s3.example.com:80 org.ietf.http literal"},
		{"object store's default port", "S3_ENDPOINT=http://cache", "S3_ENDPOINT cache org.ietf.http literal"},
		{"one that others imitate", "OPENAI_BASE_URL=http://cache:4000\nES_URL=http://db:9200", "ES_URL db:9200 org.ietf.http literal / OPENAI_BASE_URL cache:4000 org.ietf.http literal"},
		{"one of another protocol", "REDIS_URL=http://cache:80", "REDIS_URL cache:80 org.ietf.http literal"},
		{"telemetry", "OTEL_EXPORTER_OTLP_ENDPOINT=http://cache:4317", "OTEL_EXPORTER_OTLP_ENDPOINT cache:4317 any literal"},
		{"telemetry over gRPC", "OTEL_EXPORTER_OTLP_ENDPOINT=http://cache:4318\nOTEL_EXPORTER_OTLP_PROTOCOL=grpc", "OTEL_EXPORTER_OTLP_ENDPOINT cache:4318 io.opentelemetry.otlp-grpc literal"},
		{"telemetry of one signal", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://cache:4318\nOTEL_EXPORTER_OTLP_PROTOCOL=grpc\nOTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT cache:4318 io.opentelemetry.otlp-http literal"},

		{"ensemble", "ZOOKEEPER_SERVERS=cache:2888:3888;app:2888:3888;db:2888:3888", "ZOOKEEPER_SERVERS cache guess / ZOOKEEPER_SERVERS db guess"},
		{"numbered ensemble", "ZOO_SERVERS=server.1=cache:2888:3888;2181 server.2=other:2888:3888;2181", "ZOO_SERVERS cache guess"},
		{"ensemble of a client", "ZOOKEEPER_SERVERS=cache:2181", "ZOOKEEPER_SERVERS cache:2181 org.apache.zookeeper guess"},
		{"connection", "EventBusConnection=mail", "EventBusConnection mail guess"},
		{"driver", "DB_CONNECTION=db\nDB_HOST=cache", "DB_HOST cache any guess"},
		{"connection string", "ConnectionString=cache\nConnectionStrings__Redis=db", "ConnectionString cache guess / ConnectionStrings__Redis db io.redis.resp guess"},
		{"connection string beside a port", "ConnectionString=cache\nPORT=80", "ConnectionString cache guess"},
		{"connection string of SQL Server", "ConnectionString=Server=db;Database=shop;User Id=u;TrustServerCertificate=true", "ConnectionString db com.microsoft.tds username=u database=shop guess"},
		{"connection string of anybody", "ConnectionString=Server=db;Database=shop;User Id=u", "ConnectionString db username=u database=shop guess"},
		{"bootstrap", "MP_MESSAGING_IN_BOOTSTRAP_SERVERS=cache:9092", "MP_MESSAGING_IN_BOOTSTRAP_SERVERS cache:9092 org.apache.kafka guess"},
		{"agent", "JAEGER_AGENT_HOST=mail", "JAEGER_AGENT_HOST mail any guess"},
		{"results of Celery", "RESULT_BACKEND=db+postgresql://u:p@db/shop", "RESULT_BACKEND db org.postgresql.db username=u password=p database=shop literal"},
		{"own name", "DB_HOST=app\nPLUGIN_HOST=0.0.0.0\nPLUGIN_PORT=80\nKAFKA_JMX_HOSTNAME=127.0.0.1\nKAFKA_JMX_PORT=81", ""},

		{"own address", "HOST=0.0.0.0\nPORT=80", ""},
		{"own name", "HOSTNAME=web\nSERVER_NAME=shop.example.com", ""},
		{"listening", "LISTEN_ADDR=127.0.0.1:80\nHTTP_BIND=localhost:81", ""},
		{"for people", "PUBLIC_URL=http://localhost:3000\nCORS_ORIGINS=http://localhost:8080\nALLOWED_HOSTS=localhost", ""},
		{"for browsers", "NEXT_PUBLIC_API=http://db:80\nVITE_API_URL=http://db", ""},
		{"not addresses", "TZ=Europe/Berlin\nTIME=12:30\nIMAGE=postgres:16\nVOLUME=a:/b\nMODE=db", ""},
		{"other schemes", "MESSENGER_DSN=doctrine://default\nX=file:///tmp/x", ""},
		{"an unknown word", "LOG_SERVER=nobody", ""},
		{"a host of its product's own", "REDIS_HOST=redis-1", "REDIS_HOST redis-1 io.redis.resp guess"},
		{"a choice", "DATABASE_BACKEND=rocksdb\nDATABASE_PORT=80\nREDIS_URLS=true", ""},
		{"nobody", "SMTP_HOST=None\nSMTP_PORT=25\nREDIS_HOST=placeholder", ""},
		{"to be filled in", "SMTP_HOST=YOUR_SERVER\nSMTP_PORT=25", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			app, scope := project(t, c.variables)
			var got []string
			for _, e := range scope.Environment(app, func(string) bool { return false }) {
				got = append(got, spell(e))
			}
			if text := strings.Join(got, " / "); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

// A variable that is not all set still tells what it does tell.
func TestUnsetParts(t *testing.T) {
	t.Parallel()
	app, scope := project(t, "REDIS_URL=redis://cache:/0")
	app.Environment[0].Parts = []graph.Part{{Span: source.Span{Start: 14, End: 14}, Variable: "PORT", Origin: graph.FromNothing}}
	edges := scope.Environment(app, func(string) bool { return false })
	if len(edges) != 1 || edges[0].Host.Text != "cache" || edges[0].Port.Known {
		t.Errorf("got %+v", edges)
	}
}

func TestSkipped(t *testing.T) {
	t.Parallel()
	app, scope := project(t, "DATABASE_URL=postgres://db")
	if edges := scope.Environment(app, func(name string) bool { return name == "DATABASE_URL" }); len(edges) > 0 {
		t.Errorf("a typed variable was inferred from: %v", spell(edges[0]))
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"migrate -url=jdbc:postgresql://db:5432/shop up":                   " db:5432 org.postgresql.db database=shop literal",
		"wait-for-it db:5432 -- run":                                       " db:5432 guess",
		"sh -c mysqldump~-h~db~-uroot~-psecret~shop":                       " db com.mysql.db username=root password=secret literal",
		"psql -h db -p 5433 -U u":                                          " db:5433 org.postgresql.db username=u literal",
		"-d 60 -h db":                                                      " db guess",
		"serve --redis-host=cache --db-hostname db --host app -h":          " cache guess /  db guess",
		"serve --cache db -x cache":                                        "",
		"redis-cli -h cache ping":                                          " cache io.redis.resp literal",
		"curl http://elsewhere.example.com":                                "",
		"echo 12:30 a:b":                                                   "",
		"sh -c mc~alias~set~s~http://mail:9000~u~p~&&~mc~mb~-p~s/pictures": " mail:9000 org.ietf.http literal makes pictures",
	} {
		app, scope := project(t, "")
		app.Command = running(line).Command
		var got []string
		for _, e := range scope.Commands(app) {
			text := spell(e)
			for _, a := range e.Creates {
				text += " makes " + a.Text
			}
			got = append(got, text)
		}
		if text := strings.Join(got, " / "); text != want {
			t.Errorf("%s\ngot  %q\nwant %q", line, text, want)
		}
	}
}

func TestProxied(t *testing.T) {
	t.Parallel()
	port := graph.Label{Name: "traefik.http.services.x.loadbalancer.server.port", Text: graph.Text{Value: "3000"}}
	off := graph.Label{Name: "traefik.enable", Text: graph.Text{Value: "false"}}
	proxy := func(mode string) *graph.Service {
		return &graph.Service{
			Name: "edge", Active: true, Image: graph.Text{Value: "traefik:v3"}, NetworkMode: graph.Text{Value: mode},
			Ports: []graph.Publication{{Published: graph.Ports{First: 80, Last: 80}}},
		}
	}
	types, err := contract.Standard()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		services []*graph.Service
		want     string
	}{
		{"asked", []*graph.Service{proxy(""), {Name: "web", Active: true, Labels: []graph.Label{port}}}, " web:3000 org.ietf.http literal"},
		{"turned off", []*graph.Service{proxy(""), {Name: "web", Active: true, Labels: []graph.Label{off, port}}}, ""},
		{"on the host's network", []*graph.Service{proxy("host"), {Name: "web", Active: true, Labels: []graph.Label{port}}}, ""},
		{"no proxy", []*graph.Service{{Name: "web", Active: true, Labels: []graph.Label{port}}}, ""},
	} {
		var got []string
		for _, e := range infer.NewScope(&graph.Project{Name: "p", Services: c.services}, types).Proxied() {
			got = append(got, spell(e))
		}
		if text := strings.Join(got, " / "); text != c.want {
			t.Errorf("%s: got %q, want %q", c.name, text, c.want)
		}
	}
}
