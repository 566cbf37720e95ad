package build_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/build"
	"github.com/ctypes-dev/ctypes/graph/compose"
)

// secretsIn are the texts that the graph of a project marks as secret.
func secretsIn(t *testing.T, files map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
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
	var found []string
	for _, place := range g.Secrets {
		if at := g.Sources.Resolve(place); !at.IsZero() {
			found = append(found, string(g.Sources.File(at.File).Data[at.Bytes.Start:at.Bytes.End]))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	service := func(lines string) string { return "services:\n  web:\n    image: example.com/web:1\n" + lines }
	for name, tt := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"named variables": {
			map[string]string{"compose.yaml": service("    environment: {API_TOKEN: one, LEVEL: two, KEY_FILE: /three}\n")},
			[]string{"one"},
		},
		"addresses": {
			map[string]string{"compose.yaml": service("    environment:\n      - QUOTED=\"postgres://app:one@db/app\"\n      - ODD=thing://u:two@x,thing://u:three@y\n      - MAIL=a@b:c@d\n")},
			[]string{"one", "three", "two"},
		},
		"overridden in an env file": {
			map[string]string{"compose.yaml": service("    env_file: web.env\n    environment: {DB_PASSWORD: one}\n"), "web.env": "DB_PASSWORD=two\n"},
			[]string{"one", "two"},
		},
		"the project's env file": {
			map[string]string{"compose.yaml": service("    environment: {X: y}\n"), ".env": "# TOKEN=no\nexport API_TOKEN=one\nLEVEL=no\nDB_PASSWORD=two\r\nEMPTY_SECRET=\n"},
			[]string{"one", "two"},
		},
		"commands": {
			map[string]string{"compose.yaml": service(`    command: redis-server --requirepass one --masterauth "two" --no-password -x --root-password=three
    entrypoint: ["run", "--token", "four", "--password", "-v", "--pass", "$$HIDDEN"]
    healthcheck:
      test: mysqladmin ping -u root -pfive && redis-cli --pass six && PGPASSWORD=seven psql -p 5432
`)},
			[]string{"five", "four", "one", "seven", "six", "three", "two"},
		},
		"a check's items": {
			map[string]string{"compose.yaml": service("    healthcheck: {test: [CMD, mysqladmin, ping, -pone, -h, localhost]}\n")},
			[]string{"one"},
		},
		"build arguments": {
			map[string]string{"compose.yaml": "services:\n  web:\n    build:\n      context: .\n      args: {NPM_TOKEN: one, LEVEL: two}\n", "Dockerfile": "FROM scratch\n"},
			[]string{"one"},
		},
		"nothing": {
			map[string]string{"compose.yaml": service("    command: server --port 80 -p 81 --auth none --user a@b\n    environment: {URL: \"http://user@host/\"}\n")},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := secretsIn(t, tt.files); !slices.Equal(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}
