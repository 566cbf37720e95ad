package image

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/errcode"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

const (
	// contractArtifact is the type of manifests that attach a contract to an
	// image, contractText the type of the contract in their first layer.
	contractArtifact = "application/vnd.ctypes.contract.v1"
	contractText     = "application/vnd.ctypes.contract.v1+text"

	// maxContract bounds an attached contract.
	maxContract = 64 << 10
	// maxCandidates bounds the attached manifests that are looked at.
	maxCandidates = 4
	// referrerAge is how long an answer about referrers is kept: a day's work
	// asks once.
	referrerAge = time.Hour
)

// support says how a host answers questions for referrers.
type support int

const (
	unanswered support = iota // not at all
	byAPI
	byTag // in indexes tagged with the digest of what they refer to
)

// attached returns the contract attached to an image, at most one. Whatever
// goes wrong on the way to it means that there is none.
func (c *Client) attached(ctx context.Context, r *remoteImage) []graph.ContractText {
	key := r.name.repository() + "@" + r.top.Digest.String()
	found, known := c.cache.record(referrerRecord, key)
	at := r.finalEndpoint()
	current := known && c.recent(found, max(referrerAge, c.settings.maxAge))
	if !current && !c.settings.offline {
		var err error
		if found.Descriptor, err = c.findContract(ctx, at, r.top); err != nil {
			return nil
		}
		c.cache.keepRecord(referrerRecord, key, record{found.Descriptor, c.now()})
	}
	if found.Digest == "" {
		return nil
	}
	text, err := c.fetch(ctx, c.repository(at).Blobs(), found.Descriptor)
	if err != nil || len(text) > maxContract || !utf8.Valid(text) {
		c.notice(fmt.Sprintf("%s: the attached contract %s cannot be read", r.name, found.Digest))
		return nil
	}
	return []graph.ContractText{{
		Layer: contract.ReferrerLayer, Origin: "contract attached to " + r.name.String(), Text: string(text),
	}}
}

// finalEndpoint is the one that gave the image, or, where the cache did, the
// one to believe.
func (r *remoteImage) finalEndpoint() endpoint {
	return r.endpoints[slices.IndexFunc(r.endpoints, func(e endpoint) bool { return e.final || len(r.endpoints) == 1 })]
}

// findContract asks for the contract that was attached to an image last. The
// zero Descriptor says that there is none.
func (c *Client) findContract(ctx context.Context, e endpoint, subject ocispec.Descriptor) (ocispec.Descriptor, error) {
	candidates, err := c.referrers(ctx, e, subject)
	if err != nil {
		return ocispec.Descriptor{}, err
	}
	repo := c.repository(e)
	for _, candidate := range candidates[:min(len(candidates), maxCandidates)] {
		data, err := c.fetch(ctx, repo.Manifests(), candidate)
		if err != nil {
			continue
		}
		doc, err := parseDocument(data)
		if err == nil && doc.ArtifactType == contractArtifact && doc.Subject != nil && doc.Subject.Digest == subject.Digest &&
			len(doc.Layers) > 0 && doc.Layers[0].MediaType == contractText && doc.Layers[0].Size <= maxContract {
			return doc.Layers[0], nil
		}
	}
	return ocispec.Descriptor{}, nil
}

// referrers lists the contracts attached to an image, newest first. The first
// question to a host finds out how it answers; the others wait for that.
func (c *Client) referrers(ctx context.Context, e endpoint, subject ocispec.Descriptor) ([]ocispec.Descriptor, error) {
	ctx = context.WithValue(ctx, stayHere{}, true)
	var list []ocispec.Descriptor
	asked := false
	how, err := c.supports.do(ctx, e.host, func() (support, error) {
		var err error
		list, err = c.list(ctx, e, subject, byAPI)
		asked = err == nil
		return supportFrom(err), nil
	})
	if err != nil || asked {
		return list, err
	}
	return c.list(ctx, e, subject, how)
}

// supportFrom tells from the answer to a host's first question how it answers.
func supportFrom(err error) support {
	answer, answered := errors.AsType[*errcode.ErrorResponse](err)
	switch {
	case errors.Is(err, errdef.ErrUnsupported):
		return byTag
	case kindOf(err) == Refused, kindOf(err) == NotRegistry,
		answered && (answer.StatusCode == http.StatusMethodNotAllowed || answer.StatusCode == http.StatusBadRequest ||
			answer.StatusCode == http.StatusNotImplemented):
		return unanswered
	}
	return byAPI // what one repository refuses another may tell
}

// list asks a host in one way for the contracts attached to an image.
func (c *Client) list(ctx context.Context, e endpoint, subject ocispec.Descriptor, how support) ([]ocispec.Descriptor, error) {
	if how == unanswered {
		return nil, nil
	}
	repo := c.repository(e)
	if err := repo.SetReferrersCapability(how == byAPI); err != nil {
		return nil, err //nolint:wrapcheck // cannot be: the repository is new
	}
	var found []ocispec.Descriptor
	err := repo.Referrers(ctx, subject, contractArtifact, func(page []ocispec.Descriptor) error {
		for _, d := range page {
			if d.ArtifactType == contractArtifact && d.Size <= maxDocument {
				found = append(found, d)
			}
		}
		return nil
	})
	slices.SortStableFunc(found, newestFirst)
	if errors.Is(err, errdef.ErrTooManyPages) {
		err = nil
	}
	return found, err
}

func newestFirst(a, b ocispec.Descriptor) int {
	return cmp.Or(
		cmp.Compare(b.Annotations[ocispec.AnnotationCreated], a.Annotations[ocispec.AnnotationCreated]),
		cmp.Compare(a.Digest, b.Digest))
}

// Attach pushes a contract to the registry as a referrer of an image, and
// returns the digest of the manifest that holds it.
func (c *Client) Attach(ctx context.Context, reference, text string) (string, error) {
	n, err := parseName(reference)
	if err == nil {
		err = checkAttachment(text, c.settings.offline)
	}
	if err != nil {
		return "", newError(Invalid, reference, err)
	}
	ctx, cancel := context.WithTimeout(ctx, c.settings.timeout)
	defer cancel()
	all := c.settings.endpoints(n)
	pushed, subject, err := c.push(ctx, c.repository(all[len(all)-1]), n, text)
	if err != nil {
		return "", asError(fmt.Errorf("attaching a contract: %w", err), reference)
	}
	c.cache.forget(referrerRecord, n.repository()+"@"+subject.Digest.String())
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
