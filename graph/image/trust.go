package image

import (
	"net"
	"net/netip"
	"strings"
	"sync"
)

// trust says where a connection to a host may lead.
type trust int

const (
	// public hosts are named by answers alone: only to public addresses.
	public trust = iota
	// requested hosts are those of images: anywhere but to the link-local
	// addresses where clouds keep their secrets.
	requested
	// granted hosts are on the command line: anywhere.
	granted
)

// reaches reports whether a host of this trust may be at an address.
func (t trust) reaches(addr netip.Addr) bool {
	switch t {
	case granted:
		return true
	case requested:
		return !addr.Unmap().IsLinkLocalUnicast()
	case public:
		return isPublic(addr)
	}
	return false
}

// isPublic reports whether an address is one of the Internet's.
func isPublic(addr netip.Addr) bool {
	addr = addr.Unmap()
	if !addr.IsGlobalUnicast() || addr.IsPrivate() {
		return false
	}
	for _, special := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fec0::/10",
	} {
		if netip.MustParsePrefix(special).Contains(addr) {
			return false
		}
	}
	return true
}

// trusts knows the hosts that images and the command line name.
type trusts struct {
	ports sync.Map // of host:port, or of a host at every port
	names sync.Map // of hosts, whatever their port
}

// grant trusts a host of the command line, at every port if it has none.
func (t *trusts) grant(host string) {
	t.ports.Store(strings.ToLower(host), granted)
	t.names.Store(hostname(strings.ToLower(host)), granted)
}

// request trusts a host, with its port, that an image names.
func (t *trusts) request(host string) {
	t.ports.LoadOrStore(host, requested)
	t.names.LoadOrStore(hostname(host), requested)
}

// at is the trust in a host at this very port.
func (t *trusts) at(host string) trust {
	return max(level(&t.ports, host), level(&t.ports, hostname(host)))
}

// of is the trust in a host at any port.
func (t *trusts) of(host string) trust { return level(&t.names, hostname(host)) }

func level(m *sync.Map, key string) trust {
	if v, ok := m.Load(key); ok {
		if l, ok := v.(trust); ok {
			return l
		}
	}
	return public
}

// withPort spells out the port that a URL's scheme implies.
func withPort(host, scheme string) string {
	host = strings.ToLower(host)
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	if scheme == "http" {
		return net.JoinHostPort(hostname(host), "80")
	}
	return net.JoinHostPort(hostname(host), "443")
}
