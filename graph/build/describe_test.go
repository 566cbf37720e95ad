package build_test

import (
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
)

// TestBuiltElsewhere checks that an image that one service builds is the same
// image where another one only runs it.
func TestBuiltElsewhere(t *testing.T) {
	t.Parallel()
	const text = `
services:
  api:
    image: example.com/shop/api:1
    build: api
  worker: {image: 'example.com/shop/api:1', command: work}
  other: {image: 'example.com/shop/api:2'}
  idle: {image: 'example.com/shop/idle:1', build: api, profiles: [idle]}
  user: {image: 'example.com/shop/idle:1'}
`
	g := built(t, map[string]string{"compose.yaml": text, "api/Dockerfile": "FROM scratch\nEXPOSE 8080\n"})
	described := map[string]bool{}
	for _, s := range g.Services {
		described[s.Name] = s.Meta != nil && len(s.Meta.Exposed) == 1
	}
	for name, want := range map[string]bool{"api": true, "worker": true, "other": false, "idle": false, "user": false} {
		if described[name] != want {
			t.Errorf("%s is described: %v, want %v", name, described[name], want)
		}
	}
}

// TestPortReference checks that {{port.NAME}} is the port of the listener of
// that name, wherever that is stated.
func TestPortReference(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		contract string
		want     string // empty for a value that is not known
	}{
		"stated before": {"LISTENS ON: TCP:80 FOR: org.ietf.http AS: web\n      EMITS: URL FORMAT: URL VALUE: \"http://{{service}}:{{port.web}}/\"", "http://api:80/"},
		"stated behind": {"EMITS: URL FORMAT: URL VALUE: \"http://{{service}}:{{port.web}}/\"\n      LISTENS ON: TCP:80 FOR: org.ietf.http AS: web", "http://api:80/"},
		"of a variable": {"EMITS: URL FORMAT: URL VALUE: \"http://{{service}}:{{port.web}}/\"\n      LISTENS ON: TCP:{{PORT}} FOR: org.ietf.http AS: web", "http://api:81/"},
		"not sure":      {"EMITS: URL FORMAT: URL VALUE: \"http://{{service}}:{{port.web}}/\"\n      OPTIONALLY LISTENS ON: TCP:80 FOR: org.ietf.http AS: web", ""},
		"of no name":    {"EMITS: URL FORMAT: URL VALUE: \"http://{{service}}:{{port.api}}/\"\n      LISTENS ON: TCP:80 FOR: org.ietf.http AS: web", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := built(t, map[string]string{
				"compose.yaml": "services:\n  api:\n    image: example.com/api\n    environment: {PORT: 81}\n    x-ctypes: |\n      " + tt.contract + "\n",
			})
			if got := emittedBy(t, g); got != tt.want {
				t.Errorf("emits %q, want %q", got, tt.want)
			}
		})
	}
}

// emittedBy is the first value that the first service emits, where it is known.
func emittedBy(t *testing.T, g *graph.Graph) string {
	t.Helper()
	emits := g.Services[0].Contract.Emits
	if len(emits) == 0 {
		t.Fatal("nothing is emitted")
	}
	if !emits[0].Value.Known {
		return ""
	}
	return emits[0].Value.Text
}
