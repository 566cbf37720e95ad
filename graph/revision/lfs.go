package revision

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
)

// maxPointer is how large a file is at most that stands for one that Git LFS
// keeps.
const maxPointer = 1024

// pointer matches such a file.
var pointer = regexp.MustCompile(`^version https://git-lfs\.github\.com/spec/v1\n(?:[^\n]*\n)*?oid sha256:([0-9a-f]{64})\n`)

// isPointer returns the name of what Git LFS keeps in the place of a file.
func isPointer(data []byte) (name string, ok bool) {
	if len(data) > maxPointer {
		return "", false
	}
	m := pointer.FindSubmatch(data)
	if m == nil {
		return "", false
	}
	return string(m[1]), true
}

// kept returns what Git LFS keeps here under a name.
func (r *repository) kept(name string, limit int64) ([]byte, bool) {
	at := filepath.Join(r.lfs, name[:2], name[2:4], name)
	info, err := os.Stat(at)
	if err != nil || !info.Mode().IsRegular() {
		return nil, false
	}
	if info.Size() > limit {
		return make([]byte, limit+1), true
	}
	data, err := os.ReadFile(at) //nolint:gosec // a digest below git's own folder
	if err != nil {
		return nil, false
	}
	sum := sha256.Sum256(data)
	want, err := hex.DecodeString(name)
	return data, err == nil && bytes.Equal(sum[:], want)
}

// pointsOnDisk reports whether a file of the work tree stands for one that Git
// LFS keeps, or is not there: then it is the same at both ends.
func pointsOnDisk(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return true
	}
	if info.Size() > maxPointer {
		return false
	}
	data, err := os.ReadFile(path) //nolint:gosec // inside of the work tree, and no link
	_, ok := isPointer(data)
	return err != nil || ok
}
