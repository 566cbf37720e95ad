package image_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/ctypes-dev/ctypes/graph/image"
)

func TestUnreachable(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	c := newClient(t)
	for range 3 {
		if _, err := c.Metadata(t.Context(), strings.TrimPrefix(server.URL, "http://")+"/acme/shop:1", ""); kind(err) != image.Unreachable {
			t.Error(err)
		}
	}
}

// TestDownOnce pins that a host which cannot be connected to is tried once.
func TestDownOnce(t *testing.T) {
	t.Parallel()
	var dials atomic.Int32
	down := roundTrip(func(*http.Request) (*http.Response, error) {
		dials.Add(1)
		return nil, &net.OpError{Op: "dial", Err: errors.New("no route to host")}
	})
	c := newClient(t, image.Transport(down))
	for _, name := range []string{"a", "b", "c"} {
		if _, err := c.Metadata(t.Context(), "registry.example/"+name, ""); kind(err) != image.Unreachable {
			t.Error(err)
		}
	}
	if dials.Load() != 1 {
		t.Errorf("connected %d times", dials.Load())
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestTLS pins that hosts other than loopback are asked over TLS, and that
// there is no way back to plain HTTP.
func TestTLS(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reference string
		option    image.Option
		want      string
	}{
		{"postgres:17", nil, "https://registry-1.docker.io/v2/library/postgres/manifests/17"},
		{"index.docker.io/acme/a", nil, "https://registry-1.docker.io/v2/acme/a/manifests/latest"},
		{"ghcr.io/acme/a", nil, "https://ghcr.io/v2/acme/a/manifests/latest"},
		{"10.0.0.1:5000/a", nil, "https://10.0.0.1:5000/v2/a/manifests/latest"},
		{"localhost/a", nil, "http://localhost/v2/a/manifests/latest"},
		{"localhost:5000/a", nil, "http://localhost:5000/v2/a/manifests/latest"},
		{"registry.localhost:5000/a", nil, "http://registry.localhost:5000/v2/a/manifests/latest"},
		{"localhost.localdomain:5000/a", nil, "http://localhost.localdomain:5000/v2/a/manifests/latest"},
		{"127.1.2.3:5000/a", nil, "http://127.1.2.3:5000/v2/a/manifests/latest"},
		{"[::1]:5000/a", nil, "http://[::1]:5000/v2/a/manifests/latest"},
		{"notlocalhost:5000/a", nil, "https://notlocalhost:5000/v2/a/manifests/latest"},
		{"registry.example/a", image.InsecureRegistry("registry.example"), "http://registry.example/v2/a/manifests/latest"},
		{"registry.example:80/a", image.InsecureRegistry("registry.example"), "http://registry.example:80/v2/a/manifests/latest"},
		{"registry.example:81/a", image.InsecureRegistry("registry.example:80"), "https://registry.example:81/v2/a/manifests/latest"},
	}
	for _, tt := range tests {
		t.Run(tt.reference, func(t *testing.T) {
			t.Parallel()
			var asked []string
			options := []image.Option{image.Transport(roundTrip(func(r *http.Request) (*http.Response, error) {
				asked = append(asked, r.URL.String())
				return nil, errors.New("enough")
			}))}
			if tt.option != nil {
				options = append(options, tt.option)
			}
			_, err := newClient(t, options...).Metadata(t.Context(), tt.reference, "")
			if kind(err) != image.Unreachable || !slices.Equal(asked, []string{tt.want}) {
				t.Errorf("asked %q (%v), want %q", asked, err, tt.want)
			}
		})
	}
}

// TestLinkLocal pins that not even an image may name the addresses where
// clouds keep their secrets, nor a name that leads there.
func TestLinkLocal(t *testing.T) {
	t.Parallel()
	asked := image.Transport(roundTrip(func(r *http.Request) (*http.Response, error) {
		return nil, errors.New("asked " + r.URL.Host)
	}))
	c := newClient(t, asked)
	for _, host := range []string{"169.254.169.254", "169.254.169.254:80", "[fe80::1]", "[::ffff:a9fe:a9fe]:80"} {
		if _, err := c.Metadata(t.Context(), host+"/a", ""); kind(err) != image.Refused {
			t.Errorf("%s: %v", host, err)
		}
	}
	granted := newClient(t, asked, image.InsecureRegistry("169.254.169.254"))
	if _, err := granted.Metadata(t.Context(), "169.254.169.254/a", ""); kind(err) != image.Unreachable {
		t.Errorf("named on the command line: %v", err)
	}
}

func TestAllowedHosts(t *testing.T) {
	t.Parallel()
	var asked []string
	transport := image.Transport(roundTrip(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.URL.Host)
		return nil, errors.New("enough")
	}))
	c := newClient(t, transport, image.AllowedHosts("docker.io", "registry.example", "other.example:5000"))
	for ref, want := range map[string]image.Kind{
		"postgres": image.Unreachable, "registry.example/a": image.Unreachable, "registry.example:5000/a": image.Unreachable,
		"other.example:5000/a": image.Unreachable, "other.example/a": image.Refused, "ghcr.io/a/b": image.Refused,
		"127.0.0.1:5000/a": image.Refused,
	} {
		if _, err := c.Metadata(t.Context(), ref, ""); kind(err) != want {
			t.Errorf("%s: %v", ref, err)
		}
	}
	slices.Sort(asked)
	want := []string{"other.example:5000", "registry-1.docker.io", "registry.example", "registry.example:5000"}
	if !slices.Equal(asked, want) {
		t.Errorf("contacted %v, want %v", asked, want)
	}
}

// TestRedirectAllowed pins that AllowedHosts holds for where redirects lead,
// and that a redirect to an allowed host is followed without credentials.
func TestRedirectAllowed(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.image(t, "acme/shop", "1", shop())
	var leaked atomic.Bool
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			w.Header().Set("WWW-Authenticate", "Basic")
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		http.Redirect(w, r, h.at+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(front.Close)
	h.answers(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("Authorization") != "" {
			leaked.Store(true)
		}
		return false
	})
	host := strings.TrimPrefix(front.URL, "http://")
	login := image.Credentials(func(_ context.Context, asked string) (image.Credential, error) {
		if asked != host {
			t.Errorf("asked for a credential for %s", asked)
		}
		return image.Credential{Username: "u", Password: "p"}, nil
	})
	if _, err := newClient(t, login, image.AllowedHosts(host)).Metadata(t.Context(), host+"/acme/shop:1", ""); kind(err) != image.Refused {
		t.Errorf("a redirect to a host that is not allowed: %v", err)
	}
	if _, err := newClient(t, login, image.AllowedHosts(host, h.host())).Metadata(t.Context(), host+"/acme/shop:1", ""); err != nil {
		t.Error(err)
	}
	if leaked.Load() {
		t.Error("the credential went to another host")
	}
}

// TestRetry pins that registries which ask for patience get it.
func TestRetry(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		after  string
	}{
		{"too many requests", http.StatusTooManyRequests, "0"},
		{"busy", http.StatusServiceUnavailable, "0"},
		{"a date", http.StatusTooManyRequests, newClock().time().Format(http.TimeFormat)},
		{"broken once", http.StatusBadGateway, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHub(t, true)
			h.image(t, "acme/shop", "1", shop())
			var failures atomic.Int32
			h.answers(func(w http.ResponseWriter, _ *http.Request) bool {
				if failures.Add(1) > 1 {
					return false
				}
				if tt.after != "" {
					w.Header().Set("Retry-After", tt.after)
				}
				w.WriteHeader(tt.status)
				return true
			})
			if _, err := newClient(t, image.Clock(newClock().time)).Metadata(t.Context(), h.host()+"/acme/shop:1", ""); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestTimeout has a registry that does not answer.
func TestTimeout(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.answers(func(_ http.ResponseWriter, r *http.Request) bool {
		<-r.Context().Done()
		return true
	})
	c := newClient(t, image.Limit(50*time.Millisecond))
	if _, err := c.Metadata(t.Context(), h.host()+"/acme/shop:1", ""); kind(err) != image.Timeout {
		t.Error(err)
	}
}

// TestRateLimit pins that a limit that is nearly used up is told once.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	for left, want := range map[int]bool{100: false, 20: false, 19: true, 0: true} {
		h := newHub(t, true)
		h.image(t, "acme/shop", "1", shop())
		h.answers(func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Ratelimit-Remaining", strconv.Itoa(left)+";w=21600")
			return false
		})
		var told notices
		if _, err := newClient(t, told.option()).Metadata(t.Context(), h.host()+"/acme/shop:1", ""); err != nil {
			t.Error(err)
		}
		if got := strings.Count(told.text(), "more pulls"); got > 1 || (got == 1) != want {
			t.Errorf("%d left: told %q", left, told.text())
		}
	}
}

// TestInFlight pins how many requests a registry gets at a time.
func TestInFlight(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	const images = 100
	for i := range images {
		h.image(t, "acme/shop", strconv.Itoa(i), spec{config: map[string]any{"User": strconv.Itoa(i)}})
	}
	h.answers(func(http.ResponseWriter, *http.Request) bool {
		runtime.Gosched()
		return false
	})
	h.most = 0
	c := newClient(t)
	var group sync.WaitGroup
	for i := range images {
		group.Go(func() {
			if _, err := c.Metadata(context.Background(), h.host()+"/acme/shop:"+strconv.Itoa(i), ""); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if h.most > 32 {
		t.Errorf("%d requests in flight", h.most)
	}
}

// TestHeadless has registries that leave things out of their answers.
func TestHeadless(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.image(t, "acme/shop", "1", shop())
	dir := t.TempDir()
	for range 2 { // the second time the cache knows the tag, so that HEAD is tried
		h.answers(func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method != http.MethodHead {
				return false
			}
			w.Header().Set("Content-Type", ocispec.MediaTypeImageManifest)
			return true
		})
		if _, err := newClient(t, image.Cache(dir)).Metadata(t.Context(), h.host()+"/acme/shop:1", ""); err != nil {
			t.Error(err)
		}
	}
}
