package build_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/build"
	"github.com/ctypes-dev/ctypes/graph/compose"
)

// built is the graph of a project of some files.
func built(t *testing.T, files map[string]string) *graph.Graph {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := compose.Load(t.Context(), compose.Options{WorkingDir: dir, Environment: map[string]string{}})
	if err != nil {
		t.Fatal(err)
	}
	g, _, err := build.Graph(t.Context(), p, build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// dialled spells the edges of a graph's services.
func dialled(g *graph.Graph) string {
	var all []string
	for _, e := range g.Edges {
		text := fmt.Sprintf("%s: %s %s:%s", e.Service.Name, e.Transport, e.Host.Text, e.Port.Text)
		for _, p := range e.Logins {
			for _, a := range p {
				text += " " + a.Name + "=" + a.Text
			}
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func TestValuesInFiles(t *testing.T) {
	t.Parallel()
	compose := func(environment, secrets string) map[string]string {
		return map[string]string{
			"compose.yaml": "services:\n  api:\n    image: example.com/api\n    environment: {" + environment + "}\n    secrets: [" + secrets + "]\n    volumes: [./app.txt:/var/app.txt]\n  db:\n    image: example.com/db\nsecrets:\n  url: {file: ./url.txt}\n  pw: {file: ./pw.txt}\n",
			"url.txt":      "postgres://app:hunter2@db:5432/shop\n",
			"pw.txt":       "hunter3\r\n",
			"app.txt":      "postgres://db:1/no",
		}
	}
	for name, tt := range map[string]struct {
		environment, secrets, want string
	}{
		"a URL":                      {"DATABASE_URL_FILE: /run/secrets/url", "url", "api: TCP db:5432 username=app password=hunter2 database=shop"},
		"a password beside a host":   {"DB_HOST: db, DB_PASSWORD_FILE: /run/secrets/pw", "pw", "api: TCP db: password=hunter3"},
		"a secret that is not given": {"DATABASE_URL_FILE: /run/secrets/url", "", ""},
		"a variable that is set":     {"DATABASE_URL: 'postgres://db:1/a', DATABASE_URL_FILE: /run/secrets/url", "url", "api: TCP db:1 database=a"},
		"a file of another meaning":  {"APP_FILE: /var/app.txt", "", ""},
	} {
		g := built(t, compose(tt.environment, tt.secrets))
		if got := dialled(g); got != tt.want {
			t.Errorf("%s: the project dials %q rather than %q", name, got, tt.want)
		}
		for _, s := range g.Services {
			for _, v := range s.InFiles {
				if !slices.Contains(g.Secrets, v.Place) {
					t.Errorf("%s: the value of %s may be shown", name, v.Name)
				}
			}
		}
	}
}

// A type's servers decide the transport where nothing else does.
func TestTransport(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{
		"HOST(org.ietf.syslog)":     "UDP",
		"HOSTPORT(org.ietf.syslog)": "UDP",
		"HOST(org.postgresql.db)":   "TCP",
		"HOST(org.ietf.snmp)":       "UDP",
	} {
		g := built(t, map[string]string{"compose.yaml": "services:\n  api:\n    image: example.com/api\n    environment: {OTHER: log}\n    x-ctypes: 'ENVIRONMENT NEEDS: OTHER FORMAT: " + format + "'\n  log:\n    image: example.com/log\n"})
		if got := dialled(g); got != "api: "+want+" log:" {
			t.Errorf("%s: the project dials %q", format, got)
		}
	}
}
