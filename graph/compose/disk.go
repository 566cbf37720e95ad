package compose

import (
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

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Why a file is not read.
var (
	errMissing   = errors.New("no such file")
	errOutside   = errors.New("outside of the folders that may be read")
	errFolder    = errors.New("is a folder")
	errIrregular = errors.New("is not a regular file")
	errTooLarge  = fmt.Errorf("is larger than %d MiB", maxFile>>20)
)

// disk reads the files of a project and none outside of its folders. Symbolic
// links are followed before the check. It implements graph.Disk.
type disk struct {
	files   FileSystem
	names   names
	overlay map[string][]byte // texts that stand for files, by absolute path

	mu    sync.Mutex
	roots []string        // real paths of readable folders
	named map[string]bool // real paths of files that the user named
	read  map[string]reading
	texts map[string]*source.File // by the name that users see
}

// reading is the outcome of reading a path.
type reading struct {
	file *source.File
	err  error
}

func newDisk(o Options) *disk {
	d := &disk{
		files: o.FileSystem, names: names{workingDir: o.WorkingDir}, overlay: o.Overlay,
		named: map[string]bool{}, read: map[string]reading{}, texts: map[string]*source.File{},
	}
	if d.files == nil {
		d.files = machine{}
	}
	return d
}

// allowFolder makes the files below a folder readable.
func (d *disk) allowFolder(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if target, err := d.files.EvalSymlinks(path); err == nil && !slices.Contains(d.roots, target) {
		d.roots = append(d.roots, target)
	}
}

// allowFile makes one file readable, wherever it is.
func (d *disk) allowFile(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	target, _ := d.realPath(path)
	d.named[target] = true
}

// Read implements graph.Disk.
func (d *disk) Read(path string) (*source.File, error) {
	path = filepath.Clean(path)
	d.mu.Lock()
	defer d.mu.Unlock()
	if r, ok := d.read[path]; ok {
		return r.file, r.err
	}
	data, err := d.bytes(path)
	r := reading{err: err}
	if err == nil {
		r.file = d.keep(d.names.show(path), data)
	}
	d.read[path] = r
	return r.file, r.err
}

// add keeps a text that is from no file of the disk.
func (d *disk) add(name string, data []byte) *source.File {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.keep(name, data)
}

func (d *disk) keep(name string, data []byte) *source.File {
	f := source.NewFile(name, data)
	d.texts[name] = f
	return f
}

// file returns a text that was read before, by the name that users see.
func (d *disk) file(name string) *source.File {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.texts[name]
}

// bytes reads a file that is allowed, regular and not too large.
func (d *disk) bytes(path string) ([]byte, error) {
	if text, ok := d.overlay[path]; ok {
		return text, nil
	}
	if path == os.DevNull {
		return nil, nil
	}
	target, info, err := d.find(path)
	if err != nil {
		return nil, err
	}
	switch {
	case info.IsDir():
		return nil, errFolder
	case !info.Mode().IsRegular():
		return nil, errIrregular
	case info.Size() > maxFile:
		return nil, errTooLarge
	}
	f, err := d.files.Open(target)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	return readBounded(f)
}

// readBounded reads all of a text that is not too large.
func readBounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, reason(err)
	}
	if len(data) > maxFile {
		return nil, errTooLarge
	}
	return data, nil
}

// find returns the real path of what may be read, and what it is.
func (d *disk) find(path string) (string, fs.FileInfo, error) {
	target, err := d.realPath(path)
	if !d.allowed(target) {
		return "", nil, errOutside
	}
	if err != nil {
		return "", nil, err
	}
	info, err := d.files.Stat(target)
	if err != nil {
		return "", nil, reason(err)
	}
	return target, info, nil
}

func (d *disk) allowed(target string) bool {
	return d.named[target] || slices.ContainsFunc(d.roots, func(root string) bool { return within(root, target) })
}

// Stat implements graph.Disk.
func (d *disk) Stat(path string) graph.Entry {
	path = filepath.Clean(path)
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.overlay[path]; ok {
		return graph.FileEntry
	}
	_, info, err := d.find(path)
	switch {
	case errors.Is(err, errMissing):
		return graph.MissingEntry
	case err != nil:
		return graph.UnknownEntry
	case info.IsDir():
		return graph.FolderEntry
	case info.Mode().IsRegular():
		return graph.FileEntry
	}
	return graph.OtherEntry
}

// List implements graph.Disk.
func (d *disk) List(path string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	target, info, err := d.find(filepath.Clean(path))
	if err != nil || !info.IsDir() {
		return nil
	}
	f, err := d.files.Open(target)
	if err != nil {
		return nil
	}
	defer f.Close()
	folder, ok := f.(fs.ReadDirFile)
	if !ok {
		return nil
	}
	entries, err := folder.ReadDir(maxNames)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names
}

// realPath resolves symbolic links, of the folders that exist when the path
// itself does not; then the error is errMissing.
func (d *disk) realPath(path string) (string, error) {
	target, err := d.files.EvalSymlinks(path)
	if err == nil {
		return target, nil
	}
	if err = reason(err); !errors.Is(err, errMissing) {
		return path, err
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path, err
	}
	target, _ = d.realPath(parent)
	return filepath.Join(target, filepath.Base(path)), err
}

// exists reports whether there is anything at a path that may not be read.
func (d *disk) exists(path string) bool {
	_, err := d.files.Stat(path)
	return err == nil || !errors.Is(err, fs.ErrNotExist)
}

// reason drops the path from an error, which users see in their own spelling.
func reason(err error) error {
	var pathError *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errMissing
	case errors.As(err, &pathError):
		return pathError.Err
	}
	return err
}

// within reports whether a path is a folder or below it; both are clean.
func within(folder, path string) bool {
	if folder == path {
		return true
	}
	if !strings.HasSuffix(folder, string(filepath.Separator)) {
		folder += string(filepath.Separator)
	}
	return strings.HasPrefix(path, folder)
}

// all returns the texts that were read, by name.
func (d *disk) all() []*source.File {
	d.mu.Lock()
	defer d.mu.Unlock()
	files := make([]*source.File, 0, len(d.texts))
	for _, name := range slices.Sorted(maps.Keys(d.texts)) {
		files = append(files, d.texts[name])
	}
	return files
}
