package config

import (
	"net/netip"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// finder gathers what a reader finds in a document.
type finder struct {
	*document
	found Found
}

// dial adds a dial, unless it names nobody.
func (f *finder) dial(d Dial) {
	if !d.Host.Set && !d.Host.Open || isWildcard(d.Host.Text) || len(f.found.Dials) >= most {
		return
	}
	f.found.Dials = append(f.found.Dials, d)
}

// isWildcard reports whether a host stands for all of them.
func isWildcard(host string) bool { return host == "*" || host == "+" || strings.HasPrefix(host, "*.") }

// address dials what a text spells that is known to be an address or a list of
// them: URLs, connection strings, host:port, bare hosts. d says the rest, and
// the port that stands for none.
func (f *finder) address(t syntax.Text, d Dial) {
	for _, a := range locate(t) {
		f.dial(a.over(d))
	}
}

// addresses dials every scalar of a list, or a single one.
func (f *finder) addresses(n *syntax.Node, d Dial) {
	for _, item := range n.List() {
		if item.IsScalar() {
			f.address(item.Text(), d)
		}
	}
}

// server dials a host whose port is set apart; the host may be any address.
func (f *finder) server(host, port syntax.Text, d Dial) {
	if p, ok := portOf(port); ok {
		d.Port = p
	}
	f.address(host, d)
}

// located is an address with its places in the file.
type located address.Address

// over is a dial with all that the address says.
func (l located) over(d Dial) Dial {
	for _, part := range []struct {
		to   *Field
		from Field
	}{
		{&d.Host, l.Host},
		{&d.Port, l.Port},
		{&d.Scheme, l.Scheme},
		{&d.User, l.User},
		{&d.Password, l.Password},
		{&d.Database, l.Database},
	} {
		if part.from.Set || part.from.Open {
			*part.to = part.from
		}
	}
	switch {
	case l.Port.Set || l.Port.Open || d.Port.Set || d.Port.Open:
	case l.Host.Open:
		d.Port = Field{} // the reference may hold one
	default:
		d.Port = schemePort(l.Scheme.Text, d.Port)
	}
	if l.Scheme.Set && !isWeb(l.Scheme.Text) && len(d.Types) == 1 && d.Types[0] == httpType {
		d.Types = nil // the scheme knows better
	}
	d.TLS = d.TLS || l.TLS == address.Required
	d.UDP = d.UDP || strings.EqualFold(l.Scheme.Text, "udp")
	return d
}

// schemePort is the port that a URL of the web means when it names none.
func schemePort(scheme string, port Field) Field {
	switch strings.ToLower(scheme) {
	case "http", "ws", "h2c":
		return otherwise("80")
	case "https", "wss":
		return otherwise("443")
	}
	return port
}

// locate returns the addresses that a text spells.
func locate(t syntax.Text) []located {
	if strings.ContainsAny(t.Value, "=(") || strings.Contains(t.Value, "://") || strings.HasPrefix(t.Value, "jdbc:") {
		return place(t, address.Parse(disguised(t.Value)))
	}
	var all []located
	for _, item := range t.Split(",; \t\r\n") {
		server, _, _ := item.Cut("/")
		value := disguised(server.Value)
		a, ok := address.HostPort(value)
		if !ok {
			a, ok = address.Host(value)
		}
		if ok {
			all = append(all, place(server, []address.Address{a})...)
		}
	}
	return all
}

// disguised turns {name} and {$name} into references that addresses know, of
// the same length.
func disguised(value string) string {
	if !strings.Contains(value, "{") || strings.Contains(value, "{{") {
		return value
	}
	b := []byte(value)
	for i := range len(b) - 2 {
		if b[i] == '{' && (i == 0 || b[i-1] != '$') {
			b[i], b[i+1] = '$', '{'
		}
	}
	return string(b)
}

// place relates addresses to the file. What is open stands as written.
func place(t syntax.Text, found []address.Address) []located {
	all := make([]located, len(found))
	for i, a := range found {
		for _, f := range []*Field{&a.Host, &a.Port, &a.Scheme, &a.User, &a.Password, &a.Database} {
			if f.Open {
				f.Text = t.Value[f.Span.Start:f.Span.End]
			}
			*f = within(t, *f)
		}
		all[i] = located(a)
	}
	return all
}

// portOf is a text as a port, false when it is none.
func portOf(t syntax.Text) (Field, bool) {
	if t.Value == "" || address.CheckPort(t.Value) != nil {
		return Field{}, false
	}
	return fieldOf(t), true
}

// isOpen reports whether a value holds a reference that nobody has filled in.
func isOpen(value string) bool {
	for _, opening := range []string{"${", "{{", "$(", "%(", "{$", "{env.", "#{"} {
		if strings.Contains(value, opening) {
			return true
		}
	}
	return len(value) > 1 && value[0] == '$' && (value[1] == '_' || 'A' <= value[1] && value[1] <= 'Z')
}

// listen adds a listener that a text spells: a port, or an address with one;
// l's port stands for none.
func (f *finder) listen(t syntax.Text, l Listen) {
	host, port := splitBind(t)
	if isSocket(t.Value) {
		return
	}
	if p, ok := portOf(port); ok {
		l.Port = p
	} else if port.Value != "" {
		return
	}
	f.listenAt(host, t.Span(), l)
}

// listenAt adds a listener on a host, "" for all of them.
func (f *finder) listenAt(host syntax.Text, span source.Span, l Listen) {
	if l.Port.Text == "" || l.Port.Text == "0" || len(f.found.Listens) >= most {
		return
	}
	l.Loopback = l.Loopback || isLoopback(host.Value)
	l.Span = span
	f.found.Listens = append(f.found.Listens, l)
}

// listenOn adds a listener whose host and port are set apart. Where no port is
// set, the host is, or else neither: then there is nothing to add.
func (f *finder) listenOn(host, port syntax.Text, l Listen) {
	span := port.Span()
	if p, ok := portOf(port); ok {
		l.Port = p
	} else if host.Value != "" {
		span = host.Span()
	} else {
		return
	}
	f.listenAt(host, span, l)
}

// isSocket reports whether an address is the path of a Unix socket.
func isSocket(s string) bool {
	return strings.HasPrefix(s, "/") || strings.HasPrefix(s, "unix:") || strings.HasPrefix(s, "unix/")
}

// splitBind splits a port, host:port or a URL into where to listen. A host
// alone has no port.
func splitBind(t syntax.Text) (host, port syntax.Text) {
	if _, rest, found := t.Cut("://"); found {
		t, _, _ = rest.Cut("/")
	}
	i := lastColon(t.Value)
	switch {
	case i >= 0:
		host, port = t.Sub(0, i), t.From(i+1)
	case isPort(t.Value):
		host, port = t.Sub(0, 0), t
	default:
		host, port = t, t.From(len(t.Value))
	}
	if n := len(host.Value); n > 1 && host.Value[0] == '[' && host.Value[n-1] == ']' {
		host = host.Sub(1, n-1)
	}
	return host, port
}

// lastColon finds the colon before a port: the last one outside of braces and
// brackets.
func lastColon(s string) int {
	depth, last := 0, -1
	for i := range len(s) {
		switch s[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ':':
			if depth == 0 {
				last = i
			}
		}
	}
	return last
}

// isPort reports whether a value that is a host or a port is a port.
func isPort(s string) bool {
	return s != "" && (strings.Trim(s, "0123456789") == "" || isOpen(s) && address.CheckPort(s) == nil)
}

// isLoopback reports whether a host is the program's own.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// folder adds a folder, unless its path is relative, open or of a device.
func (f *finder) folder(t syntax.Text, access Access, what string) {
	p := strings.TrimRight(t.Value, "/")
	if len(p) < 2 || p[0] != '/' || strings.ContainsAny(p, "$ {<*|") || len(f.found.Folders) >= most {
		return
	}
	for _, system := range []string{"/dev/", "/proc/", "/sys/"} {
		if strings.HasPrefix(p+"/", system) {
			return
		}
	}
	f.found.Folders = append(f.found.Folders, Folder{Path: p, Span: t.Sub(0, len(p)).Span(), Access: access, What: what})
}

// folderOf adds the folder of a file that the program reads or writes.
func (f *finder) folderOf(t syntax.Text, access Access, what string) {
	if i := strings.LastIndexByte(t.Value, '/'); i > 0 {
		f.folder(t.Sub(0, i), access, what)
	}
}
