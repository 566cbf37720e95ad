package infer_test

import (
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/infer"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// checkEdges holds edges to what is true of all: spans are inside of the
// values that they are of, and ports are ports.
func checkEdges(t *testing.T, edges []*graph.Edge, texts ...string) {
	t.Helper()
	longest := 0
	for _, text := range texts {
		longest = max(longest, len(text))
	}
	for _, e := range edges {
		if e.Host.Text == "" && e.Path.Text == "" {
			t.Errorf("an edge leads nowhere: %+v", e)
		}
		values := []graph.Value{e.Host, e.Port, e.Scheme, e.Path}
		for _, p := range e.Logins {
			for _, a := range p {
				values = append(values, a.Value)
			}
		}
		for _, v := range values {
			if span := v.Place.Span; span.Start < 0 || span.End < span.Start || span.End > longest {
				t.Errorf("%q is at %+v of at most %d bytes", v.Text, span, longest)
			}
		}
	}
}

func FuzzEnvironment(f *testing.F) {
	f.Add("DATABASE_URL", "postgres://u:p@db:5432/shop", "DATABASE_PASSWORD", "x")
	f.Add("DB_HOST", "db", "DB_PORT", "5432")
	f.Add("SERVERS", "cache:6379, db:5432", "KIND", "redis")
	f.Add("OTEL_EXPORTER_OTLP_ENDPOINT", "http://db:4317", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	f.Add("S3_ENDPOINT", "http://db:9000", "S3_BUCKET", "b")
	f.Fuzz(func(t *testing.T, a, x, b, y string) {
		for _, text := range []string{a, x, b, y} {
			if strings.ContainsAny(text, "\n\r=\x00") {
				return
			}
		}
		s, sc := project(t, a+"="+x+"\n"+b+"="+y)
		checkEdges(t, sc.Environment(s, func(string) bool { return false }), x, y)
	})
}

func FuzzCommands(f *testing.F) {
	f.Add("uvicorn app:app --host 0.0.0.0 --port=8080", "psql -h db -p 5433 -U u shop")
	f.Add("sh", "mc alias set s http://db:9000 && mc mb s/bucket")
	f.Add("gunicorn -b :80 app", "redis-cli -h cache ping; mysql -pX --host=db")
	f.Fuzz(func(t *testing.T, line, script string) {
		_, sc := project(t, "")
		s := &graph.Service{Name: "app", Active: true, Command: &graph.Command{}}
		words := append(strings.Fields(line), "sh", "-c", script)
		for i, w := range words {
			s.Command.Words = append(s.Command.Words, graph.Text{Value: w, Place: source.Place{Path: source.NewPath("command").Index(i)}})
		}
		checkEdges(t, sc.Commands(s), words...)
		s.Command.Words = s.Command.Words[:len(s.Command.Words)-3]
		checkEdges(t, sc.Commands(s), words...)
		for _, e := range infer.Servers(s) {
			if e.Ports.First < 1 || e.Ports.Last > 65535 || e.Transport != contract.TCP {
				t.Errorf("a server listens on %+v", e.Ports)
			}
		}
	})
}

func FuzzProxied(f *testing.F) {
	f.Add("traefik.http.services.x.loadbalancer.server.port", "80", "VIRTUAL_PORT", "81")
	f.Add("traefik.http.services.x.loadbalancer.server.scheme", "https", "VIRTUAL_HOST", "a.example.com,b")
	f.Fuzz(func(t *testing.T, label, value, variable, setting string) {
		types, err := contract.Standard()
		if err != nil {
			t.Fatal(err)
		}
		published := []graph.Publication{{Known: true}}
		sc := infer.NewScope(&graph.Project{Services: []*graph.Service{
			{
				Name: "app", Active: true, Labels: []graph.Label{{Name: label, Text: graph.Text{Value: value}}},
				Environment: []graph.Variable{{Name: variable, Text: graph.Text{Value: setting}, State: graph.Set}},
			},
			{Name: "proxy", Active: true, Image: graph.Text{Value: "traefik:3"}, Ports: published},
			{Name: "old", Active: true, Image: graph.Text{Value: "nginxproxy/nginx-proxy"}, Ports: published},
		}}, types)
		checkEdges(t, sc.Proxied(), value, setting)
	})
}

func FuzzGuess(f *testing.F) {
	types, err := contract.Standard()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("REDIS_URL", "redis://cache")
	f.Add("KAFKA_BROKERS", "a:1,b")
	f.Fuzz(func(t *testing.T, name, value string) {
		if format := infer.Guess(types, name, value); value != "" && format.Check(value, types) != nil {
			t.Errorf("%s=%q is none of %s", name, value, format)
		}
	})
}
