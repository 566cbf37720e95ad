package image

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// catalogArtifact is the type of manifests whose layers are the entries of a
// catalog, each with its path as its title.
const catalogArtifact = "application/vnd.ctypes.catalog.v1"

// Artifact is a catalog in a registry: files by their path. It fetches each of
// them when it is asked for, and keeps it in the client's cache.
type Artifact struct {
	image *remoteImage
	files map[string]ocispec.Descriptor
}

// Artifact looks up a catalog by a reference that holds its digest. Its error is
// an *Error.
func (c *Client) Artifact(ctx context.Context, reference string) (*Artifact, error) {
	ctx, cancel := context.WithTimeout(ctx, c.settings.timeout)
	defer cancel()
	a, err := c.artifact(ctx, reference)
	return a, asError(err, reference)
}

func (c *Client) artifact(ctx context.Context, reference string) (*Artifact, error) {
	n, err := parseName(reference)
	if err != nil {
		return nil, newError(Invalid, reference, err)
	}
	if n.digest == "" {
		return nil, faultf(Invalid, "a catalog must be named by its digest")
	}
	a := &Artifact{image: c.remote(n), files: map[string]ocispec.Descriptor{}}
	_, data, err := a.image.root(ctx)
	if err != nil {
		return nil, err
	}
	if wanted := digest.Digest(n.digest); wanted.Validate() != nil || wanted.Algorithm().FromBytes(data) != wanted {
		return nil, faultf(Malformed, "what the registry sent is not what the digest names")
	}
	doc, err := parseDocument(data)
	if err != nil {
		return nil, err
	}
	if doc.ArtifactType != catalogArtifact {
		return nil, faultf(Malformed, "not a catalog: its type is `%s`, not %s", strings.ToValidUTF8(doc.ArtifactType, "?"), catalogArtifact)
	}
	for _, l := range doc.Layers {
		a.files[l.Annotations[ocispec.AnnotationTitle]] = l
	}
	return a, nil
}

// File returns a file of the catalog; ok is false when there is none. Its error
// is an *Error.
func (a *Artifact) File(ctx context.Context, path string) (text []byte, ok bool, err error) {
	d, ok := a.files[path]
	if !ok {
		return nil, false, nil
	}
	if d.Size > maxContract {
		return nil, false, asError(faultf(TooLarge, "`%s`: an entry may have %d KiB", path, maxContract>>10), a.image.name.String())
	}
	ctx, cancel := context.WithTimeout(ctx, a.image.client.settings.timeout)
	defer cancel()
	text, err = a.image.blob(ctx, d)
	if err == nil && !utf8.Valid(text) {
		err = faultf(Malformed, "`%s` is not text", path)
	}
	if err != nil {
		return nil, false, asError(fmt.Errorf("reading `%s`: %w", path, err), a.image.name.String())
	}
	return text, true, nil
}
