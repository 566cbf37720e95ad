package config

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func caddyKinds() []kind {
	return []kind{
		{
			name:   "caddy",
			paths:  []string{"caddyfile", "caddyfile.*", "*.caddy", "*.caddyfile", "/etc/caddy/"},
			images: []string{"caddy", "caddy-docker-proxy", "frankenphp"},
			may:    isCaddyfile,
			read:   readCaddyfile,
		},
		{
			name:   "caddy",
			paths:  []string{"caddy.json", "/etc/caddy/"},
			images: []string{"caddy"},
			may:    holds("apps"),
			sure:   func(d *document) bool { return d.root().Get("apps", "http", "servers") != nil },
			read:   readCaddyJSON,
		},
	}
}

func isCaddyfile(d *document) bool {
	if d.extension() == "json" || strings.HasPrefix(d.text.Value, "{\"") {
		return false
	}
	_, ok := syntax.Caddyfile(d.text)
	return ok
}

func readCaddyfile(f *finder) {
	directives, _ := syntax.Caddyfile(f.text)
	c := caddyReader{finder: f, snippets: map[string]*syntax.Directive{}, httpPort: otherwise("80"), httpsPort: otherwise("443"), redirects: true, left: 10 * most}
	for i, d := range directives {
		switch name := d.Name(); {
		case name == "{":
			c.options(d.Block)
		case strings.HasPrefix(name, "("):
			c.snippets[strings.Trim(name, "()")] = d
			c.body(d.Block)
		case name == "import":
		case d.IsBlock:
			c.site(d.Words, d.Block)
		default:
			c.site(d.Words, directives[i+1:]) // a file with a single site needs no braces
			return
		}
	}
}

// caddyReader reads sites with what the global options say of them.
type caddyReader struct {
	*finder
	snippets            map[string]*syntax.Directive
	httpPort, httpsPort Field
	redirects           bool // HTTP requests of sites that have HTTPS
	importing           bool
	left                int // directives that imports may repeat
}

func (c *caddyReader) options(block []*syntax.Directive) {
	for _, d := range block {
		switch d.Name() {
		case "http_port":
			c.httpPort = fieldOf(d.Arg(0))
		case "https_port":
			c.httpsPort = fieldOf(d.Arg(0))
		case "auto_https":
			c.redirects = c.redirects && d.Arg(0).Value != "off" && d.Arg(0).Value != "disable_redirects"
		case "admin":
			if d.Arg(0).Value != "off" {
				c.listen(d.Arg(0), Listen{Types: types("http"), Port: otherwise("2019"), What: "admin"})
			}
		case "layer4":
			c.body(d.Block)
		}
	}
}

// site reads a site block: its addresses are where it listens.
func (c *caddyReader) site(addresses []syntax.Text, block []*syntax.Directive) {
	hasTLS, loopback := false, false
	for _, d := range block {
		hasTLS = hasTLS || d.Name() == "tls"
		loopback = loopback || d.Name() == "bind" && len(d.Args()) > 0 && allLoopback(d.Args())
	}
	for _, word := range addresses {
		for _, a := range word.Split(",") {
			c.siteAddress(a, Listen{Types: types("http"), What: "site address", TLS: hasTLS, Loopback: loopback})
		}
	}
	c.body(block)
}

func allLoopback(hosts []syntax.Text) bool {
	return !slices.ContainsFunc(hosts, func(h syntax.Text) bool { return !isLoopback(h.Value) })
}

// siteAddress adds the listener of a site: a name gives it HTTPS, unless its
// scheme or its port is that of HTTP.
func (c *caddyReader) siteAddress(a syntax.Text, l Listen) {
	scheme, _, hasScheme := a.Cut("://")
	if strings.HasPrefix(a.Value, "{") && !hasScheme && lastColon(a.Value) < 0 {
		l.Port = fieldOf(a) // a placeholder for all of it
		c.listenAt(syntax.Text{}, a.Span(), l)
		return
	}
	if !hasScheme {
		scheme = a.Sub(0, 0)
		a, _, _ = a.Cut("/")
	}
	host, port := splitBind(a)
	l.Port = c.httpsPort
	if scheme.Value == "http" {
		l.Port = c.httpPort
	}
	if p, ok := portOf(port); ok {
		l.Port = p
	}
	plain := scheme.Value == "http" || l.Port.Text == c.httpPort.Text
	named := host.Value != ""
	l.TLS = !plain && (l.TLS || named || scheme.Value == "https")
	c.listenAt(syntax.Text{}, a.Span(), l)
	if l.TLS && named && c.redirects {
		c.redirects = false // one listener redirects for all sites
		c.listenAt(syntax.Text{}, a.Span(), Listen{Port: c.httpPort, Types: l.Types, Loopback: l.Loopback, What: "redirect to HTTPS"})
	}
}

// body reads the directives of a site, whatever they are nested in.
func (c *caddyReader) body(block []*syntax.Directive) {
	for _, d := range block {
		switch d.Name() {
		case "reverse_proxy", "php_fastcgi", "forward_auth", "proxy":
			c.proxy(d)
		case "root":
			c.folder(d.Words[len(d.Words)-1], Read, "root")
		case "output":
			c.output(d)
		case "import":
			c.imported(d)
		default:
			c.body(d.Block)
		}
	}
}

// imported reads a snippet once more when it has arguments.
func (c *caddyReader) imported(d *syntax.Directive) {
	snippet := c.snippets[d.Arg(0).Value]
	if snippet == nil || len(d.Args()) < 2 || c.importing {
		return
	}
	c.importing = true
	c.body(c.withArguments(snippet.Block, d.Args()[1:]))
	c.importing = false
}

// withArguments returns the directives of a snippet in which its placeholders
// are words of whoever imports it.
func (c *caddyReader) withArguments(block []*syntax.Directive, args []syntax.Text) []*syntax.Directive {
	var all []*syntax.Directive
	for _, d := range block {
		if c.left--; c.left < 0 {
			return all
		}
		one := &syntax.Directive{IsBlock: d.IsBlock, Block: c.withArguments(d.Block, args)}
		for _, w := range d.Words {
			one.Words = append(one.Words, withArgument(w, args))
		}
		all = append(all, one)
	}
	return all
}

// withArgument replaces a placeholder that begins a word, {args[0]} or {args.0}.
func withArgument(w syntax.Text, args []syntax.Text) syntax.Text {
	for i, arg := range args[:min(len(args), 10)] {
		digit := string(rune('0' + i))
		for _, placeholder := range []string{"{args[" + digit + "]}", "{args." + digit + "}"} {
			if rest, ok := w.StripPrefix(placeholder); ok {
				return syntax.Join([]syntax.Text{arg, rest})
			}
		}
	}
	return w
}

// proxy reads a directive that hands requests on: its arguments but for a
// matcher, and those of the lines in its block.
func (c *caddyReader) proxy(d *syntax.Directive) {
	use := Dial{What: d.Name(), Types: types("http"), Lazy: true, Literal: true}
	if d.Name() == "php_fastcgi" {
		use.Types = types("fastcgi")
	}
	targets := d.Args()
	for _, inner := range d.Block {
		switch inner.Name() {
		case "to", "upstream":
			targets = append(slices.Clone(targets), inner.Args()...)
		case "transport":
			use = withTransport(use, inner)
		case "dynamic":
			c.dynamic(inner, use)
		case "root":
			c.folder(inner.Arg(0), Read, "root")
		default:
			c.body(inner.Block) // handle_response
		}
	}
	for i, t := range targets {
		if i > 0 || !isMatcher(t.Value) {
			c.upstream(t, use)
		}
	}
}

// isMatcher reports whether the first argument of a directive says which
// requests it is for.
func isMatcher(s string) bool {
	return s == "*" || strings.HasPrefix(s, "/") || strings.HasPrefix(s, "@")
}

func withTransport(use Dial, transport *syntax.Directive) Dial {
	if transport.Arg(0).Value == "fastcgi" {
		use.Types = types("fastcgi")
	}
	for _, d := range transport.Block {
		use.TLS = use.TLS || strings.HasPrefix(d.Name(), "tls")
	}
	return use
}

// dynamic reads upstreams that are looked up: dynamic a name port.
func (c *caddyReader) dynamic(d *syntax.Directive, use Dial) {
	host, port := d.Arg(1), d.Arg(2)
	for _, inner := range d.Block {
		switch inner.Name() {
		case "name":
			host = inner.Arg(0)
		case "port":
			port = inner.Arg(0)
		}
	}
	if d.Arg(0).Value == "a" {
		use.Port = otherwise("80")
		c.server(host, port, use)
	}
}

func (c *caddyReader) upstream(t syntax.Text, use Dial) {
	t, _ = t.StripPrefix("tcp/")
	if strings.HasPrefix(t.Value, ":") || strings.HasPrefix(t.Value, "{args") || isSocket(t.Value) {
		return
	}
	use.Port = otherwise("80")
	if use.TLS {
		use.Port = otherwise("443")
	}
	c.address(t, use)
}

func (c *caddyReader) output(d *syntax.Directive) {
	switch d.Arg(0).Value {
	case "file":
		c.folderOf(d.Arg(1), Write, "log")
	case "net":
		c.address(d.Arg(1), Dial{What: "log output", Lazy: true, Literal: true})
	}
}

// readCaddyJSON reads Caddy's own form: servers that listen, and handlers that
// have upstreams wherever they are nested.
func readCaddyJSON(f *finder) {
	root := f.root()
	if admin := root.Get("admin", "listen"); admin.IsScalar() {
		f.listen(admin.Text(), Listen{Types: types("http"), Port: otherwise("2019"), What: "admin"})
	}
	for _, app := range root.Get("apps").Pairs() {
		for _, server := range app.Value.Get("servers").All() {
			for _, address := range server.Get("listen").List() {
				l := Listen{What: "listen", TLS: server.Get("tls_connection_policies") != nil}
				if app.Key.Value == "http" {
					l.Types = types("http")
				}
				f.listen(address.Text(), l)
			}
		}
	}
	caddyHandlers(f, root)
}

func caddyHandlers(f *finder, n *syntax.Node) {
	if n.Get("upstreams") != nil {
		use := Dial{What: "upstream", Types: types("http"), Lazy: true, Literal: true, Port: otherwise("80")}
		transport := n.Get("transport")
		if transport.Get("protocol").Is("fastcgi") {
			use.Types = types("fastcgi")
		}
		use.TLS = transport.Get("tls") != nil
		for _, u := range n.Get("upstreams").List() {
			f.addresses(u.Get("dial"), use)
		}
	}
	if n.Get("handler").Is("file_server") || n.Get("handler").Is("vars") {
		f.folder(n.Get("root").Text(), Read, "root")
	}
	if n.Kind == syntax.Scalar {
		return
	}
	for _, inner := range n.All() {
		caddyHandlers(f, inner)
	}
}
