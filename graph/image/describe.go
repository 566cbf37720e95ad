package image

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/ctypes-dev/ctypes/graph"
)

// maxNesting bounds indexes of indexes.
const maxNesting = 3

// store hands out an image's documents, checked against their digests.
type store interface {
	// root is what the image's name means: an index or a manifest.
	root(ctx context.Context) (digest.Digest, []byte, error)
	manifest(ctx context.Context, d ocispec.Descriptor) ([]byte, error)
	blob(ctx context.Context, d ocispec.Descriptor) ([]byte, error)
}

// document is an index or a manifest, so far as it is of interest.
type document struct {
	MediaType    string               `json:"mediaType"`
	ArtifactType string               `json:"artifactType"`
	Manifests    []ocispec.Descriptor `json:"manifests"`
	Config       *ocispec.Descriptor  `json:"config"`
	Layers       []ocispec.Descriptor `json:"layers"`
	Subject      *ocispec.Descriptor  `json:"subject"`
	Annotations  map[string]string    `json:"annotations"`
}

// parseDocument reads an index or a manifest. One that could be read as
// either is neither.
func parseDocument(data []byte) (*document, error) {
	var d *document
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, faultf(Malformed, "reading the image's manifest: %v", err)
	}
	if d == nil || (d.Manifests == nil) == (d.Config == nil) {
		return nil, faultf(Malformed, "the image's manifest is in a format that is not known, such as Docker's first one")
	}
	return d, nil
}

// isIndex tells an index from a manifest.
func (d *document) isIndex() bool { return d.Manifests != nil }

// inspection is the way from an image's name to its configuration.
type inspection struct {
	question
	store     store
	platforms []string
	base      string // what annotations call the base image
	missing   bool   // there is nothing for the platform that was asked for
}

// describe looks an image up in a store. With NoPlatform it returns the facts
// of another platform besides the error.
func describe(ctx context.Context, s store, q question) (*graph.Metadata, error) {
	i := inspection{question: q, store: s}
	root, data, err := s.root(ctx)
	if err != nil {
		return nil, err
	}
	manifest, err := i.descend(ctx, data)
	if err != nil {
		return nil, err
	}
	if err := checkConfigType(manifest.Config.MediaType); err != nil {
		return nil, err
	}
	data, err = s.blob(ctx, *manifest.Config)
	if err != nil {
		return nil, err
	}
	conf, err := parseConfig(data)
	if err != nil {
		return nil, err
	}
	md := conf.metadata(q.name)
	md.Digest = root.String()
	i.finish(md, conf)
	return md, i.verdict(md)
}

// descend goes from an index to the manifest for the platform.
func (i *inspection) descend(ctx context.Context, data []byte) (*document, error) {
	for range maxNesting {
		doc, err := parseDocument(data)
		if err != nil {
			return nil, err
		}
		i.noteBase(doc.Annotations)
		if !doc.isIndex() {
			return doc, nil
		}
		entry, err := i.choose(doc.Manifests[:min(len(doc.Manifests), maxFacts)])
		if err != nil {
			return nil, err
		}
		i.noteBase(entry.Annotations)
		if data, err = i.store.manifest(ctx, entry); err != nil {
			return nil, err
		}
	}
	return nil, faultf(Malformed, "the image's indexes are nested too deeply")
}

// choose picks an index's entry for the platform, else one that is nearest.
func (i *inspection) choose(entries []ocispec.Descriptor) (ocispec.Descriptor, error) {
	if names := platformNames(entries); len(names) > 0 {
		i.platforms = names
	} else if len(entries) > 0 {
		return entries[0], nil // an index that says nothing of platforms
	}
	entry := choose(entries, i.platform)
	if entry.Digest == "" {
		i.missing = true
		entry = nearest(entries)
	}
	if entry.Digest == "" {
		return entry, faultf(Malformed, "the image's index names no image")
	}
	return entry, nil
}

// noteBase keeps the innermost annotation that names the base image.
func (i *inspection) noteBase(annotations map[string]string) {
	if base := annotations[ocispec.AnnotationBaseImageName]; base != "" {
		i.base = base
	}
}

// finish adds what only the way to the configuration tells.
func (i *inspection) finish(md *graph.Metadata, conf *config) {
	md.Base = i.base
	if md.Base == "" {
		md.Base = conf.Config.Labels[ocispec.AnnotationBaseImageName]
	}
	md.Platforms = i.platforms
	p := conf.platform()
	if i.platforms != nil || p == (platform{}) {
		return
	}
	md.Platforms = []string{p.String()}
	// Docker runs what is for another processor only where nobody insists.
	i.missing = i.explicit && !slices.Contains(i.platform.accepted(), p)
}

// verdict is the error of an image that is not for the platform.
func (i *inspection) verdict(md *graph.Metadata) error {
	if !i.missing {
		return nil
	}
	return &Error{Kind: NoPlatform, Wanted: i.platform.String(), Platforms: md.Platforms}
}

// checkConfigType refuses artifacts that are no container images, such as
// charts. Builders do not agree on the type of a configuration.
func checkConfigType(media string) error {
	switch media {
	case "", ocispec.MediaTypeImageConfig, "application/vnd.docker.container.image.v1+json",
		"application/json", "application/octet-stream":
		return nil
	}
	return faultf(Malformed, "not a container image: its config is of type %s", strings.ToValidUTF8(media, "?"))
}
