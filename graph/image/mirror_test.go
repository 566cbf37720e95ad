package image_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// world answers for every host, as a test says, and remembers who was asked.
type world struct {
	asked  []string
	status map[string]int // of hosts; others are not there at all
}

func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.Contains(r.URL.Path, "/tags/") {
		w.asked = append(w.asked, r.URL.Scheme+"://"+r.URL.Host+r.URL.Path)
	}
	status, ok := w.status[r.URL.Host]
	if !ok {
		return nil, errors.New("nobody there")
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

func TestMirrors(t *testing.T) {
	t.Parallel()
	const path = "/v2/library/postgres/manifests/17"
	tests := []struct {
		name    string
		mirrors []string
		status  map[string]int
		want    []string
		kind    image.Kind
	}{
		{
			"the host's mirror, then the host",
			[]string{"docker.io=m.example", "ghcr.io=g.example"},
			map[string]int{"m.example": 404, "registry-1.docker.io": 404},
			[]string{"https://m.example" + path, "https://registry-1.docker.io" + path},
			image.NotFound,
		},
		{
			"a mirror's word is not final",
			[]string{"docker.io=m.example"},
			map[string]int{"m.example": 404},
			[]string{"https://m.example" + path, "https://registry-1.docker.io" + path},
			image.Unreachable,
		},
		{
			"aliases of the hub",
			[]string{"index.docker.io=m.example"},
			map[string]int{"m.example": 404, "registry-1.docker.io": 401},
			[]string{"https://m.example" + path, "https://registry-1.docker.io" + path},
			image.Unauthorized,
		},
		{
			"in order",
			[]string{"docker.io=b.example/x/", "docker.io=http://a.example:5000"},
			nil,
			[]string{"https://b.example/v2/x/library/postgres/manifests/17", "http://a.example:5000" + path, "https://registry-1.docker.io" + path},
			image.Unreachable,
		},
		{
			"a mirror of everything says no",
			[]string{"*=http://127.0.0.1:5000/{host}"},
			map[string]int{"127.0.0.1:5000": 404, "registry-1.docker.io": 200},
			[]string{"http://127.0.0.1:5000/v2/docker.io/library/postgres/manifests/17"},
			image.NotFound,
		},
		{
			"a mirror of everything says nothing",
			[]string{"*=127.0.0.1:5000/{host}"},
			map[string]int{"127.0.0.1:5000": 401, "registry-1.docker.io": 200},
			[]string{"http://127.0.0.1:5000/v2/docker.io/library/postgres/manifests/17"},
			image.Unauthorized,
		},
		{
			"a mirror of everything is down",
			[]string{"*=m.example"},
			map[string]int{"registry-1.docker.io": 404},
			[]string{"https://m.example" + path, "https://registry-1.docker.io" + path},
			image.NotFound,
		},
		{
			"the host's own mirror first",
			[]string{"*=all.example", "docker.io=m.example"},
			map[string]int{"all.example": 404},
			[]string{"https://m.example" + path, "https://all.example" + path},
			image.NotFound,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &world{status: tt.status}
			options := []image.Option{image.Transport(w)}
			for _, m := range tt.mirrors {
				options = append(options, image.Mirror(m))
			}
			_, err := newClient(t, options...).Metadata(t.Context(), "postgres:17", "")
			if kind(err) != tt.kind || !slices.Equal(w.asked, tt.want) {
				t.Errorf("asked %q (%v), want %q (%v)", w.asked, err, tt.want, tt.kind)
			}
		})
	}
}

// TestMirrorOfPorts pins that hosts with ports can be mirrored too.
func TestMirrorOfPorts(t *testing.T) {
	t.Parallel()
	w := &world{status: map[string]int{"127.0.0.1:5000": 404}}
	c := newClient(t, image.Transport(w), image.Mirror("*=http://127.0.0.1:5000/{host}"))
	_, err := c.Metadata(t.Context(), "registry.example:444/a", "")
	want := []string{"http://127.0.0.1:5000/v2/registry.example:444/a/manifests/latest"}
	if kind(err) != image.NotFound || !slices.Equal(w.asked, want) {
		t.Errorf("asked %q: %v", w.asked, err)
	}
}

// TestMirrored gets an image from a mirror from beginning to end.
func TestMirrored(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.index(t, "copies/ghcr.io/acme/shop", shop())
	c := newClient(t, image.Mirror("*=http://"+h.host()+"/copies/{host}"))
	md, err := c.Metadata(t.Context(), "ghcr.io/acme/shop:1", "linux/amd64")
	if err != nil || md.Repository != "ghcr.io/acme/shop" || md.User.Value != "app" {
		t.Errorf("got %+v, %v", md, err)
	}
}

func TestDaemonConfig(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "daemon.json")
	text := `{"registry-mirrors":["https://m.example/","http://10.0.0.1:5000"],"insecure-registries":["r.example","10.0.0.0/8"],"debug":true}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	options, err := image.DaemonConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{}
	c := newClient(t, append(options, image.Transport(w))...)
	for _, ref := range []string{"acme/a", "r.example/a", "ghcr.io/acme/a"} {
		if _, err := c.Metadata(t.Context(), ref, ""); kind(err) != image.Unreachable {
			t.Error(err)
		}
	}
	want := []string{
		"https://m.example/v2/acme/a/manifests/latest",
		"http://10.0.0.1:5000/v2/acme/a/manifests/latest",
		"https://registry-1.docker.io/v2/acme/a/manifests/latest",
		"http://r.example/v2/a/manifests/latest",
		"https://ghcr.io/v2/acme/a/manifests/latest",
	}
	if !slices.Equal(w.asked, want) {
		t.Errorf("asked %q", w.asked)
	}
	if options, err := image.DaemonConfig(filepath.Join(t.TempDir(), "none")); err != nil || options != nil {
		t.Errorf("no file: %v, %v", options, err)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := image.DaemonConfig(file); err == nil {
		t.Error("a broken file: no error")
	}
}
