package image

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// maxDocument bounds a manifest, a config and every other answer.
	maxDocument = 4 << 20
	// maxInFlight bounds the requests to one host at a time.
	maxInFlight = 32
	// maxRedirects bounds the hops of one request.
	maxRedirects = 5
	// fewPulls is how many pulls are left when a rate limit becomes worth
	// telling.
	fewPulls = 20
	// dialTimeout bounds connecting.
	dialTimeout = 5 * time.Second
)

// guard is what stands between the client and the network: it refuses hosts,
// bounds answers and the requests in flight, and keeps watch over rate limits.
type guard struct {
	base     http.RoundTripper
	settings *settings
	notice   func(string)
	trusts   trusts

	mu    sync.Mutex
	hosts map[string]*host
}

// host is what the client knows of a host it talks to.
type host struct {
	slots chan struct{} // one for each request in flight
	mu    sync.Mutex
	down  error // what connecting ended in
	told  bool  // that few pulls are left
}

// newGuard returns the guard of a client.
func newGuard(s *settings, notice func(string)) *guard {
	g := &guard{base: s.transport, settings: s, notice: notice, hosts: map[string]*host{}}
	if g.base == nil {
		g.base = g.transport()
	}
	for _, m := range s.mirrors {
		if m.trust == granted {
			g.trusts.grant(m.host)
		}
	}
	for _, host := range s.allowed {
		g.trusts.grant(host)
	}
	for host := range s.insecure {
		g.trusts.grant(host)
	}
	return g
}

// transport connects to hosts as far as they are trusted. The address is
// looked at once it is known, so that no name can lead around this.
func (g *guard) transport() *http.Transport {
	return &http.Transport{
		Proxy: g.proxy,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			level := max(g.trusts.at(address), g.trusts.of(address))
			d := net.Dialer{Timeout: dialTimeout, Control: func(_, resolved string, _ syscall.RawConn) error {
				if at, err := netip.ParseAddrPort(resolved); err != nil || !level.reaches(at.Addr()) {
					return faultf(Refused, "%s is at %s, which is no public address, and nobody named it", address, resolved)
				}
				return nil
			}}
			return d.DialContext(ctx, network, address)
		},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    maxInFlight,
		IdleConnTimeout:        time.Minute,
		TLSHandshakeTimeout:    dialTimeout,
		MaxResponseHeaderBytes: 64 << 10,
		// Sizes and digests are those of what the registry keeps.
		DisableCompression: true,
	}
}

// proxy is the environment's proxy for a request. It may be anywhere.
func (g *guard) proxy(req *http.Request) (*url.URL, error) {
	proxy, err := http.ProxyFromEnvironment(req)
	if proxy != nil {
		g.trusts.grant(withPort(proxy.Host, proxy.Scheme))
	}
	return proxy, err //nolint:wrapcheck // the transport wraps it
}

// RoundTrip sends a request if it may be sent, and bounds its answer.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	address := withPort(req.URL.Host, req.URL.Scheme)
	if err := g.admit(req, address); err != nil {
		return nil, err
	}
	h := g.host(address)
	if err := h.enter(req.Context()); err != nil {
		return nil, err
	}
	resp, err := g.base.RoundTrip(req)
	if err != nil {
		h.leave()
		h.failed(req.Context(), err)
		return nil, err //nolint:wrapcheck // the client wraps it
	}
	resp.Body = &boundedBody{body: resp.Body, left: maxDocument, host: h}
	if left, ok := h.pullsLeft(resp.Header); ok {
		g.notice(fmt.Sprintf("%s allows %d more pulls for now; logging in or a mirror helps", hostname(address), left))
	}
	if err := inspect(req, resp); err != nil {
		return nil, errors.Join(err, resp.Body.Close())
	}
	return resp, nil
}

// host returns what is known of the host at an address.
func (g *guard) host(address string) *host {
	g.mu.Lock()
	defer g.mu.Unlock()
	h, ok := g.hosts[address]
	if !ok {
		h = &host{slots: make(chan struct{}, maxInFlight)}
		g.hosts[address] = h
	}
	return h
}

// admit refuses hosts that may not be contacted.
func (g *guard) admit(req *http.Request, host string) error {
	if !g.settings.allows(host) {
		return faultf(Refused, "%s is not among the allowed registries", req.URL.Host)
	}
	level := g.trusts.at(host)
	if req.Response == nil {
		// Not a redirect: a token server may well be on its registry's
		// machine, at another port.
		level = max(level, g.trusts.of(host))
	}
	addr, err := netip.ParseAddr(hostname(host))
	if err == nil && !level.reaches(addr) || err != nil && level == public && loopback(host) {
		return faultf(Refused, "%s is no public address, and nobody named it", req.URL.Host)
	}
	return nil
}

// enter waits for a place among the requests to the host. A host that could
// not be connected to is not tried again.
func (h *host) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the caller's own context
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down != nil {
		h.leave()
	}
	return h.down
}

// leave gives the place back.
func (h *host) leave() { <-h.slots }

// failed remembers that the host cannot be connected to.
func (h *host) failed(ctx context.Context, err error) {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" && ctx.Err() == nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.down = err
	}
}

// pullsLeft reports, once, how many pulls the host still allows when they are
// few.
func (h *host) pullsLeft(header http.Header) (int, bool) {
	digits, _, _ := strings.Cut(header.Get("Ratelimit-Remaining"), ";")
	left, err := strconv.Atoi(digits)
	if err != nil || left < 0 || left >= fewPulls {
		return 0, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	first := !h.told
	h.told = true
	return left, first
}

// inspect refuses answers that no registry gives, and those that say
// themselves that they are too large.
func inspect(req *http.Request, resp *http.Response) error {
	media, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	if strings.EqualFold(strings.TrimSpace(media), "text/html") &&
		(resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusNotFound) &&
		resp.Header.Get("Docker-Distribution-Api-Version") == "" {
		return faultf(NotRegistry, "%s answers with a web page", req.URL.Host)
	}
	if resp.ContentLength > maxDocument {
		return tooLarge(maxDocument)
	}
	if resp.ContentLength < 0 && req.Method == http.MethodGet && resp.StatusCode == http.StatusOK {
		return measure(resp)
	}
	return nil
}

// measure reads an answer of unknown length, which oras does not take for a
// manifest.
func measure(resp *http.Response) error {
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err //nolint:wrapcheck // the client wraps it
	}
	if err := resp.Body.Close(); err != nil {
		return err //nolint:wrapcheck // the client wraps it
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	return nil
}

func tooLarge(limit int64) error {
	return faultf(TooLarge, "the answer is larger than %d KiB", limit>>10)
}

// boundedBody fails once more was read than allowed, and gives its place back
// when it is closed.
type boundedBody struct {
	body   io.ReadCloser
	left   int64
	host   *host
	closed atomic.Bool
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, tooLarge(maxDocument)
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.body.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, tooLarge(maxDocument)
	}
	return n, err //nolint:wrapcheck // io.EOF must stay what it is
}

func (b *boundedBody) Close() error {
	err := b.body.Close()
	if !b.closed.Swap(true) {
		b.host.leave()
	}
	return err //nolint:wrapcheck // the transport's own error
}

// stayHere is the key of contexts whose requests may not be led to another
// host.
type stayHere struct{}

// checkRedirect refuses redirects that lead to another scheme, or to another
// host where that is not wanted. Where they may lead at all is the guard's to
// say.
func checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	switch {
	case len(via) > maxRedirects:
		return faultf(Failed, "%s redirects too often", first.Host)
	case req.URL.Scheme != first.Scheme:
		return faultf(Refused, "%s redirects to another scheme, %s", first.Host, req.URL.Scheme)
	case req.Context().Value(stayHere{}) != nil && req.URL.Host != first.Host:
		return faultf(Refused, "%s redirects to another host, %s", first.Host, req.URL.Host)
	}
	return nil
}
