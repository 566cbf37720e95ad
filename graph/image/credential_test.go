package image_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// TestToken goes through a token server, which is asked with the credential
// of its registry.
func TestToken(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.image(t, "acme/shop", "1", shop())
	var tokens atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tokens.Add(1)
		user, password, _ := r.BasicAuth()
		if user != "u" || password != "p" || r.FormValue("scope") != "repository:acme/shop:pull" || r.FormValue("service") != "s" {
			t.Errorf("asked for a token with %s", r.URL)
		}
		_, _ = w.Write([]byte(`{"token":"t"}`))
	}))
	t.Cleanup(server.Close)
	h.answers(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("Authorization") == "Bearer t" {
			return false
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="`+server.URL+`/token",service="s"`)
		w.WriteHeader(http.StatusUnauthorized)
		return true
	})
	login := func(context.Context, string) (image.Credential, error) {
		return image.Credential{Username: "u", Password: "p"}, nil
	}
	if _, err := newClient(t, image.Credentials(login)).Metadata(t.Context(), h.host()+"/acme/shop:1", ""); err != nil {
		t.Error(err)
	}
	if tokens.Load() != 1 {
		t.Errorf("%d tokens", tokens.Load())
	}
}

// TestRealm pins that a registry cannot have the client ask a token server at
// an address that is nobody's business.
func TestRealm(t *testing.T) {
	t.Parallel()
	for _, realm := range []string{"http://169.254.169.254/", "http://10.0.0.1/", "http://[::1]:1/", "ftp://x/"} {
		h := newHub(t, true)
		h.answers(func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("WWW-Authenticate", `Bearer realm="`+realm+`"`)
			w.WriteHeader(http.StatusUnauthorized)
			return true
		})
		if _, err := newClient(t).Metadata(t.Context(), h.host()+"/acme/shop:1", ""); err == nil || kind(err) == image.NotFound {
			t.Errorf("%s: %v", realm, err)
		}
	}
}

// TestTokenServerFails pins that a token server's 404 is not the image's.
func TestTokenServerFails(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.answers(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/token" {
			w.WriteHeader(http.StatusNotFound)
			return true
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="`+h.at+`/token"`)
		w.WriteHeader(http.StatusUnauthorized)
		return true
	})
	if _, err := newClient(t).Metadata(t.Context(), h.host()+"/acme/shop:1", ""); kind(err) != image.Failed {
		t.Error(err)
	}
}

func TestDockerCredentials(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	basic := base64.StdEncoding.EncodeToString([]byte("me:secret"))
	config := map[string]any{
		"auths": map[string]any{
			"https://index.docker.io/v1/": map[string]any{"auth": basic},
			"registry.example:5000":       map[string]any{"auth": basic},
			"token.example":               map[string]any{"identitytoken": "id"},
		},
		"credHelpers": map[string]any{"broken.example": "ctypes-test-missing"},
	}
	data, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	source := image.DockerCredentials(dir)
	me := image.Credential{Username: "me", Password: "secret"}
	for host, want := range map[string]image.Credential{
		"registry-1.docker.io": me, "registry.example:5000": me, "registry.example": {}, "other.example": {},
		"token.example": {Identity: "id"},
	} {
		if got, err := source(t.Context(), host); err != nil || got != want {
			t.Errorf("%s: %v, %v", host, got, err)
		}
	}
	if _, err := source(t.Context(), "broken.example"); err == nil || !strings.Contains(err.Error(), "broken.example") {
		t.Errorf("a helper that is not there: %v", err)
	}
	if got, err := image.DockerCredentials(filepath.Join(dir, "none"))(t.Context(), "a"); err != nil || got != (image.Credential{}) {
		t.Errorf("no configuration: %v, %v", got, err)
	}
}

// TestHelperHangs pins that a helper whose child keeps its output open does
// not hold anybody up.
func TestHelperHangs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the helper is a shell script")
	}
	dir := t.TempDir()
	script := "#!/bin/sh\nsleep 5 2>/dev/null &\nwait\n"
	if err := os.WriteFile(filepath.Join(dir, "docker-credential-hang"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(`{"credsStore":"hang"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := image.DockerCredentials(dir)(ctx, "registry.example"); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// TestHelperFails pins that a broken helper is told of once, and that images
// which are for everybody are still found.
func TestHelperFails(t *testing.T) {
	t.Parallel()
	open, closed := newHub(t, true), newHub(t, true)
	open.image(t, "acme/shop", "1", shop())
	closed.answers(func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("WWW-Authenticate", "Basic")
		w.WriteHeader(http.StatusUnauthorized)
		return true
	})
	var told notices
	c := newClient(t, told.option(), image.Credentials(func(context.Context, string) (image.Credential, error) {
		return image.Credential{}, errors.New("helper is broken")
	}))
	if _, err := c.Metadata(t.Context(), open.host()+"/acme/shop:1", ""); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"a", "b"} {
		if _, err := c.Metadata(t.Context(), closed.host()+"/"+name, ""); kind(err) != image.Unauthorized {
			t.Error(err)
		}
	}
	if want := "not logged in to " + closed.host() + ": helper is broken"; told.text() != want {
		t.Errorf("told %q", told.text())
	}
}
