package image

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/registry/remote/auth"

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
	key := referrerRecord(r.name, r.top)
	found, known := c.cache.record(key)
	_, kept := c.cache.document(found.digest)
	current := known && (kept || found.digest == "") && c.recent(found, max(referrerAge, c.settings.maxAge))
	if !current && !c.settings.offline {
		var err error
		if found.digest, err = r.findContract(ctx); err != nil {
			return nil
		}
		c.cache.note(key, found.digest, c.now())
	}
	text, ok := c.cache.document(found.digest)
	if !ok {
		return nil
	}
	if len(text) > maxContract || !utf8.Valid(text) {
		c.notice(fmt.Sprintf("%s: the attached contract %s cannot be read", r.name, found.digest))
		return nil
	}
	return []graph.ContractText{{
		Layer: contract.ReferrerLayer, Origin: "contract attached to " + r.name.String(), Text: string(text),
	}}
}

// referrerRecord is how the cache spells that a name is an image's whose
// referrers are meant.
func referrerRecord(n name, root digest.Digest) string {
	return "referrers " + n.repository() + "@" + root.String()
}

// finalEndpoint is the one that gave the image, or, where the cache did, the
// one to believe.
func (r *remoteImage) finalEndpoint() endpoint {
	return r.endpoints[slices.IndexFunc(r.endpoints, func(e endpoint) bool { return e.final || len(r.endpoints) == 1 })]
}

// findContract fetches the contract that was attached to the image last, and
// returns its digest, "" if there is none.
func (r *remoteImage) findContract(ctx context.Context) (digest.Digest, error) {
	e := r.finalEndpoint()
	candidates, err := r.client.referrers(ctx, e, r.top)
	if err != nil {
		return "", err
	}
	repo := r.client.repository(e)
	for _, candidate := range candidates[:min(len(candidates), maxCandidates)] {
		data, err := r.client.fetch(ctx, repo.Manifests(), candidate)
		if err != nil {
			continue
		}
		doc, err := parseDocument(data)
		if err == nil && doc.attaches(r.top) {
			_, err = r.client.fetch(ctx, repo.Blobs(), doc.Layers[0])
			return doc.Layers[0].Digest, err
		}
	}
	return "", nil
}

// attaches reports whether a manifest attaches a contract to an image.
func (d *document) attaches(root digest.Digest) bool {
	return d.ArtifactType == contractArtifact && d.Subject != nil && d.Subject.Digest == root &&
		len(d.Layers) > 0 && d.Layers[0].MediaType == contractText && d.Layers[0].Size <= maxContract
}

// referrers lists the contracts attached to an image, newest first. The first
// question to a host finds out how it answers; the others wait for that.
func (c *Client) referrers(ctx context.Context, e endpoint, subject digest.Digest) (list []ocispec.Descriptor, err error) {
	ctx = context.WithValue(ctx, stayHere{}, true)
	asked := false
	how, gaveUp := c.supports.do(ctx, e.host, func() (s support, _ error) {
		asked = true
		list, s, err = c.listByAPI(ctx, e, subject)
		return s, nil
	})
	switch {
	case gaveUp != nil:
		return nil, gaveUp
	case how == byAPI && !asked:
		list, _, err = c.listByAPI(ctx, e, subject)
	case how == byTag:
		list, err = c.listByTag(ctx, e, subject)
	}
	slices.SortStableFunc(list, newestFirst)
	return list, err
}

// listByAPI asks for referrers, and tells from the answer how the host is to
// be asked. What one repository refuses another may tell.
func (c *Client) listByAPI(ctx context.Context, e endpoint, subject digest.Digest) ([]ocispec.Descriptor, support, error) {
	query := url.Values{"artifactType": {contractArtifact}}.Encode()
	at := fmt.Sprintf("%s://%s/v2/%s/referrers/%s?%s", e.scheme(), e.host, e.path, subject, query)
	ctx = auth.AppendRepositoryScope(ctx, c.repository(e).Reference, auth.ActionPull)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, unanswered, fmt.Errorf("asking for referrers: %w", err)
	}
	resp, err := c.http.Do(req)
	if kind := kindOf(err); kind == Refused || kind == NotRegistry {
		return nil, unanswered, nil
	}
	if err != nil {
		return nil, byAPI, fmt.Errorf("asking for referrers: %w", err)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotFound, resp.StatusCode == http.StatusOK && !isIndexType(resp.Header.Get("Content-Type")):
		return nil, byTag, nil
	case resp.StatusCode == http.StatusMethodNotAllowed, resp.StatusCode == http.StatusBadRequest, resp.StatusCode == http.StatusNotImplemented:
		return nil, unanswered, nil
	case resp.StatusCode != http.StatusOK:
		return nil, byAPI, faultf(kindOfStatus(resp.StatusCode), "asking for referrers: %s", resp.Status)
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, byAPI, fmt.Errorf("reading the referrers: %w", err)
	}
	list, err := candidates(data)
	return list, byAPI, err
}

// listByTag reads the index that stands in for the API. Some registries take
// its tag for the image itself, whose parts are no referrers.
func (c *Client) listByTag(ctx context.Context, e endpoint, subject digest.Digest) ([]ocispec.Descriptor, error) {
	tag := subject.Algorithm().String() + "-" + subject.Encoded()
	top, data, err := get(ctx, c.repository(e), tag)
	if kindOf(err) == NotFound || top.Digest == subject || err == nil && !isIndexType(top.MediaType) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("asking for referrers: %w", err)
	}
	return candidates(data)
}

func isIndexType(media string) bool {
	media, _, err := mime.ParseMediaType(media)
	return err == nil && media == ocispec.MediaTypeImageIndex
}

// candidates reads a list of referrers. Some registries give the type of a
// referrer's config instead of its own; the referrer itself tells then.
func candidates(data []byte) ([]ocispec.Descriptor, error) {
	doc, err := parseDocument(data)
	if err != nil {
		return nil, err
	}
	var list []ocispec.Descriptor
	for _, d := range doc.Manifests {
		if d.ArtifactType == contractArtifact || d.ArtifactType == ocispec.MediaTypeEmptyJSON {
			list = append(list, d)
		}
	}
	return list, nil
}

func newestFirst(a, b ocispec.Descriptor) int {
	return cmp.Or(
		cmp.Compare(b.Annotations[ocispec.AnnotationCreated], a.Annotations[ocispec.AnnotationCreated]),
		cmp.Compare(a.Digest, b.Digest))
}
