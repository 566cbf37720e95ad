package image_test

import (
	"context"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// look makes a client, looks one image up and returns what the registry was
// asked.
func look(t *testing.T, h *hub, ref string, options ...image.Option) ([]string, error) {
	t.Helper()
	h.asked()
	c, err := image.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	md, err := c.Metadata(t.Context(), ref, "linux/amd64")
	if err == nil && md.User.Value != "app" {
		t.Errorf("got %+v", md)
	}
	return h.asked(), err
}

func methods(requests []string) string {
	list := make([]string, 0, len(requests))
	for _, r := range requests {
		method, path, _ := strings.Cut(r, " ")
		parts := strings.Split(path, "/")
		list = append(list, method+" "+parts[len(parts)-2])
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func TestCache(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	bare := shop()
	bare.config["Labels"] = nil
	top := h.index(t, "acme/shop", bare)
	ref, now := h.host()+"/acme/shop:1", newClock()
	dir := image.Cache(t.TempDir())
	clock, day := image.Clock(now.time), image.MaxAge(24*time.Hour)
	steps := []struct {
		name    string
		pass    time.Duration
		ref     string
		options []image.Option
		want    string
		kind    image.Kind
	}{
		{"offline before", 0, ref, []image.Option{dir, clock, image.Offline()}, "", image.NotCached},
		{"cold", 0, ref, []image.Option{dir, clock}, "GET blobs, GET manifests, GET manifests, GET referrers", 0},
		{"warm", time.Minute, ref, []image.Option{dir, clock}, "HEAD manifests", 0},
		{"fresh", time.Minute, ref, []image.Option{dir, clock, day}, "", 0},
		{"stale", 24 * time.Hour, ref, []image.Option{dir, clock, day}, "GET referrers, HEAD manifests", 0},
		{"a clock that goes back", -48 * time.Hour, ref, []image.Option{dir, clock, day}, "GET referrers, HEAD manifests", 0},
		{"offline", 24 * time.Hour, ref, []image.Option{dir, clock, image.Offline()}, "", 0},
		{"by digest", 0, h.host() + "/acme/shop@" + top.Digest.String(), []image.Option{dir, clock}, "GET referrers", 0},
		{"by digest and tag", 0, ref + "@" + top.Digest.String(), []image.Option{dir, clock}, "", 0},
		{"another tag", 0, h.host() + "/acme/shop:2", []image.Option{dir, clock, image.Offline()}, "", image.NotCached},
		{"warm, without a clock", 0, ref, []image.Option{dir}, "GET referrers, HEAD manifests", 0},
	}
	for _, s := range steps {
		now.pass(s.pass)
		asked, err := look(t, h, s.ref, s.options...)
		if methods(asked) != s.want || kind(err) != s.kind {
			t.Errorf("%s: asked %s (%v), want %s", s.name, methods(asked), err, s.want)
		}
	}
}

// TestMoved pins that a tag which moved is fetched anew, and only what is new.
func TestMoved(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	labelled := shop()
	h.index(t, "acme/shop", labelled)
	ref, dir := h.host()+"/acme/shop:1", image.Cache(t.TempDir())
	if _, err := look(t, h, ref, dir); err != nil {
		t.Fatal(err)
	}
	h.index(t, "acme/shop", labelled, spec{platform: "linux/arm64"})
	asked, err := look(t, h, ref, dir)
	if methods(asked) != "GET manifests, HEAD manifests" || err != nil {
		t.Errorf("asked %v: %v", asked, err)
	}
}

// with changes the content of a file.
func with(change func(data []byte) []byte) func(path string) error {
	return func(path string) error {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, change(data), 0o600)
	}
}

// TestDamage damages what the cache wrote: what was lost is fetched again.
func TestDamage(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.index(t, "acme/shop", shop())
	ref := h.host() + "/acme/shop:1"
	damages := map[string]func(path string) error{
		"other content": with(func([]byte) []byte { return []byte("damage") }),
		"no content":    with(func([]byte) []byte { return nil }),
		"half":          with(func(data []byte) []byte { return data[:len(data)/2] }),
		"all but one":   with(func(data []byte) []byte { return data[:len(data)-1] }),
		"a wrong bit":   with(func(data []byte) []byte { data[len(data)-10] ^= 1; return data }),
		"too large":     func(path string) error { return os.Truncate(path, 1<<30) },
		"removed":       os.Remove,
		"a folder": func(path string) error {
			_ = os.Remove(path)
			return os.Mkdir(path, 0o700)
		},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if _, err := look(t, h, ref, image.Cache(dir)); err != nil {
				t.Fatal(err)
			}
			harm(t, dir, damage)
			for range 2 { // the second time what was lost is there again
				if _, err := look(t, h, ref, image.Cache(dir)); err != nil {
					t.Error(err)
				}
			}
			if _, err := look(t, h, ref, image.Cache(dir), image.Offline()); err != nil {
				t.Error(err)
			}
		})
	}
}

// harm damages all files of a cache.
func harm(t *testing.T, dir string, damage func(path string) error) {
	t.Helper()
	for _, path := range cached(t, dir) {
		if err := damage(path); err != nil {
			t.Fatal(err)
		}
	}
}

func cached(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestUnwritable pins that a cache that cannot be written is told of once and
// does no harm.
func TestUnwritable(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.index(t, "acme/shop", shop())
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var told notices
	if _, err := look(t, h, h.host()+"/acme/shop:1", image.Cache(file), told.option()); err != nil {
		t.Error(err)
	}
	if strings.Count(told.text(), "nothing is cached") != 1 {
		t.Errorf("told %q", told.text())
	}
}

// TestPassing pins that what the cache holds serves while the registry does
// not, but not once the registry says that the image is gone.
func TestPassing(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.index(t, "acme/shop", shop())
	ref, dir := h.host()+"/acme/shop:1", image.Cache(t.TempDir())
	if _, err := look(t, h, ref, dir); err != nil {
		t.Fatal(err)
	}
	for status, want := range map[int]image.Kind{
		http.StatusTooManyRequests: 0, http.StatusTeapot: 0, http.StatusNotFound: image.NotFound, http.StatusForbidden: image.Unauthorized,
	} {
		h.answers(func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Retry-After", "9999")
			w.WriteHeader(status)
			return true
		})
		var told notices
		_, err := look(t, h, ref, dir, told.option())
		if kind(err) != want || strings.Contains(told.text(), "using what the cache holds") != (want == 0) {
			t.Errorf("%d: %v, told %q", status, err, told.text())
		}
	}
}

// TestShared has many clients use one cache at once.
func TestShared(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.index(t, "acme/shop", shop())
	dir := t.TempDir()
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			c, err := image.New(image.Cache(dir))
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			if _, err := c.Metadata(context.Background(), h.host()+"/acme/shop:1", "linux/amd64"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, path := range cached(t, dir) {
		if strings.HasPrefix(filepath.Base(path), ".") {
			t.Errorf("%s is left over", path)
		}
	}
}
