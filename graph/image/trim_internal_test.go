package image

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/opencontainers/go-digest"
)

// filler is a document of 10 KiB that tells its number.
func filler(i int) (digest.Digest, []byte) {
	data := append([]byte(strconv.Itoa(i)), make([]byte, 10<<10)...)
	return digest.FromBytes(data), data
}

// TestTrim fills a cache over several runs beyond its limit: the oldest go.
func TestTrim(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	open := func() *cache {
		c := openCache(dir, func(s string) { t.Error(s) })
		c.limit = 100 << 10
		return c
	}
	const runs = 25
	for i := range runs {
		c := open()
		d, data := filler(i)
		c.keep(d, data)
		c.note("run "+strconv.Itoa(i), d, start)
		c.close()
		if packs := aged(t, c.dir, start.Add(time.Duration(i)*time.Second)); packs > maxPacks+1 {
			t.Fatalf("%d packs", packs)
		}
	}
	c := open()
	defer c.close()
	kept := 0
	for i := range runs {
		d, _ := filler(i)
		if r, ok := c.record("run " + strconv.Itoa(i)); !ok || r.digest != d || !r.checked.Equal(start) {
			t.Errorf("record %d: %v, %v", i, r, ok)
		}
		if _, ok := c.document(d); ok {
			kept++
		} else if kept > 0 {
			t.Errorf("document %d is gone, though older ones are kept", i)
		}
	}
	if kept < 7 || c.size(c.packs) > c.limit+11<<10 {
		t.Errorf("%d documents of %d bytes are kept", kept, c.size(c.packs))
	}
}

// aged has the packs that are newer than a time be of that time, so that the
// ages of quick runs can be told apart. It returns how many packs there are.
func aged(t *testing.T, dir string, at time.Time) int {
	t.Helper()
	packs, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packs {
		info, err := os.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		if !info.ModTime().After(at) {
			continue
		}
		if err := os.Chtimes(p, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return len(packs)
}

// FuzzPack opens anything: no document comes out that is not its digest's.
func FuzzPack(f *testing.F) {
	d, data := filler(1)
	f.Add(encodePack([]digest.Digest{d}, map[digest.Digest][]byte{d: data[:5]}, map[string]record{"image a": {digest: d}}))
	f.Add([]byte(packMagic + "99999999999999999999\n"))
	f.Add([]byte(packMagic + "80\ndocument " + d.String() + " 9223372036854775807\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		name := filepath.Join(t.TempDir(), "fuzz.pack")
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := openPack(name)
		if err != nil {
			return
		}
		defer p.file.Close()
		for d := range p.documents {
			if data, ok := p.document(d); ok && digest.FromBytes(data) != d && d.Algorithm() == digest.SHA256 {
				t.Errorf("%s is %q", d, data)
			}
		}
	})
}
