package revision

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"time"
)

// info is what a revision says of a file.
type info struct {
	name string
	size int64
	mode fs.FileMode
}

// Name implements fs.FileInfo.
func (i info) Name() string { return i.name }

// Size implements fs.FileInfo.
func (i info) Size() int64 { return i.size }

// Mode implements fs.FileInfo.
func (i info) Mode() fs.FileMode { return i.mode }

// ModTime implements fs.FileInfo.
func (i info) ModTime() time.Time { return time.Time{} }

// IsDir implements fs.FileInfo.
func (i info) IsDir() bool { return i.mode.IsDir() }

// Sys implements fs.FileInfo.
func (i info) Sys() any { return nil }

// content is an open file.
type content struct {
	*bytes.Reader
	info info
}

// Stat implements fs.File.
func (c content) Stat() (fs.FileInfo, error) { return c.info, nil }

// Close implements fs.File.
func (c content) Close() error { return nil }

// listing is an open folder.
type listing struct {
	info info
	rest []fs.DirEntry
}

// Stat implements fs.File.
func (l *listing) Stat() (fs.FileInfo, error) { return l.info, nil }

// Read implements fs.File.
func (l *listing) Read([]byte) (int, error) {
	return 0, fmt.Errorf("reading the folder %s: %w", l.info.name, fs.ErrInvalid)
}

// Close implements fs.File.
func (l *listing) Close() error { return nil }

// ReadDir implements fs.ReadDirFile.
func (l *listing) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(l.rest)
	} else if len(l.rest) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(l.rest))
	taken := l.rest[:n]
	l.rest = l.rest[n:]
	return taken, nil
}
