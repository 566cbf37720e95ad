package image_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/fixtures/registry"
	"github.com/ctypes-dev/ctypes/graph/image"
)

const entryPath, entryText = "example.com/acme/app.ctypes", "IMAGE: example.com/acme/app\nLISTENS ON: TCP:8080\n"

// pushCatalog puts a catalog of one entry into a hub and returns its reference.
func pushCatalog(t *testing.T, h *hub, text string) string {
	t.Helper()
	digest, err := registry.PushCatalog(t.Context(), h.host(), "acme/catalog", map[string]string{entryPath: text})
	if err != nil {
		t.Fatal(err)
	}
	h.asked()
	return h.host() + "/acme/catalog@" + digest
}

func TestArtifact(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	reference := pushCatalog(t, h, entryText)
	cache := image.Cache(t.TempDir())
	online := newClient(t, cache)
	a, err := online.Artifact(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if text, ok, err := a.File(t.Context(), entryPath); err != nil || !ok || string(text) != entryText {
			t.Fatalf("%q, %v, %v", text, ok, err)
		}
		if _, ok, err := a.File(t.Context(), "example.com/acme/other.ctypes"); ok || err != nil {
			t.Fatalf("an entry that is not there: %v, %v", ok, err)
		}
	}
	if asked := h.asked(); len(asked) != 2 {
		t.Errorf("asked %q, wanted the manifest and the entry, once each", asked)
	}
	online.Close()
	offline := newClient(t, cache, image.Offline())
	a, err = offline.Artifact(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	if text, ok, err := a.File(t.Context(), entryPath); err != nil || !ok || string(text) != entryText {
		t.Errorf("from the cache: %q, %v, %v", text, ok, err)
	}
	if asked := h.asked(); len(asked) > 0 {
		t.Errorf("the cache asks %q", asked)
	}
}

func TestArtifactRefused(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	reference := pushCatalog(t, h, strings.Repeat("# more\n", 10_000))
	img := h.image(t, "acme/app", "1", spec{})
	h.asked()
	refused := func(reference string, want image.Kind, options ...image.Option) {
		t.Helper()
		if _, err := newClient(t, options...).Artifact(t.Context(), reference); kind(err) != want {
			t.Errorf("%s: %v, wanted %v", reference, err, want)
		}
	}
	refused(h.host()+"/acme/app@"+img.Digest.String(), image.Malformed)
	refused(h.host()+"/acme/catalog:1", image.Invalid)
	refused("Nonsense@", image.Invalid)
	refused(h.host()+"/acme/catalog@"+"sha256:"+strings.Repeat("0", 64), image.NotFound)
	h.asked()
	refused(reference, image.NotCached, image.Offline())
	refused(reference, image.Refused, image.AllowedHosts("example.com"))
	if asked := h.asked(); len(asked) > 0 {
		t.Errorf("asked %q", asked)
	}
	a, err := newClient(t).Artifact(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := a.File(t.Context(), entryPath); ok || kind(err) != image.TooLarge {
		t.Errorf("an entry of 70 KiB: %v, %v", ok, err)
	}
}

// TestProjectMirror pins that a mirror that a project names is trusted no more
// than the hosts of its images.
func TestProjectMirror(t *testing.T) {
	t.Parallel()
	asked := image.Transport(roundTrip(func(r *http.Request) (*http.Response, error) {
		return nil, errors.New("asked " + r.URL.Host)
	}))
	const cloud = "example.com=http://169.254.169.254"
	for _, tt := range []struct {
		mirror image.Option
		want   string
	}{
		{image.Mirror(cloud), "asked 169.254.169.254"},
		{image.ProjectMirror(cloud), "asked example.com"},
		{image.ProjectMirror("example.com=http://mirror.internal"), "asked mirror.internal"},
	} {
		var first string
		c := newClient(t, tt.mirror, image.Transport(roundTrip(func(r *http.Request) (*http.Response, error) {
			if first == "" {
				first = "asked " + r.URL.Host
			}
			return nil, errors.New("enough")
		})))
		if _, err := c.Metadata(t.Context(), "example.com/a:1", ""); err == nil || first != tt.want {
			t.Errorf("%q (%v), wanted %q", first, err, tt.want)
		}
	}
	if _, err := image.New(asked, image.ProjectMirror("example.com=mirror.internal"), image.AllowedHosts("example.com")); err == nil {
		t.Error("a mirror is taken that is not among the allowed registries")
	}
	if _, err := image.New(image.ProjectMirror("nonsense")); err == nil {
		t.Error("nonsense is taken for a mirror")
	}
}
