package image

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/opencontainers/go-digest"
)

// TestTrim fills a cache beyond its limit: the oldest go.
func TestTrim(t *testing.T) {
	t.Parallel()
	c := openCache(t.TempDir(), func(s string) { t.Error(s) })
	c.limit = 100 << 10
	digests := make([]digest.Digest, 0, 20)
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 20 {
		data := append([]byte(strconv.Itoa(i)), make([]byte, 10<<10)...)
		d := digest.FromBytes(data)
		digests = append(digests, d)
		c.keep(d, data)
		if err := os.Chtimes(c.blobPath(d), start, start.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	c.trim()
	for i, d := range digests {
		if _, ok := c.blob(d); ok != (i >= 13) {
			t.Errorf("document %d kept: %v", i, ok)
		}
	}
	if _, size := c.files(); size > c.limit {
		t.Errorf("%d bytes are left", size)
	}
}
