package image

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// refName and containerdName are the annotations by which layouts name their
// images: a tag or a whole reference, and a whole reference.
const (
	refName        = ocispec.AnnotationRefName
	containerdName = "io.containerd.image.name"
)

// layout is an OCI image layout: a folder, or an archive of one.
type layout struct {
	files fs.FS
	top   ocispec.Descriptor // the image in question
}

// root implements store.
func (l layout) root(ctx context.Context) (digest.Digest, []byte, error) {
	data, err := l.blob(ctx, l.top)
	return l.top.Digest, data, err
}

// manifest implements store.
func (l layout) manifest(ctx context.Context, d ocispec.Descriptor) ([]byte, error) {
	return l.blob(ctx, d)
}

// blob implements store.
func (l layout) blob(ctx context.Context, d ocispec.Descriptor) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err //nolint:wrapcheck // the caller's own context
	}
	if err := d.Digest.Validate(); err != nil {
		return nil, faultf(Malformed, "bad digest `%s`", d.Digest)
	}
	data, err := readFrom(l.files, path.Join("blobs", d.Digest.Algorithm().String(), d.Digest.Encoded()))
	if err != nil {
		return nil, err
	}
	if d.Digest.Algorithm().FromBytes(data) != d.Digest {
		return nil, faultf(Malformed, "the content of %s has another digest", d.Digest)
	}
	return data, nil
}

// images lists the images of a layout by its index.
func (l layout) images() ([]ocispec.Descriptor, error) {
	data, err := readFrom(l.files, ocispec.ImageIndexFile)
	if err != nil {
		return nil, err
	}
	doc, err := parseDocument(data)
	if err != nil || !doc.isIndex() {
		return nil, faultf(Malformed, "reading %s: it is no index", ocispec.ImageIndexFile)
	}
	return doc.Manifests[:min(len(doc.Manifests), maxFacts)], nil
}

// pick chooses the image with a name among a layout's; without a name there
// must be one only.
func (l layout) pick(wanted string) (layout, error) {
	images, err := l.images()
	if err != nil {
		return l, err
	}
	var names []string
	for _, d := range images {
		own := []string{d.Annotations[refName], d.Annotations[containerdName], d.Digest.String()}
		if wanted == "" && len(images) == 1 || wanted != "" && slices.Contains(own, wanted) {
			return layout{files: l.files, top: d}, nil
		}
		names = append(names, firstSet(own...))
	}
	return l, choice(wanted, names)
}

// choice is the error of a name that fits no image, or of no name where there
// are several.
func choice(wanted string, names []string) error {
	list := strings.Join(names[:min(len(names), 10)], ", ")
	if wanted == "" {
		return faultf(Invalid, "it holds %d images, so one must be named: %s", len(names), list)
	}
	return faultf(NotFound, "it holds no image `%s`, but %s", wanted, list)
}

func firstSet(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// readFrom reads a document of a layout.
func readFrom(files fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(files, name)
	if err != nil {
		return nil, faultf(Malformed, "%s is missing", name)
	}
	if err := small(info, maxDocument); err != nil {
		return nil, err
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	defer f.Close()
	return readAtMost(f, maxDocument)
}

// openDir opens a folder so that nothing in it leads out of it.
func openDir(dir string) (fs.FS, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err //nolint:wrapcheck // names the folder already
	}
	return root.FS(), nil
}

// folder is a folder of layouts that stands in for registries. The nil folder
// holds nothing.
type folder struct {
	dir    string
	notice func(string)
	images func() map[string]layout // by full reference and by digest
}

const (
	maxFolderDepth = 8
	maxFolders     = 10_000
)

// openFolder returns the folder of layouts at dir, nil for "".
func openFolder(dir string, notice func(string)) *folder {
	if dir == "" {
		return nil
	}
	f := &folder{dir: dir, notice: notice}
	f.images = sync.OnceValue(f.list)
	return f
}

// find returns the layout that holds an image.
func (f *folder) find(n name) (layout, bool) {
	if f == nil {
		return layout{}, false
	}
	key := n.digest
	if key == "" {
		key = n.String()
	}
	l, ok := f.images()[key]
	return l, ok
}

// list finds all layouts and names their images. An image is named by its
// annotations, where a tag alone is one of the repository that the layout's
// folder spells, or by that folder if it is the only one there:
// ghcr.io/acme/app, or ghcr.io/acme/app:2.
func (f *folder) list() map[string]layout {
	files, err := openDir(f.dir)
	if err != nil {
		f.notice(fmt.Sprintf("the folder of images is not used: %v", err))
		return nil
	}
	found := map[string]layout{}
	folders := 0
	_ = fs.WalkDir(files, ".", func(at string, d fs.DirEntry, err error) error { // the function returns no other error
		if err != nil || !d.IsDir() {
			return nil //nolint:nilerr // what cannot be read holds no images
		}
		if folders++; folders > maxFolders || strings.Count(at, "/") >= maxFolderDepth {
			return fs.SkipDir
		}
		if _, err := fs.Stat(files, path.Join(at, ocispec.ImageIndexFile)); err != nil {
			return nil //nolint:nilerr // no layout, but there may be some below it
		}
		f.add(found, files, at)
		return fs.SkipDir
	})
	return found
}

// add names the images of the layout at a path.
func (f *folder) add(found map[string]layout, files fs.FS, at string) {
	below, err := fs.Sub(files, at)
	if err != nil {
		return
	}
	l := layout{files: below}
	images, err := l.images()
	if err != nil {
		f.notice(fmt.Sprintf("the folder of images: %s: %v", at, err))
		return
	}
	for _, d := range images {
		if d.Digest.Validate() != nil {
			continue
		}
		for _, key := range append(keys(d, at, len(images) == 1), d.Digest.String()) {
			if _, taken := found[key]; !taken {
				found[key] = layout{files: below, top: d}
			}
		}
	}
}

// keys are the full references of a layout's image.
func keys(d ocispec.Descriptor, at string, alone bool) []string {
	spellings := []string{d.Annotations[containerdName]}
	switch ref := d.Annotations[refName]; {
	case strings.ContainsAny(ref, ":/"):
		spellings = append(spellings, ref)
	case ref != "" && at != ".":
		spellings = append(spellings, at+":"+ref)
	case alone && at != ".":
		spellings = append(spellings, at)
	}
	var full []string
	for _, s := range spellings {
		if n, err := parseName(s); err == nil {
			full = append(full, n.String())
		}
	}
	return full
}
