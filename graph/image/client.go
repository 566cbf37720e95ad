// Package image asks registries, and the places that stand in for them, what
// an image says of itself: its configuration, its labels, and the contracts
// that others attached to it. It never fetches a layer.
package image

import (
	"context"
	"net/http"
	"sync"
	"time"

	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/retry"

	"github.com/ctypes-dev/ctypes/graph"
)

// Client looks images up. It is for one run: it asks each question once and
// gives up hosts that cannot be reached. It is safe for concurrent use, and
// should be closed.
type Client struct {
	settings *settings
	guard    *guard
	http     *auth.Client
	cache    *cache
	folder   *folder

	found    flight[question, *answer]
	logins   flight[string, auth.Credential]
	supports flight[string, support]

	telling sync.Mutex
}

// question is what Metadata is asked, in its one spelling.
type question struct {
	name     name
	platform platform
	explicit bool // the platform was asked for, not assumed
}

// answer is what Metadata found: facts, an error, or both.
type answer struct {
	metadata *graph.Metadata
	err      error
}

// New returns a client. It refuses options that contradict each other, and
// touches neither disk nor network.
func New(options ...Option) (*Client, error) {
	s, err := newSettings(options)
	if err != nil {
		return nil, err
	}
	c := &Client{settings: s}
	c.cache = openCache(s.cache, c.notice)
	c.folder = openFolder(s.images, c.notice)
	c.guard = newGuard(s, c.notice)
	c.http = &auth.Client{
		Client: &http.Client{
			Transport:     &retry.Transport{Base: c.guard, Policy: patience{s.timeout, s.clock}.policy},
			CheckRedirect: checkRedirect,
		},
		Cache:      auth.NewCache(),
		Credential: c.login,
		Header:     http.Header{"User-Agent": {"ctypes"}},
	}
	return c, nil
}

// Close writes down what tags led to, keeps the cache within its bounds, and
// ends idle connections.
func (c *Client) Close() {
	c.cache.close()
	if t, ok := c.guard.base.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

// Metadata looks up a reference as compose spells it, for a platform
// (linux/arm64/v8) or, when that is empty, for the client's own. Its error is
// an *Error. With NoPlatform there is metadata as well, of another platform.
// The metadata is shared: nobody may change it.
func (c *Client) Metadata(ctx context.Context, reference, platform string) (*graph.Metadata, error) {
	q, err := c.question(reference, platform)
	if err != nil {
		return nil, newError(Invalid, reference, err)
	}
	found, err := c.found.do(ctx, q, func() (*answer, error) {
		c.tell(Event{Reference: reference, Started: true})
		defer c.tell(Event{Reference: reference, Finished: true})
		ctx, cancel := context.WithTimeout(ctx, c.settings.timeout)
		defer cancel()
		md, err := c.lookUp(ctx, q)
		return &answer{md, err}, nil
	})
	if err != nil {
		return nil, asError(err, reference)
	}
	return found.metadata, asError(found.err, reference)
}

// question reads what Metadata is asked.
func (c *Client) question(reference, platform string) (question, error) {
	n, err := parseName(reference)
	if err != nil {
		return question{}, err
	}
	q := question{name: n, platform: c.settings.platform}
	if platform != "" {
		q.explicit = true
		q.platform, err = parsePlatform(platform)
	}
	return q, err
}

// lookUp answers a question from the folder of images, else from registries.
func (c *Client) lookUp(ctx context.Context, q question) (*graph.Metadata, error) {
	if l, ok := c.folder.find(q.name); ok {
		return describe(ctx, l, q)
	}
	r := c.remote(q.name)
	md, err := describe(ctx, r, q)
	if md == nil {
		return nil, err
	}
	if c.settings.referrers(md.Repository, len(md.Contracts) > 0) {
		md.Contracts = append(md.Contracts, c.attached(ctx, r)...)
	}
	return md, err
}

// asError gives an error the reference as its caller spelled it.
func asError(err error, reference string) error {
	if err == nil {
		return nil
	}
	e := *newError(kindOf(err), reference, err)
	e.Reference = reference
	return &e
}

// recent reports whether a record is younger than age. Without a clock nothing
// is.
func (c *Client) recent(r record, age time.Duration) bool {
	if c.settings.clock == nil {
		return false
	}
	old := c.settings.clock().Sub(r.checked)
	return old >= 0 && old < age
}

// now is the time, zero without a clock.
func (c *Client) now() time.Time {
	if c.settings.clock == nil {
		return time.Time{}
	}
	return c.settings.clock()
}

// notice tells what no error carries.
func (c *Client) notice(text string) { c.tell(Event{Notice: printable(text)}) }

func (c *Client) tell(e Event) {
	if c.settings.progress == nil {
		return
	}
	c.telling.Lock()
	defer c.telling.Unlock()
	c.settings.progress(e)
}
