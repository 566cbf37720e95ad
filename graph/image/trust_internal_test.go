package image

import (
	"net"
	"net/netip"
	"testing"
)

func TestReaches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		address                    string
		public, requested, granted bool
	}{
		{"93.184.215.14", true, true, true},
		{"2606:2800:21f:cb07::1", true, true, true},
		{"127.0.0.1", false, true, true},
		{"::1", false, true, true},
		{"10.0.0.1", false, true, true},
		{"172.31.255.255", false, true, true},
		{"172.32.0.1", true, true, true},
		{"192.168.1.1", false, true, true},
		{"100.64.0.1", false, true, true},
		{"0.0.0.0", false, true, true},
		{"224.0.0.1", false, true, true},
		{"255.255.255.255", false, true, true},
		{"fd00::1", false, true, true},
		{"64:ff9b::a9fe:a9fe", false, true, true},
		{"2002:a9fe:a9fe::1", false, true, true},
		{"169.254.169.254", false, false, true},
		{"::ffff:169.254.169.254", false, false, true},
		{"fe80::1", false, false, true},
	}
	for _, tt := range tests {
		at := netip.MustParseAddr(tt.address)
		if public.reaches(at) != tt.public || requested.reaches(at) != tt.requested || granted.reaches(at) != tt.granted {
			t.Errorf("%s: public %v, requested %v, granted %v", tt.address,
				public.reaches(at), requested.reaches(at), granted.reaches(at))
		}
	}
}

func TestTrusts(t *testing.T) {
	t.Parallel()
	var known trusts
	known.request(withPort("Registry.example", "https"))
	known.request(withPort("127.0.0.1:5000", "http"))
	known.grant("mirror.example")
	known.grant("other.example:5000")
	tests := []struct {
		host   string
		at, of trust
	}{
		{"registry.example:443", requested, requested},
		{"registry.example:8443", public, requested},
		{"127.0.0.1:5000", requested, requested},
		{"127.0.0.1:80", public, requested},
		{"mirror.example:443", granted, granted},
		{"mirror.example:5000", granted, granted},
		{"other.example:5000", granted, granted},
		{"other.example:443", public, granted},
		{"stranger.example:443", public, public},
	}
	for _, tt := range tests {
		if known.at(tt.host) != tt.at || known.of(tt.host) != tt.of {
			t.Errorf("%s: at %v, of %v", tt.host, known.at(tt.host), known.of(tt.host))
		}
	}
}

// TestDial pins that the address is looked at that a name leads to: localhost
// stands in for any name of a private address.
func TestDial(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	address := net.JoinHostPort("localhost", port)
	g := newGuard(&settings{}, func(string) {})
	dial := g.transport().DialContext
	if _, err := dial(t.Context(), "tcp", address); kindOf(err) != Refused {
		t.Errorf("a host that nobody named: %v", err)
	}
	g.trusts.request(address)
	conn, err := dial(t.Context(), "tcp", address)
	if err != nil {
		t.Fatalf("a host that an image names: %v", err)
	}
	_ = conn.Close()
}
