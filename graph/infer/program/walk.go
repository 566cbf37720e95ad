package program

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

const (
	// maxFiles bounds the files of a folder that are read, maxEntries those
	// that are looked at, and maxDepth how deep below the folder they are.
	maxFiles, maxEntries, maxDepth = 5000, 100_000, 16
	// maxBytes bounds how much is read in all.
	maxBytes = 64 << 20
)

// Folder is what the source code below a folder reads.
type Folder struct {
	// Uses are in order of file and line.
	Uses []Use
	// Files is how many files were read.
	Files int
	// Cut says that there was more than is read at once.
	Cut bool
}

// Folder reads the source code of a file system: not what dependencies,
// version control, tests and build output have in it, not what is hidden, and
// nothing behind symbolic links.
func (r *Reader) Folder(files fs.FS) (*Folder, error) {
	w := &walk{reader: r, files: files, found: &Folder{}, left: maxBytes}
	if err := fs.WalkDir(files, ".", w.entry); err != nil {
		return nil, fmt.Errorf("reading the folder: %w", err)
	}
	slices.SortStableFunc(w.found.Uses, func(a, b Use) int { return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	return w.found, nil
}

// walk is one run of Folder.
type walk struct {
	reader  *Reader
	files   fs.FS
	found   *Folder
	entries int
	left    int64 // bytes
}

// entry is called for each file and folder.
func (w *walk) entry(file string, d fs.DirEntry, err error) error {
	switch w.entries++; {
	case err != nil && file == ".":
		return err
	case err != nil:
		return nil //nolint:nilerr // what may not be read is not read
	case w.entries > maxEntries || w.found.Files >= maxFiles || w.left <= 0:
		w.found.Cut = true
		return fs.SkipAll
	case d.IsDir():
		if file != "." && (isForeign(d.Name()) || strings.Count(file, "/") >= maxDepth) {
			return fs.SkipDir
		}
		return nil
	case d.Type().IsRegular() && w.reader.Reads(file) && !isTest(file):
		return w.read(file)
	}
	return nil
}

// read reads a file; one that cannot be read is left out.
func (w *walk) read(file string) error {
	f, err := w.files.Open(file)
	if err != nil {
		return nil // it went away, or is somebody else's
	}
	defer func() { _ = f.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil // as above
	}
	w.left -= int64(len(data))
	w.found.Files++
	w.found.Uses = append(w.found.Uses, w.reader.Read(file, data)...)
	return nil
}

// isForeign reports whether a folder holds what is not the program's own
// source: dependencies, tests, output, or what is hidden.
func isForeign(folder string) bool {
	switch strings.ToLower(folder) {
	case "node_modules", "bower_components", "vendor", "third_party", "site-packages", "venv", "env", "virtualenv", "__pycache__",
		"dist", "build", "out", "target", "obj", "coverage", "tmp", "log", "logs",
		"test", "tests", "spec", "specs", "__tests__", "__mocks__", "testdata", "testutil", "testutils", "fixtures", "e2e", "cypress", "examples", "example", "samples",
		"docs", "doc", "charts", "terraform":
		return true
	}
	return strings.HasPrefix(folder, ".")
}

// isTest reports whether a file is of tests, or of the tools that run them.
func isTest(file string) bool {
	base := path.Base(file)
	stem := strings.TrimSuffix(base, path.Ext(base))
	for _, tail := range []string{"_test", ".test", ".spec", "_spec", "Test", "Tests", "Spec", ".stories", ".d", ".min", ".config.test"} {
		if strings.HasSuffix(stem, tail) {
			return true
		}
	}
	switch stem {
	case "conftest", "setup", "noxfile", "jest.config", "jest.setup", "vitest.config", "playwright.config", "cypress.config", "karma.conf", "Rakefile":
		return true
	}
	return strings.HasPrefix(base, "test_")
}
