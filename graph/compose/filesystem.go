package compose

import (
	"io/fs"
	"os"
	"path/filepath"
)

// FileSystem is what a project's files are read from. Paths are absolute. Errors
// are fs.PathErrors, and fs.ErrNotExist where there is nothing.
type FileSystem interface {
	// EvalSymlinks returns the path without symbolic links, as
	// filepath.EvalSymlinks does.
	EvalSymlinks(path string) (string, error)
	// Stat says what a path leads to.
	Stat(path string) (fs.FileInfo, error)
	// Open opens a file, or a folder, which is then an fs.ReadDirFile.
	Open(path string) (fs.File, error)
}

// machine is the machine's own file system.
type machine struct{}

// EvalSymlinks implements FileSystem.
func (machine) EvalSymlinks(path string) (string, error) {
	return filepath.EvalSymlinks(path) //nolint:wrapcheck // callers name the file in the user's words
}

// Stat implements FileSystem.
func (machine) Stat(path string) (fs.FileInfo, error) {
	return os.Stat(path) //nolint:wrapcheck // callers name the file in the user's words
}

// Open implements FileSystem.
func (machine) Open(path string) (fs.File, error) {
	return os.Open(path) //nolint:gosec,wrapcheck // callers check the path, and name it in the user's words
}
