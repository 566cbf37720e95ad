package image

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/registry/remote"
)

// Attach pushes a contract to the registry as a referrer of an image, and
// returns the digest of the manifest that holds it.
func (c *Client) Attach(ctx context.Context, reference, text string) (string, error) {
	n, err := parseName(reference)
	if err == nil {
		err = checkAttachment(text, c.settings.offline)
	}
	if err != nil {
		return "", asError(err, reference)
	}
	ctx, cancel := context.WithTimeout(ctx, c.settings.timeout)
	defer cancel()
	all := c.remote(n).endpoints
	pushed, subject, err := c.push(ctx, c.repository(all[len(all)-1]), n, text)
	if err != nil {
		return "", asError(fmt.Errorf("attaching a contract: %w", err), reference)
	}
	c.cache.note(referrerRecord(n, subject.Digest), "", time.Time{})
	return pushed.Digest.String(), nil
}

func checkAttachment(text string, offline bool) error {
	switch {
	case offline:
		return faultf(Invalid, "nothing can be attached offline")
	case text == "" || !utf8.ValidString(text):
		return faultf(Invalid, "the contract is empty or not text")
	case len(text) > maxContract:
		return faultf(TooLarge, "a contract may have %d KiB", maxContract>>10)
	}
	return nil
}

// push uploads a contract and the manifest that ties it to the image.
func (c *Client) push(ctx context.Context, repo *remote.Repository, n name, text string) (pushed, subject ocispec.Descriptor, err error) {
	subject, err = repo.Resolve(ctx, n.identifier())
	if err != nil {
		return pushed, subject, err //nolint:wrapcheck // Attach wraps it
	}
	layer, err := oras.PushBytes(ctx, repo, contractText, []byte(text))
	if err != nil {
		return pushed, subject, err //nolint:wrapcheck // Attach wraps it
	}
	options := oras.PackManifestOptions{Subject: &subject, Layers: []ocispec.Descriptor{layer}}
	if now := c.now(); !now.IsZero() {
		options.ManifestAnnotations = map[string]string{ocispec.AnnotationCreated: now.UTC().Format(time.RFC3339)}
	}
	pushed, err = oras.PackManifest(ctx, repo, oras.PackManifestVersion1_1, contractArtifact, options)
	return pushed, subject, err //nolint:wrapcheck // Attach wraps it
}
