package image_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// hub is a registry in this process that remembers what it was asked and
// whose answers a test may replace.
type hub struct {
	at       string // http://HOST
	mu       sync.Mutex
	requests []string
	flying   int
	most     int // requests in flight at once
	answer   answer
}

func newHub(tb testing.TB, referrers bool) *hub {
	tb.Helper()
	h := &hub{}
	inner := registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(referrers))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.enter(r)
		defer h.leave()
		h.mu.Lock()
		answer := h.answer
		h.mu.Unlock()
		if answer == nil || !answer(w, r) {
			inner.ServeHTTP(w, r)
		}
	}))
	tb.Cleanup(server.Close)
	h.at = server.URL
	return h
}

func (h *hub) enter(r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.requests = append(h.requests, r.Method+" "+r.URL.Path)
	h.flying++
	h.most = max(h.most, h.flying)
}

func (h *hub) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.flying--
}

// asked returns the requests since it was last called, sorted.
func (h *hub) asked() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	asked := h.requests
	h.requests = nil
	slices.Sort(asked)
	return asked
}

// answers replaces the registry's answers; nil gives them back.
func (h *hub) answers(f answer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = f
}

// host is the registry as references name it.
func (h *hub) host() string { return strings.TrimPrefix(h.at, "http://") }

// spec is an image to be pushed.
type spec struct {
	platform    string // os/arch[/variant]
	config      map[string]any
	annotations map[string]string
}

// push uploads a blob or, with a media type, a manifest under a tag.
func (h *hub) push(tb testing.TB, repo, tag, media string, data []byte) ocispec.Descriptor {
	tb.Helper()
	d := ocispec.Descriptor{MediaType: media, Digest: digest.FromBytes(data), Size: int64(len(data))}
	if tag != "" {
		send(tb, http.MethodPut, h.at+"/v2/"+repo+"/manifests/"+tag, media, data)
		return d
	}
	to := send(tb, http.MethodPost, h.at+"/v2/"+repo+"/blobs/uploads/", "", nil)
	query := to.Query()
	query.Set("digest", d.Digest.String())
	to.RawQuery = query.Encode()
	send(tb, http.MethodPut, to.String(), "application/octet-stream", data)
	return d
}

// send makes one request of an upload and returns where it goes on.
func send(tb testing.TB, method, at, media string, data []byte) *url.URL {
	tb.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, at, bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("Content-Type", media)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated && resp.StatusCode != http.StatusAccepted {
		body, _ := io.ReadAll(resp.Body)
		tb.Fatalf("%s %s: %s: %s", method, at, resp.Status, body)
	}
	to, err := req.URL.Parse(resp.Header.Get("Location"))
	if err != nil {
		tb.Fatal(err)
	}
	return to
}

// image uploads an image and returns its manifest's descriptor.
func (h *hub) image(tb testing.TB, repo, tag string, s spec) ocispec.Descriptor {
	tb.Helper()
	conf, manifest := documents(s)
	h.push(tb, repo, "", ocispec.MediaTypeImageConfig, conf)
	if tag == "" {
		tag = digest.FromBytes(manifest).String()
	}
	d := h.push(tb, repo, tag, ocispec.MediaTypeImageManifest, manifest)
	d.Platform = platformOf(s.platform)
	return d
}

// documents returns the configuration and the manifest of an image.
func documents(s spec) (conf, manifest []byte) {
	doc := map[string]any{"config": s.config}
	if p := platformOf(s.platform); p != nil {
		doc["os"], doc["architecture"], doc["variant"] = p.OS, p.Architecture, p.Variant
	}
	conf = encode(doc)
	manifest = encode(ocispec.Manifest{
		Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: ocispec.MediaTypeImageManifest,
		Config: ocispec.Descriptor{
			MediaType: ocispec.MediaTypeImageConfig, Digest: digest.FromBytes(conf), Size: int64(len(conf)),
		},
		Layers:      []ocispec.Descriptor{},
		Annotations: s.annotations,
	})
	return conf, manifest
}

// index uploads images for several platforms under the tag 1.
func (h *hub) index(tb testing.TB, repo string, specs ...spec) ocispec.Descriptor {
	tb.Helper()
	index := ocispec.Index{MediaType: ocispec.MediaTypeImageIndex}
	index.SchemaVersion = 2
	for _, s := range specs {
		index.Manifests = append(index.Manifests, h.image(tb, repo, "", s))
	}
	return h.push(tb, repo, "1", ocispec.MediaTypeImageIndex, encode(index))
}

func platformOf(s string) *ocispec.Platform {
	if s == "" {
		return nil
	}
	parts := append(strings.Split(s, "/"), "", "")
	return &ocispec.Platform{OS: parts[0], Architecture: parts[1], Variant: parts[2]}
}

func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// newClient returns a client that is closed with the test.
func newClient(tb testing.TB, options ...image.Option) *image.Client {
	tb.Helper()
	c, err := image.New(options...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.Close)
	return c
}

// notices collects what a client tells.
type notices struct {
	mu     sync.Mutex
	events []image.Event
}

func (n *notices) option() image.Option {
	return image.Progress(func(e image.Event) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.events = append(n.events, e)
	})
}

func (n *notices) text() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var lines []string
	for _, e := range n.events {
		if e.Notice != "" {
			lines = append(lines, e.Notice)
		}
	}
	return strings.Join(lines, "\n")
}

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
