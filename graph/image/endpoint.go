package image

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// endpoint is a place where an image may be asked for.
type endpoint struct {
	host  string // host or host:port, as connected to
	path  string // of the repository
	plain bool   // HTTP without TLS
	// final says that its word is the last one on whether there is an image.
	final bool
}

// scheme is the URL's.
func (e endpoint) scheme() string {
	if e.plain {
		return "http"
	}
	return "https"
}

// mirror stands in for a host, or for every one.
type mirror struct {
	of     string // "*" for every host
	host   string
	prefix string // of repositories, without slashes at its ends
	plain  bool
	trust  trust
}

// parseMirror reads HOST=[http://]HOST[:PORT][/PREFIX].
func parseMirror(spec string) (mirror, error) {
	of, at, ok := strings.Cut(spec, "=")
	if !ok {
		return mirror{}, fmt.Errorf("mirror `%s`: expected HOST=[http://]HOST[:PORT][/PREFIX]", spec)
	}
	m := mirror{of: of}
	at, m.plain = strings.CutPrefix(at, "http://")
	at = strings.TrimPrefix(at, "https://")
	host, prefix, _ := strings.Cut(at, "/")
	m.prefix = strings.Trim(prefix, "/")
	var err error
	if m.host, err = parseHost(host); err != nil {
		return mirror{}, fmt.Errorf("mirror `%s`: %w", spec, err)
	}
	if of != "*" {
		if of, err = parseHost(of); err != nil {
			return mirror{}, fmt.Errorf("mirror `%s`: %w", spec, err)
		}
		m.of = hubAlias(of)
	}
	if strings.ContainsAny(m.prefix, " ?#%\\") || strings.Contains(m.prefix, "..") {
		return mirror{}, fmt.Errorf("mirror `%s`: bad prefix", spec)
	}
	return m, nil
}

// parseHost checks a host, optionally with a port. Letter case is folded.
func parseHost(s string) (string, error) {
	host := strings.ToLower(s)
	if _, err := netip.ParseAddrPort(host); err == nil {
		return host, nil
	}
	if addr, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil && addr.Is6() {
		return "[" + addr.String() + "]", nil
	}
	bare, digits, hasPort := strings.Cut(host, ":")
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789.-_"
	if bare == "" || strings.Trim(bare, letters) != "" || strings.HasPrefix(bare, ".") || strings.HasPrefix(bare, "-") ||
		hasPort && (digits == "" || strings.Trim(digits, "0123456789") != "") {
		return "", fmt.Errorf("`%s` is not a host", s)
	}
	return host, nil
}

// hubAlias gives Docker Hub its one name.
func hubAlias(host string) string {
	switch host {
	case "index.docker.io", "registry-1.docker.io":
		return dockerHub
	}
	return host
}

// hubHosts are the hosts that a host stands for: Docker Hub has several.
func hubHosts(host string) []string {
	if hubAlias(host) != dockerHub {
		return []string{host}
	}
	return []string{dockerHub, "registry-1.docker.io", "auth.docker.io", "production.cloudflare.docker.com"}
}

// hostname is a host without its port.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return strings.Trim(host, "[]")
}

// loopback reports whether a host is this machine by any of its names.
func loopback(host string) bool {
	h := strings.TrimSuffix(hostname(strings.ToLower(host)), ".")
	if addr, err := netip.ParseAddr(h); err == nil {
		return addr.Unmap().IsLoopback()
	}
	return h == "localhost" || h == "localhost.localdomain" || strings.HasSuffix(h, ".localhost")
}

// plain reports whether a host is asked over plain HTTP.
func (s *settings) plain(host string) bool {
	return loopback(host) || s.insecure[host] || s.insecure[hostname(host)]
}

// endpoints lists where to ask for n, in order.
func (s *settings) endpoints(n name) []endpoint {
	var exact, every []endpoint
	for _, m := range s.mirrors {
		switch m.of {
		case n.host:
			exact = append(exact, s.mirrored(m, n))
		case "*":
			every = append(every, s.mirrored(m, n))
		}
	}
	host := n.host
	if host == dockerHub {
		host = "registry-1.docker.io"
	}
	own := endpoint{host: host, path: n.path, plain: s.plain(host), final: true}
	return append(append(exact, every...), own)
}

func (s *settings) mirrored(m mirror, n name) endpoint {
	path := n.path
	if m.prefix != "" {
		path = strings.ReplaceAll(m.prefix, "{host}", n.host) + "/" + path
	}
	return endpoint{host: m.host, path: path, plain: m.plain || s.plain(m.host), final: m.of == "*"}
}
