package image

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/registry"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/errcode"

	"github.com/ctypes-dev/ctypes/graph/near"
)

const (
	// maxTagPages and tagPage bound the tags that near ones are sought among.
	maxTagPages = 5
	tagPage     = 1000
)

// remoteImage is one image in registries: a store that asks only for what the
// cache does not hold.
type remoteImage struct {
	client    *Client
	name      name
	endpoints []endpoint // still in question; the one that answered, once one has
	top       ocispec.Descriptor
}

func (c *Client) remote(n name) *remoteImage {
	return &remoteImage{client: c, name: n, endpoints: c.settings.endpoints(n)}
}

// root implements store.
func (r *remoteImage) root(ctx context.Context) (ocispec.Descriptor, []byte, error) {
	known, data := r.cached()
	if data != nil && r.current(known) {
		r.top = known.Descriptor
		return r.top, data, nil
	}
	if r.client.settings.offline {
		return ocispec.Descriptor{}, nil, faultf(NotCached, "it was never looked up while online")
	}
	top, fresh, err := r.ask(ctx, known)
	if err != nil {
		if data == nil || !passing(kindOf(err)) {
			return ocispec.Descriptor{}, nil, err
		}
		r.client.notice(fmt.Sprintf("%s: %v; using what the cache holds", r.name, err))
		top, fresh = known.Descriptor, data
	} else {
		r.client.cache.keepRecord(tagRecord, r.name.String(), record{top, r.client.now()})
	}
	r.top = top
	return top, fresh, nil
}

// cached is what the cache holds of the image's name. The data are nil when
// it does not hold the document itself.
func (r *remoteImage) cached() (record, []byte) {
	known, ok := r.client.cache.record(tagRecord, r.name.String())
	if !ok {
		known.Digest = digest.Digest(r.name.digest)
	}
	data, _ := r.client.cache.blob(known.Digest)
	return known, data
}

// current reports whether what the cache holds need not be asked about.
func (r *remoteImage) current(known record) bool {
	return r.name.digest != "" || r.client.settings.offline || r.client.recent(known, r.client.settings.maxAge)
}

// passing reports whether a failure may be gone the next time.
func passing(k Kind) bool {
	return k == Unreachable || k == RateLimited || k == Timeout || k == Failed
}

// ask goes through the endpoints until one knows the image, or one whose word
// is final says that there is none.
func (r *remoteImage) ask(ctx context.Context, known record) (top ocispec.Descriptor, data []byte, err error) {
	for _, e := range r.endpoints {
		top, data, err = r.client.resolve(ctx, e, r.name, known)
		if err == nil {
			r.endpoints = []endpoint{e}
			return top, data, nil
		}
		kind := kindOf(err)
		err = &Error{Kind: kind, Host: e.host, Err: err}
		if e.final && kind == NotFound {
			return top, nil, r.client.missing(ctx, e, r.name)
		}
		if e.final && kind == Unauthorized || ctx.Err() != nil {
			break
		}
	}
	return top, nil, err
}

// resolve asks one endpoint for the document that an image's name means. Where
// the cache knows the name already, the endpoint is first asked only whether
// it still means the same: that counts as no pull.
func (c *Client) resolve(ctx context.Context, e endpoint, n name, known record) (ocispec.Descriptor, []byte, error) {
	repo := c.repository(e)
	if known.Digest != "" && n.digest == "" {
		top, err := repo.Resolve(ctx, n.tag)
		if err == nil {
			data, err := c.fetch(ctx, repo.Manifests(), top)
			return top, data, err
		}
		if kindOf(err) != Malformed {
			return top, nil, err //nolint:wrapcheck // ask wraps it
		}
		// Some registries leave out of a HEAD what a GET tells.
	}
	return c.get(ctx, repo, n.identifier())
}

// get fetches the document that a tag or a digest means.
func (c *Client) get(ctx context.Context, repo *remote.Repository, identifier string) (ocispec.Descriptor, []byte, error) {
	top, body, err := repo.Manifests().FetchReference(ctx, identifier)
	if err != nil {
		return top, nil, err //nolint:wrapcheck // the caller adds the endpoint
	}
	defer body.Close()
	data, err := content.ReadAll(body, top)
	if err != nil {
		return top, nil, err //nolint:wrapcheck // the caller adds the endpoint
	}
	c.cache.keep(top.Digest, data)
	return top, data, nil
}

// repository returns oras's view of an endpoint. It is not checked against
// the names that oras allows: a mirror's prefix may hold a port.
func (c *Client) repository(e endpoint) *remote.Repository {
	c.guard.trusts.request(withPort(e.host, e.scheme()))
	return &remote.Repository{
		Client:               c.http,
		Reference:            registry.Reference{Registry: e.host, Repository: e.path},
		PlainHTTP:            e.plain,
		MaxMetadataBytes:     maxDocument,
		TagListPageSize:      tagPage,
		TagListMaxPages:      maxTagPages,
		ReferrerListMaxPages: 1,
	}
}

// fetch gets a document by digest, from the cache if it can.
func (c *Client) fetch(ctx context.Context, from content.Fetcher, d ocispec.Descriptor) ([]byte, error) {
	if data, ok := c.cache.blob(d.Digest); ok {
		return data, nil
	}
	if c.settings.offline {
		return nil, faultf(NotCached, "only a part of it is in the cache")
	}
	if d.Size > maxDocument {
		return nil, tooLarge(maxDocument)
	}
	data, err := content.FetchAll(ctx, from, d)
	if kindOf(err) == NotFound {
		return nil, faultf(Malformed, "a part of the image is missing: %s", d.Digest)
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller adds the endpoint
	}
	c.cache.keep(d.Digest, data)
	return data, nil
}

// manifest implements store.
func (r *remoteImage) manifest(ctx context.Context, d ocispec.Descriptor) ([]byte, error) {
	return r.part(ctx, d, func(repo *remote.Repository) content.Fetcher { return repo.Manifests() })
}

// blob implements store.
func (r *remoteImage) blob(ctx context.Context, d ocispec.Descriptor) ([]byte, error) {
	return r.part(ctx, d, func(repo *remote.Repository) content.Fetcher { return repo.Blobs() })
}

// part fetches a document from the first endpoint that gives it.
func (r *remoteImage) part(ctx context.Context, d ocispec.Descriptor, of func(*remote.Repository) content.Fetcher) ([]byte, error) {
	var last error
	for _, e := range r.endpoints {
		data, err := r.client.fetch(ctx, of(r.client.repository(e)), d)
		if err == nil {
			return data, nil
		}
		last = &Error{Kind: kindOf(err), Host: e.host, Err: err}
	}
	return nil, last
}

// missing tells what an endpoint does not have.
func (c *Client) missing(ctx context.Context, e endpoint, n name) error {
	m := &Error{Kind: NotFound, Host: e.host, Missing: Digest}
	if n.digest == "" {
		m.Missing, m.Near = c.nearTags(ctx, e, n.tag)
	}
	return m
}

// nearTags finds out what is missing, the tag or its repository, and tags that
// are spelled almost alike.
func (c *Client) nearTags(ctx context.Context, e endpoint, tag string) (Part, []string) {
	var tags []string
	valid := regexp.MustCompile(`^\w[\w.-]{0,127}$`)
	err := c.repository(e).Tags(ctx, "", func(page []string) error {
		for _, t := range page {
			if valid.MatchString(t) {
				tags = append(tags, t)
			}
		}
		return nil
	})
	answer, refused := errors.AsType[*errcode.ErrorResponse](err)
	switch {
	case refused && answer.StatusCode == http.StatusNotFound:
		return Repository, nil
	case len(tags) == 0:
		return UnknownPart, nil
	}
	return Tag, near.Suggest(tag, tags)
}
