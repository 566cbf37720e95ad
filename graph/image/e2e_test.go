//go:build e2e

package image_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// startRegistry runs Debian's docker-registry on a free port of loopback, with
// its data in a folder of the test's, and returns its host.
func startRegistry(tb testing.TB) string {
	tb.Helper()
	binary, err := exec.LookPath("docker-registry")
	if err != nil {
		tb.Fatal("the package docker-registry is not installed: ", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	host := listener.Addr().String()
	if err := listener.Close(); err != nil {
		tb.Fatal(err)
	}
	config := filepath.Join(tb.TempDir(), "config.yml")
	text := "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: " +
		strconv.Quote(tb.TempDir()) + "}}\nhttp: {addr: " + strconv.Quote(host) + "}\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	registry := exec.CommandContext(ctx, binary, "serve", config)
	if err := registry.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		cancel()
		_ = registry.Wait() // it was killed
	})
	for range 100 {
		if resp, err := http.Get("http://" + host + "/v2/"); err == nil {
			_ = resp.Body.Close()
			return host
		}
		time.Sleep(50 * time.Millisecond)
	}
	tb.Fatal("docker-registry does not answer")
	return ""
}

// realHub is a hub whose images go to a real registry.
func realHub(tb testing.TB) *hub {
	tb.Helper()
	return &hub{at: "http://" + startRegistry(tb)}
}

// TestE2ERegistry pushes images and a contract to a real registry and reads
// them back.
func TestE2ERegistry(t *testing.T) {
	t.Parallel()
	h := realHub(t)
	top := h.index(t, "acme/shop", shop(), spec{platform: "linux/arm64"})
	h.image(t, "acme/bare", "1", spec{platform: "linux/amd64"})
	h.image(t, "acme/bare", "1.1", spec{platform: "linux/arm64"})
	dir, now := image.Cache(t.TempDir()), newClock()

	c := newClient(t, dir, image.Clock(now.time))
	md, err := c.Metadata(t.Context(), h.host()+"/acme/shop:1", "linux/amd64")
	if err != nil || md.Digest != top.Digest.String() || md.User.Value != "app" || len(md.Contracts) != 3 || len(md.Platforms) != 2 {
		t.Errorf("got %+v, %v", md, err)
	}
	const text = "LISTENS ON: TCP:80 FOR: org.ietf.http"
	if md := attachAndLook(t, h.host()+"/acme/bare:1", text); len(md.Contracts) != 1 || md.Contracts[0].Text != text {
		t.Errorf("got %+v", md.Contracts)
	}
	if md, err := c.Metadata(t.Context(), h.host()+"/acme/bare:1.1", "linux/arm64"); err != nil || len(md.Contracts) != 0 {
		t.Errorf("got %+v, %v", md, err)
	}
	for reference, want := range map[string]image.Part{"/acme/bare:1.2": image.Tag, "/acme/none:1": image.Repository} {
		_, err := c.Metadata(t.Context(), h.host()+reference, "")
		if e := asError(t, err); e.Kind != image.NotFound || e.Missing != want {
			t.Errorf("%s: %+v", reference, e)
		}
	}
}

// BenchmarkRealRegistry compares looking up images that nobody knows yet, at a
// real registry, with the least there is to do.
func BenchmarkRealRegistry(b *testing.B) {
	h := realHub(b)
	names := h.street(b)
	for b.Loop() {
		plain := timed(b, func() { plainAll(b, h, names) })
		none := image.Referrers(func(string, bool) bool { return false })
		dir := b.TempDir()
		cold := timed(b, func() { lookAll(b, h, names, image.Cache(dir), none) })
		warm := timed(b, func() { lookAll(b, h, names, image.Cache(dir), none) })
		b.Logf("plain %v, cold %v (%.2f), warm %v", plain, cold, float64(cold)/float64(plain), warm)
	}
}
