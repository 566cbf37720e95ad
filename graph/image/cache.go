package image

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/opencontainers/go-digest"
)

const (
	// cacheLimit bounds what the cache keeps, some thousands of images.
	cacheLimit = 64 << 20
	// maxPacks is how many packs there may be before they are made one.
	maxPacks = 16
	// maxRecords bounds the names that are remembered.
	maxRecords = 5000

	packSuffix, newPrefix = ".pack", ".new-"
)

// cache keeps documents by their digest, and records of what names led to. On
// disk it is a folder of packs, each of which a run wrote at its end; a file
// for each document would cost more than fetching it. Several processes may
// use one folder: packs appear whole or not at all and never change, and what
// is read is checked. A cache without a folder keeps what it is given until
// the client is closed.
type cache struct {
	dir    string
	limit  int64
	notice func(string)

	mu        sync.Mutex
	opened    bool
	packs     []*pack // newest first
	documents map[digest.Digest][]byte
	order     []digest.Digest // of documents, newest first
	records   map[string]record
}

// openCache returns the cache in a folder, or with "" one in memory.
func openCache(dir string, notice func(string)) *cache {
	c := &cache{limit: cacheLimit, notice: notice, documents: map[digest.Digest][]byte{}, records: map[string]record{}}
	if dir != "" {
		c.dir = filepath.Join(dir, "images")
	}
	return c
}

// document returns the document of a digest.
func (c *cache) document(d digest.Digest) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if data, ok := c.documents[d]; ok {
		return data, true
	}
	for _, p := range c.open() {
		if data, ok := p.document(d); ok {
			return data, true
		}
	}
	return nil, false
}

// keep adds a document, whose digest the caller has checked.
func (c *cache) keep(d digest.Digest, data []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(d, data)
}

func (c *cache) add(d digest.Digest, data []byte) {
	if _, known := c.documents[d]; !known {
		c.documents[d] = data
		c.order = append(c.order, d)
	}
}

// record returns what a name led to.
func (c *cache) record(name string) (record, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r, ok := c.records[name]; ok {
		return r, true
	}
	for _, p := range c.open() {
		if r, ok := p.records[name]; ok {
			return r, true
		}
	}
	return record{}, false
}

// note records what a name led to, "" for nothing.
func (c *cache) note(name string, d digest.Digest, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.records[name] = record{digest: d, checked: now}
}

// open returns the packs in the folder. Those that cannot be read are passed
// over.
func (c *cache) open() []*pack {
	if c.opened || c.dir == "" {
		return c.packs
	}
	c.opened = true
	for _, name := range c.list() {
		if p, err := openPack(name); err == nil {
			c.packs = append(c.packs, p)
		}
	}
	return c.packs
}

// list returns the names of the packs, newest first.
func (c *cache) list() []string {
	type packFile struct {
		name     string
		modified time.Time
	}
	var files []packFile
	entries, _ := os.ReadDir(c.dir) // a folder that is not there is empty
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && strings.HasSuffix(e.Name(), packSuffix) {
			files = append(files, packFile{filepath.Join(c.dir, e.Name()), info.ModTime()})
		}
	}
	slices.SortFunc(files, func(a, b packFile) int {
		return cmp.Or(b.modified.Compare(a.modified), cmp.Compare(a.name, b.name))
	})
	names := make([]string, 0, len(files))
	for _, f := range files {
		names = append(names, f.name)
	}
	return names
}

// close writes what the run learned and closes all packs.
func (c *cache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	packs := c.open()
	if c.dir != "" && len(c.documents)+len(c.records) > 0 {
		c.save(packs)
	}
	for _, p := range packs {
		_ = p.file.Close() // was only read
	}
	c.packs, c.order, c.opened = nil, nil, false
	clear(c.documents)
	clear(c.records)
}

// save writes a pack of what the run learned, and of everything else as well
// when there are many packs already. A folder that cannot be written is told
// of and does no harm.
func (c *cache) save(packs []*pack) {
	all := len(packs) >= maxPacks || c.size(packs) > c.limit
	if all {
		c.gather(packs)
	}
	if err := writePack(c.dir, encodePack(c.order, c.documents, c.records)); err != nil {
		c.notice(fmt.Sprintf("nothing is cached: %v", err))
		return
	}
	if all {
		for _, p := range packs {
			_ = os.Remove(p.file.Name()) // another process may have been faster
		}
	}
}

// size is how much the documents in packs take up.
func (c *cache) size(packs []*pack) (sum int64) {
	for _, p := range packs {
		for _, at := range p.documents {
			sum += at.size
		}
	}
	return sum
}

// gather adds to what the run learned what packs hold, newest first, up to
// three quarters of the cache's limit.
func (c *cache) gather(packs []*pack) {
	var size int64
	for _, data := range c.documents {
		size += int64(len(data))
	}
	for _, p := range packs {
		for _, name := range slices.Sorted(maps.Keys(p.records)) {
			if _, newer := c.records[name]; !newer && len(c.records) < maxRecords {
				c.records[name] = p.records[name]
			}
		}
		for _, d := range p.order {
			data, ok := p.document(d)
			if _, known := c.documents[d]; ok && !known && size+int64(len(data)) <= c.limit/4*3 {
				c.add(d, data)
				size += int64(len(data))
			}
		}
	}
}

// writePack puts a pack in its folder, whole.
func writePack(dir string, data []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err //nolint:wrapcheck // names the folder already
	}
	f, err := os.CreateTemp(dir, newPrefix+"*")
	if err != nil {
		return err //nolint:wrapcheck // names the file already
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), strings.Replace(f.Name(), newPrefix, "", 1)+packSuffix)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// readSmall reads a regular file of at most limit bytes.
func readSmall(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err //nolint:wrapcheck // names the file already
	}
	if err := small(info, limit); err != nil {
		return nil, err
	}
	f, err := os.Open(path) //nolint:gosec // a path that the user or this package chose
	if err != nil {
		return nil, err //nolint:wrapcheck // names the file already
	}
	defer f.Close()
	return readAtMost(f, limit)
}

// small refuses what is not a regular file of at most limit bytes, before it
// is opened: opening a pipe would wait for its other end.
func small(info fs.FileInfo, limit int64) error {
	if !info.Mode().IsRegular() {
		return faultf(Malformed, "%s is not a regular file", info.Name())
	}
	if info.Size() > limit {
		return tooLarge(limit)
	}
	return nil
}

// readAtMost reads all there is, which may be limit bytes.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err //nolint:wrapcheck // names the file already
	}
	if int64(len(data)) > limit {
		return nil, tooLarge(limit)
	}
	return data, nil
}
