package image

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// cacheLimit bounds what the cache keeps, some thousands of images.
const cacheLimit = 64 << 20

// cache keeps documents by digest, and what tags and questions for referrers
// led to. Several processes may use one folder: files appear whole or not at
// all, and what is read is checked. The nil cache keeps nothing.
type cache struct {
	dir    string
	limit  int64
	notice func(string)
	wrote  atomic.Bool
	warn   sync.Once
}

// record is what a name led to, and when.
type record struct {
	ocispec.Descriptor
	Checked time.Time `json:"checked"`
}

// Kinds of records.
const (
	tagRecord      = "tags"
	referrerRecord = "referrers"
)

// openCache returns the cache in a folder, nil for "".
func openCache(dir string, notice func(string)) *cache {
	if dir == "" {
		return nil
	}
	return &cache{dir: filepath.Join(dir, "images-v1"), limit: cacheLimit, notice: notice}
}

// blob returns the document of a digest. A damaged one counts as none.
func (c *cache) blob(d digest.Digest) ([]byte, bool) {
	if c == nil || d.Validate() != nil {
		return nil, false
	}
	data, err := readSmall(c.blobPath(d), maxDocument)
	if err != nil || d.Algorithm().FromBytes(data) != d {
		return nil, false
	}
	return data, true
}

// keep stores a document, whose digest the caller has checked.
func (c *cache) keep(d digest.Digest, data []byte) {
	if c != nil {
		c.write(c.blobPath(d), data)
	}
}

// record returns what is recorded of a name.
func (c *cache) record(kind, name string) (record, bool) {
	if c == nil {
		return record{}, false
	}
	var r record
	data, err := readSmall(c.recordPath(kind, name), maxDocument)
	if err != nil || json.Unmarshal(data, &r) != nil || r.Digest != "" && r.Digest.Validate() != nil {
		return record{}, false
	}
	return r, true
}

// keepRecord records what a name led to.
func (c *cache) keepRecord(kind, name string, r record) {
	if c == nil {
		return
	}
	data, err := json.Marshal(r)
	if err == nil {
		c.write(c.recordPath(kind, name), data)
	}
}

// forget drops a record.
func (c *cache) forget(kind, name string) {
	if c != nil {
		_ = os.Remove(c.recordPath(kind, name)) // what is not there is forgotten
	}
}

func (c *cache) blobPath(d digest.Digest) string {
	return filepath.Join(c.dir, "blobs", d.Algorithm().String(), d.Encoded())
}

func (c *cache) recordPath(kind, name string) string {
	sum := sha256.Sum256([]byte(name))
	return filepath.Join(c.dir, kind, hex.EncodeToString(sum[:]))
}

// write puts a file in place whole. A cache that cannot be written is told of
// once and does no harm.
func (c *cache) write(path string, data []byte) {
	c.wrote.Store(true)
	err := writeFile(path, data)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
			err = writeFile(path, data)
		}
	}
	if err != nil {
		c.warn.Do(func() { c.notice(fmt.Sprintf("nothing is cached: %v", err)) })
	}
}

func writeFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err //nolint:wrapcheck // names the file already
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// trim drops the oldest files once the cache is over its limit, down to three
// quarters of it.
func (c *cache) trim() {
	if c == nil || !c.wrote.Swap(false) {
		return
	}
	files, size := c.files()
	if size <= c.limit {
		return
	}
	slices.SortFunc(files, func(a, b cached) int {
		return cmp.Or(a.modified.Compare(b.modified), cmp.Compare(a.path, b.path))
	})
	for _, f := range files {
		if size <= c.limit/4*3 {
			return
		}
		_ = os.Remove(f.path) // another process may have been faster
		size -= f.size
	}
}

// cached is a file of the cache.
type cached struct {
	path     string
	size     int64
	modified time.Time
}

func (c *cache) files() (files []cached, size int64) {
	_ = filepath.WalkDir(c.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil //nolint:nilerr // what cannot be read cannot be counted
		}
		if info, err := d.Info(); err == nil {
			// Small files take up a block as well.
			files = append(files, cached{path, max(info.Size(), 4096), info.ModTime()})
			size += files[len(files)-1].size
		}
		return nil
	})
	return files, size
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
	f, err := os.Open(path) //nolint:gosec // a path of our own making
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
