package image

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/registry"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/errcode"

	"github.com/ctypes-dev/ctypes/graph/near"
)

const (
	// maxTagPages and tagPage bound the tags that are listed.
	maxTagPages = 5
	tagPage     = 1000
)

// remoteImage is one image in registries: a store that asks only for what the
// cache does not hold.
type remoteImage struct {
	client    *Client
	name      name
	endpoints []endpoint // still in question; the one that answered, once one has
	top       digest.Digest
}

func (c *Client) remote(n name) *remoteImage {
	all := c.settings.endpoints(n)
	for _, e := range all {
		c.guard.trusts.request(withPort(e.host, e.scheme()))
	}
	return &remoteImage{client: c, name: n, endpoints: all}
}

// root implements store.
func (r *remoteImage) root(ctx context.Context) (digest.Digest, []byte, error) {
	known := r.known()
	data, kept := r.client.cache.document(known.digest)
	if !kept || !r.current(known) {
		if r.client.settings.offline {
			return "", nil, faultf(NotCached, "it was never looked up while online")
		}
		top, fresh, err := r.ask(ctx, known.digest)
		switch {
		case err == nil:
			known.digest, data = top, fresh
			r.client.cache.note(imageRecord(r.name), top, r.client.now())
		case !kept || !passing(kindOf(err)):
			return "", nil, err
		default:
			r.client.notice(fmt.Sprintf("%s: %v; using what the cache holds", r.name, err))
		}
	}
	r.top = known.digest
	return r.top, data, nil
}

// imageRecord is how the cache spells that a name is an image's.
func imageRecord(n name) string { return "image " + n.String() }

// known is what the cache remembers of the image's name.
func (r *remoteImage) known() record {
	known, ok := r.client.cache.record(imageRecord(r.name))
	if !ok {
		known.digest = digest.Digest(r.name.digest)
	}
	return known
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
func (r *remoteImage) ask(ctx context.Context, known digest.Digest) (top digest.Digest, data []byte, err error) {
	for _, e := range r.endpoints {
		if top, data, err = r.resolve(ctx, e, known); err == nil {
			r.endpoints = []endpoint{e}
			return top, data, nil
		}
		kind := kindOf(err)
		err = &Error{Kind: kind, Host: e.host, Err: err}
		if e.final && kind == NotFound {
			return "", nil, r.client.missing(ctx, e, r.name)
		}
		if e.final && kind == Unauthorized || ctx.Err() != nil {
			break
		}
	}
	return "", nil, err
}

// resolve asks one endpoint for the document that the image's name means.
// Where the cache knows the name already, the endpoint is first asked only
// what it means now: that counts as no pull.
func (r *remoteImage) resolve(ctx context.Context, e endpoint, known digest.Digest) (digest.Digest, []byte, error) {
	repo := r.client.repository(e)
	if known != "" && r.name.digest == "" {
		top, err := repo.Resolve(ctx, r.name.tag)
		if err == nil {
			data, err := r.client.fetch(ctx, repo.Manifests(), top)
			return top.Digest, data, err
		}
		if kindOf(err) != Malformed {
			return "", nil, err //nolint:wrapcheck // ask wraps it
		}
		// Some registries leave out of a HEAD what a GET tells.
	}
	top, data, err := get(ctx, repo, r.name.identifier())
	if err != nil {
		return "", nil, err
	}
	r.client.cache.keep(top.Digest, data)
	return top.Digest, data, nil
}

// get fetches the document that a tag or a digest means.
func get(ctx context.Context, repo *remote.Repository, identifier string) (ocispec.Descriptor, []byte, error) {
	top, body, err := repo.Manifests().FetchReference(ctx, identifier)
	if err != nil {
		return top, nil, err //nolint:wrapcheck // the caller adds the endpoint
	}
	defer body.Close()
	data, err := content.ReadAll(body, top)
	return top, data, err //nolint:wrapcheck // the caller adds the endpoint
}

// repository returns oras's view of an endpoint. It is not checked against
// the names that oras allows: a mirror's prefix may hold a port.
func (c *Client) repository(e endpoint) *remote.Repository {
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

// fetch gets a document by digest, from the cache if it can. That it is
// missing says nothing about the image.
func (c *Client) fetch(ctx context.Context, from content.Fetcher, d ocispec.Descriptor) ([]byte, error) {
	if data, ok := c.cache.document(d.Digest); ok {
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
	if n.digest != "" {
		return &Error{Kind: NotFound, Host: e.host, Missing: Digest}
	}
	tags, err := c.tags(ctx, e)
	switch {
	case slices.Contains(tags, n.tag):
		return &Error{Kind: Malformed, Host: e.host, Err: faultf(Malformed, "the tag is listed, but there is no manifest of a known format")}
	case len(tags) > 0:
		return &Error{Kind: NotFound, Host: e.host, Missing: Tag, Near: near.Suggest(n.tag, tags)}
	}
	m := &Error{Kind: NotFound, Host: e.host}
	answer, _ := errors.AsType[*errcode.ErrorResponse](err)
	if answer != nil && slices.ContainsFunc(answer.Errors, func(e errcode.Error) bool { return e.Code == errcode.ErrorCodeNameUnknown }) {
		m.Missing = Repository
	}
	return m
}

// tags lists the tags of a repository, some thousands at most.
func (c *Client) tags(ctx context.Context, e endpoint) ([]string, error) {
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
	return tags, err //nolint:wrapcheck // nobody sees it
}
