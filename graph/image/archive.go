package image

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/ctypes-dev/ctypes/graph"
)

// maxEntries bounds the files of an archive that are looked at.
const maxEntries = 10_000

// archive is a tar file whose small entries can be read in any order. Layers
// are skipped, not read.
type archive struct {
	file    *os.File
	entries map[string]entry
}

type entry struct{ offset, size int64 }

// openArchive lists the entries of an archive.
func openArchive(name string) (*archive, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, faultf(NotFound, "%v", err)
	}
	if !info.Mode().IsRegular() {
		return nil, faultf(Malformed, "%s is not a regular file", name)
	}
	file, err := os.Open(name) //nolint:gosec // the user names it on the command line
	if err != nil {
		return nil, err //nolint:wrapcheck // names the file already
	}
	a := &archive{file: file, entries: map[string]entry{}}
	if err := a.list(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return a, nil
}

func (a *archive) list() error {
	r := tar.NewReader(a.file)
	for range maxEntries {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return faultf(Malformed, "reading the archive (a compressed one must be unpacked first): %v", err)
		}
		offset, err := a.file.Seek(0, io.SeekCurrent)
		if err != nil {
			return err //nolint:wrapcheck // names the file already
		}
		if h.Typeflag == tar.TypeReg {
			a.entries[path.Clean(h.Name)] = entry{offset, h.Size}
		}
	}
	return faultf(TooLarge, "the archive has more than %d files", maxEntries)
}

// Open implements fs.FS.
func (a *archive) Open(name string) (fs.File, error) {
	e, ok := a.entries[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &archived{Reader: io.NewSectionReader(a.file, e.offset, e.size), name: name, size: e.size}, nil
}

func (a *archive) Close() error { return a.file.Close() } //nolint:wrapcheck // names the file already

// archived is an open entry of an archive, and its own description.
type archived struct {
	io.Reader
	name string
	size int64
}

func (f *archived) Stat() (fs.FileInfo, error) { return f, nil }
func (f *archived) Close() error               { return nil }
func (f *archived) Name() string               { return path.Base(f.name) }
func (f *archived) Size() int64                { return f.size }
func (f *archived) Mode() fs.FileMode          { return 0o400 }
func (f *archived) ModTime() time.Time         { return time.Time{} }
func (f *archived) IsDir() bool                { return false }
func (f *archived) Sys() any                   { return nil }

// saved is an entry of the manifest.json that docker save writes.
type saved struct {
	Config   string   `json:"Config"`
	RepoTags []string `json:"RepoTags"`
}

// describeSaved describes an image of docker save: the only one, or the one
// with a tag.
func describeSaved(a *archive, wanted string) (*graph.Metadata, error) {
	data, err := readFrom(a, "manifest.json")
	if err != nil {
		return nil, err
	}
	var images []saved
	if err := json.Unmarshal(data, &images); err != nil {
		return nil, faultf(Malformed, "reading manifest.json: %v", err)
	}
	image, err := pickSaved(images[:min(len(images), maxFacts)], wanted)
	if err != nil {
		return nil, err
	}
	data, err = readFrom(a, path.Clean(image.Config))
	if err != nil {
		return nil, err
	}
	conf, err := parseConfig(data)
	if err != nil {
		return nil, err
	}
	return conf.local(firstSet(image.RepoTags...), ""), nil
}

// pickSaved chooses the image with a tag, or the only one.
func pickSaved(images []saved, wanted string) (saved, error) {
	var names []string
	want, _ := parseName(wanted) // "" fits nothing, and is not looked for
	for _, image := range images {
		if wanted == "" && len(images) == 1 {
			return image, nil
		}
		for _, tag := range image.RepoTags {
			if own, err := parseName(tag); err == nil && wanted != "" && own == want {
				return image, nil
			}
			names = append(names, tag)
		}
	}
	return saved{}, choice(wanted, names)
}

// local is the metadata of an image that is no registry's. It is called by
// one of its tags, if it has any.
func (c *config) local(tag, manifest string) *graph.Metadata {
	n, err := parseName(tag)
	if err != nil {
		n = name{}
	}
	md := c.metadata(n)
	md.Digest = manifest
	if md.Platform != "" {
		md.Platforms = []string{md.Platform}
	}
	return md
}

// Local looks up an image that the user named: oci-layout://FOLDER[:NAME],
// oci-archive://FILE[:NAME], docker-archive://FILE[:NAME],
// docker-daemon://REFERENCE, or a reference as Metadata takes it. It must not
// be given what a compose file says: that may not name files.
func (c *Client) Local(ctx context.Context, source, platform string) (*graph.Metadata, error) {
	scheme, rest, ok := strings.Cut(source, "://")
	if !ok {
		return c.Metadata(ctx, source, platform)
	}
	ctx, cancel := context.WithTimeout(ctx, c.settings.timeout)
	defer cancel()
	q := question{platform: c.settings.platform}
	var err error
	if platform != "" {
		q.explicit = true
		if q.platform, err = parsePlatform(platform); err != nil {
			return nil, newError(Invalid, source, err)
		}
	}
	md, err := c.open(ctx, scheme, rest, q)
	if err != nil {
		return md, asError(fmt.Errorf("reading the image: %w", err), source)
	}
	return md, nil
}

func (c *Client) open(ctx context.Context, scheme, rest string, q question) (*graph.Metadata, error) {
	file, wanted := splitSource(rest)
	switch scheme {
	case "oci-layout":
		files, err := openDir(file)
		if err != nil {
			return nil, faultf(NotFound, "%v", err)
		}
		return describeLayout(ctx, files, wanted, q)
	case "oci-archive", "docker-archive":
		a, err := openArchive(file)
		if err != nil {
			return nil, err
		}
		defer a.Close()
		if scheme == "oci-archive" {
			return describeLayout(ctx, a, wanted, q)
		}
		return describeSaved(a, wanted)
	case "docker-daemon":
		return c.daemon(ctx, rest)
	}
	return nil, faultf(Invalid, "unknown scheme `%s`: there are oci-layout, oci-archive, docker-archive and docker-daemon", scheme)
}

// describeLayout describes the image of a layout that a name says.
func describeLayout(ctx context.Context, files fs.FS, wanted string, q question) (*graph.Metadata, error) {
	l, err := layout{files: files}.pick(wanted)
	if err != nil {
		return nil, err
	}
	for _, spelling := range []string{l.top.Annotations[containerdName], l.top.Annotations[refName]} {
		if n, err := parseName(spelling); err == nil && strings.ContainsAny(spelling, ":/") {
			q.name = n
			break
		}
	}
	return describe(ctx, l, q)
}

// splitSource splits FILE:NAME at the first colon after which no file of that
// name goes on.
func splitSource(s string) (file, wanted string) {
	for i := range len(s) {
		if s[i] != ':' {
			continue
		}
		if _, err := os.Stat(s[:i]); err == nil {
			if _, err := os.Stat(s); err == nil {
				break
			}
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
