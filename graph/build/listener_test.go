package build_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
)

// listening spells where a service listens: transport and ports, a name, where
// it binds, what it advertises, and a ? where that is not sure.
func listening(t *testing.T, g *graph.Graph, name string) string {
	t.Helper()
	i := slices.IndexFunc(g.Services, func(s *graph.Service) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("there is no service %s", name)
	}
	var all []string
	for _, e := range g.Services[i].Contract.Listens {
		text := fmt.Sprintf("%s:%d", e.Transport, e.Ports.First)
		if e.Ports.Last != e.Ports.First {
			text += fmt.Sprintf("-%d", e.Ports.Last)
		}
		if e.Name != "" {
			text += " " + e.Name
		}
		if e.Bind.Loopback {
			text += " loopback"
		}
		if e.Advertises.Text != "" {
			text += " advertises " + e.Advertises.Text
		}
		if e.Maybe {
			text += "?"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// service is a project of one service with a contract, and further lines.
func service(contract string, lines ...string) map[string]string {
	text := "services:\n  web:\n    image: example.com/web\n    x-ctypes: |\n      " + strings.ReplaceAll(contract, "\n", "\n      ") + "\n"
	for _, l := range lines {
		text += "    " + l + "\n"
	}
	return map[string]string{"compose.yaml": text}
}

func TestListeners(t *testing.T) {
	t.Parallel()
	const broker = "LISTENS ON: TCP:{{LISTENERS}} FOR: org.apache.kafka BIND: {{LISTENERS}} ADVERTISES: {{ADVERTISED}}"
	for name, tt := range map[string]struct {
		contract, environment, want string
	}{
		"a port":                        {"LISTENS ON: TCP:{{PORT}}", "PORT: '80'", "TCP:80"},
		"an address":                    {"LISTENS ON: TCP:{{ADDR}}", "ADDR: '127.0.0.1:80'", "TCP:80"},
		"a list":                        {broker, "LISTENERS: 'IN://:9092, OUT://0.0.0.0:29092', ADVERTISED: 'OUT://localhost:29092,IN://kafka:9092'", "TCP:9092 advertises kafka:9092, TCP:29092 advertises localhost:29092"},
		"one that is on loopback alone": {broker, "LISTENERS: 'IN://:9092,OUT://127.0.0.1:29092'", "TCP:9092, TCP:29092 loopback"},
		"one address for one listener":  {broker, "LISTENERS: ':9092', ADVERTISED: 'PLAINTEXT://kafka:9092'", "TCP:9092 advertises kafka:9092"},
		"one address for two listeners": {broker, "LISTENERS: 'A://:9092,B://:9093', ADVERTISED: 'C://kafka:9092'", "TCP:9092, TCP:9093"},
	} {
		g := built(t, service(tt.contract, "environment: {"+tt.environment+"}"))
		if got := listening(t, g, "web"); got != tt.want {
			t.Errorf("%s: it listens on %q rather than %q", name, got, tt.want)
		}
	}
}

// What is published says where a service listens, unless its contract says all.
func TestImpliedListeners(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		contract string
		lines    []string
		want     string
	}{
		"a complete contract":          {"LISTENS ON: TCP:80", []string{`ports: ["8080:8080"]`}, "TCP:80"},
		"a partial contract":           {"CONTRACT: 1 PARTIAL: YES\nLISTENS ON: TCP:80", []string{`ports: ["8080:8080", "80:80"]`}, "TCP:80, TCP:8080?"},
		"one that may listen":          {"OPTIONALLY LISTENS ON: TCP:80", []string{`ports: ["8080:8080"]`}, "TCP:80?, TCP:8080?"},
		"an exposed port":              {"CONTRACT: 1 PARTIAL: YES", []string{`expose: ["9000-9002", "53/udp"]`}, "TCP:9000-9002?, UDP:53?"},
		"a server in the command":      {"CONTRACT: 1 PARTIAL: YES", []string{`command: uvicorn app:app --port 9000 --host 0.0.0.0`, `ports: ["80:8000"]`}, "TCP:9000, TCP:8000?"},
		"a port that it may listen on": {"OPTIONALLY LISTENS ON: TCP:80", []string{`ports: ["8080:80"]`}, "TCP:80?"},
	} {
		g := built(t, service(tt.contract, tt.lines...))
		if got := listening(t, g, "web"); got != tt.want {
			t.Errorf("%s: it listens on %q rather than %q", name, got, tt.want)
		}
	}
}

// Configuration is read from files that are mounted, and from folders that are
// mounted where images keep configuration.
func TestMountedConfiguration(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ mount, want string }{
		"a file":                      {"./etc/conf.d/app.conf:/etc/nginx/conf.d/default.conf", "proxy: TCP app:8000"},
		"a folder":                    {"./etc/conf.d:/etc/nginx/conf.d:ro", "proxy: TCP app:8000"},
		"a folder above":              {"./etc:/etc/nginx", "proxy: TCP app:8000"},
		"a folder of something else":  {"./etc:/srv/data", ""},
		"a folder that is not there":  {"./other:/etc/nginx", ""},
		"a folder of a hidden volume": {"etc:/etc/nginx", ""},
	} {
		g := built(t, map[string]string{
			"compose.yaml":        "services:\n  proxy:\n    image: nginx:1\n    volumes: ['" + tt.mount + "']\n  app:\n    image: example.com/app\nvolumes: {etc: {}}\n",
			"etc/conf.d/app.conf": "server { location / { proxy_pass http://app:8000; } }\n",
		})
		if got := dialled(g); got != tt.want {
			t.Errorf("%s: the project dials %q rather than %q", name, got, tt.want)
		}
	}
}

// A link is a connection, unless something says more of it.
func TestLinks(t *testing.T) {
	t.Parallel()
	g := built(t, map[string]string{"compose.yaml": "services:\n  web:\n    image: example.com/web\n    links: [db, 'cache:store', mail]\n    environment: {DB_HOST: db, DB_PORT: '1', STORE_HOST: store}\n  db: {image: example.com/db}\n  cache: {image: example.com/cache}\n  mail: {image: example.com/mail}\n"})
	if got, want := dialled(g), "web: TCP db:1\nweb: TCP mail:\nweb: TCP store:"; got != want {
		t.Errorf("the project dials\n%s\nrather than\n%s", got, want)
	}
}
