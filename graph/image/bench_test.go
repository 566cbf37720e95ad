package image_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// benchImages is how many images the benchmarks look up.
const benchImages = 100

// street fills a registry with images for two platforms each, none of them
// with a contract.
func (h *hub) street(b *testing.B) (names []string) {
	b.Helper()
	for i := range benchImages {
		name := "acme/app" + strconv.Itoa(i)
		config := map[string]any{
			"User": strconv.Itoa(i), "ExposedPorts": map[string]any{"80/tcp": struct{}{}}, "Cmd": []string{"serve"},
			"Env": []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"},
		}
		h.index(b, name, spec{platform: "linux/amd64", config: config}, spec{platform: "linux/arm64", config: config})
		names = append(names, name)
	}
	return names
}

// lookAll looks all images up at once.
func lookAll(b *testing.B, h *hub, names []string, options ...image.Option) {
	b.Helper()
	c, err := image.New(append(options, image.Platform("linux/amd64"))...)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	var group sync.WaitGroup
	for _, name := range names {
		group.Go(func() {
			if _, err := c.Metadata(context.Background(), h.host()+"/"+name+":1", ""); err != nil {
				b.Error(err)
			}
		})
	}
	group.Wait()
}

// plainAll is the least that anybody has to do for the same: a GET each of the
// index, the manifest and the config, by a client with as many connections.
func plainAll(b *testing.B, h *hub, names []string) {
	b.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 32, DisableCompression: true}
	defer transport.CloseIdleConnections()
	work := make(chan string)
	var group sync.WaitGroup
	for range 32 {
		group.Go(func() {
			for name := range work {
				at := h.at + "/v2/" + name
				var index ocispec.Index
				var manifest ocispec.Manifest
				var config ocispec.Image
				plainGet(b, transport, at+"/manifests/1", &index)
				plainGet(b, transport, at+"/manifests/"+index.Manifests[0].Digest.String(), &manifest)
				plainGet(b, transport, at+"/blobs/"+manifest.Config.Digest.String(), &config)
			}
		})
	}
	for _, name := range names {
		work <- name
	}
	close(work)
	group.Wait()
}

func plainGet(b *testing.B, transport *http.Transport, at string, into any) {
	b.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, at, nil)
	if err != nil {
		b.Error(err)
		return
	}
	req.Header.Set("Accept", strings.Join([]string{ocispec.MediaTypeImageIndex, ocispec.MediaTypeImageManifest}, ", "))
	resp, err := transport.RoundTrip(req)
	if err != nil {
		b.Error(err)
		return
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		b.Error(err)
	}
}

// BenchmarkCold looks images up that nobody knows yet and compares that with
// the least there is to do.
func BenchmarkCold(b *testing.B) {
	noReferrers := image.Referrers(func(string, bool) bool { return false })
	for _, referrers := range []bool{false, true} {
		b.Run("referrers="+strconv.FormatBool(referrers), func(b *testing.B) {
			h := newHub(b, true)
			names := h.street(b)
			var plain, cold time.Duration
			for b.Loop() {
				plain += timed(b, func() { plainAll(b, h, names) })
				options := []image.Option{image.Cache(b.TempDir())}
				if !referrers {
					options = append(options, noReferrers)
				}
				cold += timed(b, func() { lookAll(b, h, names, options...) })
			}
			b.ReportMetric(float64(cold)/float64(plain), "cold/plain")
			b.ReportMetric(float64(cold.Milliseconds())/float64(b.N), "ms-cold")
		})
	}
}

// BenchmarkLatency does so at a registry that takes 50 ms for each answer.
func BenchmarkLatency(b *testing.B) {
	for _, referrers := range []bool{false, true} {
		b.Run("referrers="+strconv.FormatBool(referrers), func(b *testing.B) {
			h := newHub(b, true)
			names := h.street(b)
			h.answers(func(http.ResponseWriter, *http.Request) bool {
				time.Sleep(50 * time.Millisecond)
				return false
			})
			dir, now := b.TempDir(), newClock()
			ask := image.Referrers(func(string, bool) bool { return referrers })
			var cold, warm time.Duration
			for b.Loop() {
				dir = b.TempDir()
				cold += timed(b, func() { lookAll(b, h, names, image.Cache(dir), image.Clock(now.time), ask) })
				warm += timed(b, func() { lookAll(b, h, names, image.Cache(dir), image.Clock(now.time), ask) })
			}
			b.ReportMetric(float64(cold.Milliseconds())/float64(b.N), "ms-cold")
			b.ReportMetric(float64(warm.Milliseconds())/float64(b.N), "ms-warm")
		})
	}
}

// BenchmarkWarm looks images up that the cache knows, with HEADs alone and
// without any request.
func BenchmarkWarm(b *testing.B) {
	for name, age := range map[string]time.Duration{"asked": 0, "fresh": time.Hour} {
		b.Run(name, func(b *testing.B) {
			h := newHub(b, true)
			names := h.street(b)
			now := newClock()
			options := []image.Option{image.Cache(b.TempDir()), image.Clock(now.time), image.MaxAge(age)}
			lookAll(b, h, names, options...)
			h.asked()
			b.ReportAllocs()
			for b.Loop() {
				lookAll(b, h, names, options...)
			}
			asked := h.asked()
			if heads := count(asked, "HEAD "); heads != len(asked) || age > 0 && heads > 0 {
				b.Errorf("asked %d times, %d of them HEADs", len(asked), heads)
			}
			b.ReportMetric(float64(len(asked))/float64(b.N), "HEADs/op")
		})
	}
}

func timed(b *testing.B, f func()) time.Duration {
	b.Helper()
	start := b.Elapsed()
	f()
	return b.Elapsed() - start
}
