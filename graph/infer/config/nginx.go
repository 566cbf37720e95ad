package config

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func nginxKind() kind {
	return kind{
		name: "nginx",
		paths: []string{
			"nginx.conf", "*.nginx", "*.nginx.conf", "/etc/nginx/", "/usr/local/openresty/nginx/conf/", "/usr/local/nginx/conf/",
			"/opt/bitnami/nginx/conf/", "/opt/bitnami/openresty/nginx/conf/", "/config/nginx/", "/opt/docker/etc/nginx/", "/etc/angie/", "/etc/freenginx/",
		},
		images: []string{"nginx", "nginx-unprivileged", "openresty", "angie", "freenginx", "tengine", "swag", "nginx-proxy"},
		may:    func(d *document) bool { _, ok := syntax.Nginx(d.text); return ok },
		sure:   isNginx,
		read:   readNginx,
	}
}

// isNginx reports whether a file has a block or a directive that only nginx
// writes so.
func isNginx(d *document) bool {
	if !strings.Contains(d.text.Value, ";") {
		return false
	}
	directives, ok := syntax.Nginx(d.text)
	return ok && slices.ContainsFunc(directives, func(d *syntax.Directive) bool {
		switch d.Name() {
		case "server", "upstream", "http", "events", "location", "stream":
			return d.IsBlock
		case "proxy_pass", "fastcgi_pass", "uwsgi_pass", "grpc_pass":
			return true
		}
		return false
	})
}

func readNginx(f *finder) {
	directives, _ := syntax.Nginx(f.text)
	n := nginxReader{finder: f, upstreams: map[string]*upstream{}, left: 10 * most}
	global := &nginxScope{values: map[string][]syntax.Text{}}
	n.declare(directives, global)
	n.block(directives, nginxPlace{scope: global})
	n.dialUpstreams()
}

// nginxReader follows the names of upstream blocks to their servers.
type nginxReader struct {
	*finder
	upstreams map[string]*upstream
	order     []*upstream
	left      int // variables that may be replaced
}

// upstream is a group of servers, and how it is spoken to.
type upstream struct {
	servers []*syntax.Directive
	use     Dial
}

// nginxPlace is the block that a directive stands in.
type nginxPlace struct {
	scope    *nginxScope
	inStream bool
}

// nginxScope holds the variables that a block sets.
type nginxScope struct {
	parent *nginxScope
	values map[string][]syntax.Text
}

// lookup returns the values that a variable may have: those that the innermost
// block gives it.
func (s *nginxScope) lookup(name string) []syntax.Text {
	for ; s != nil; s = s.parent {
		if values := s.values[name]; len(values) > 0 {
			return values
		}
	}
	return nil
}

func (s *nginxScope) set(name, value syntax.Text) {
	if variable, ok := name.StripPrefix("$"); ok && value.Value != "" {
		s.values[variable.Value] = append(s.values[variable.Value], value)
	}
}

// declare gathers what has a name in all of the file: upstreams and maps.
func (n *nginxReader) declare(directives []*syntax.Directive, global *nginxScope) {
	for _, d := range directives {
		switch name := d.Name(); {
		case !d.IsBlock:
		case name == "upstream":
			n.upstream(d)
		case name == "map" || name == "split_clients" || name == "geo":
			for _, line := range d.Block {
				global.set(d.Words[len(d.Words)-1], line.Arg(0))
			}
		case name == "http" || name == "stream":
			n.declare(d.Block, global)
		}
	}
}

func (n *nginxReader) upstream(d *syntax.Directive) {
	u := &upstream{use: Dial{What: "upstream server", Port: otherwise("80"), Literal: true}}
	for _, line := range d.Block {
		if line.Name() == "server" {
			u.servers = append(u.servers, line)
		}
	}
	n.upstreams[d.Arg(0).Value] = u
	n.found.Groups = append(n.found.Groups, d.Arg(0).Value)
	n.order = append(n.order, u)
}

// block reads the directives of a block. What `if` sets belongs to the block
// around it.
func (n *nginxReader) block(directives []*syntax.Directive, in nginxPlace) {
	for _, d := range directives {
		n.setVariables(d, in.scope)
	}
	for _, d := range directives {
		inner := in
		switch {
		case !d.IsBlock:
			n.directive(d, in)
			continue
		case d.Name() == "upstream" || d.Name() == "map" || d.Name() == "mail" || d.Name() == "types":
			continue
		case d.Name() == "stream":
			inner.inStream = true
		case d.Name() == "server":
			inner.inStream = in.inStream || isStreamServer(d)
			n.listeners(d, inner.inStream)
		}
		inner.scope = &nginxScope{parent: in.scope, values: map[string][]syntax.Text{}}
		n.block(d.Block, inner)
	}
}

func (n *nginxReader) setVariables(d *syntax.Directive, scope *nginxScope) {
	switch {
	case d.Name() == "set":
		scope.set(d.Arg(0), d.Arg(1))
	case d.Name() == "if" && d.IsBlock:
		for _, inner := range d.Block {
			if inner.Name() == "set" {
				scope.set(inner.Arg(0), inner.Arg(1))
			}
		}
	}
}

// isStreamServer reports whether a server hands connections on as they are,
// which no location and no scheme tells.
func isStreamServer(server *syntax.Directive) bool {
	return slices.ContainsFunc(server.Block, func(d *syntax.Directive) bool {
		return d.Name() == "proxy_pass" && !strings.Contains(d.Arg(0).Value, "://")
	})
}

func (n *nginxReader) directive(d *syntax.Directive, in nginxPlace) {
	switch d.Name() {
	case "proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass":
		n.pass(d, in.scope)
	case "root", "alias":
		n.folder(d.Arg(0), Read, d.Name())
	case "access_log", "error_log":
		n.log(d)
	case "proxy_cache_path", "fastcgi_cache_path", "uwsgi_cache_path", "client_body_temp_path", "proxy_store":
		n.folder(d.Arg(0), Write, d.Name())
	case "endpoint":
		n.address(d.Arg(0), Dial{What: "otel_exporter endpoint", Types: types("otlp-grpc"), Lazy: true, Literal: true})
	}
}

func (n *nginxReader) log(d *syntax.Directive) {
	options, isSyslog := d.Arg(0).StripPrefix("syslog:")
	if !isSyslog {
		n.folderOf(d.Arg(0), Write, d.Name())
		return
	}
	for _, option := range options.Split(",") {
		if server, ok := option.StripPrefix("server="); ok {
			n.address(server, Dial{What: d.Name(), Types: types("syslog"), Port: otherwise("514"), UDP: true, Literal: true})
		}
	}
}

// listeners adds where a server listens: on port 80 when it does not say.
func (n *nginxReader) listeners(server *syntax.Directive, inStream bool) {
	l := Listen{Port: otherwise("80"), What: "listen"}
	if !inStream {
		l.Types = types("http")
	}
	silent := true
	for _, d := range server.Block {
		l.TLS = l.TLS || d.Name() == "ssl" && d.Arg(0).Value == "on"
		silent = silent && d.Name() != "listen"
	}
	if silent && !inStream {
		n.listenAt(syntax.Text{}, server.Words[0].Span(), l)
	}
	for _, d := range server.Block {
		if d.Name() == "listen" {
			one := l
			one.TLS = l.TLS || hasWord(d.Args(), "ssl") || hasWord(d.Args(), "quic")
			one.UDP = hasWord(d.Args(), "udp") || hasWord(d.Args(), "quic")
			n.listen(d.Arg(0), one)
		}
	}
}

func hasWord(words []syntax.Text, word string) bool {
	return slices.ContainsFunc(words, func(w syntax.Text) bool { return w.Value == word })
}

// pass reads a directive that hands requests on.
func (n *nginxReader) pass(d *syntax.Directive, scope *nginxScope) {
	use := Dial{What: d.Name(), Types: passTypes(d), Lazy: hasVariable(d.Arg(0).Value), Literal: true}
	target := withoutURI(d.Arg(0))
	for _, value := range n.expand(target, scope) {
		n.passTo(withoutURI(value), use)
	}
}

// passTypes are the protocols of a directive that hands requests on. What a
// proxy_pass carries, its scheme says.
func passTypes(d *syntax.Directive) []string {
	switch d.Name() {
	case "fastcgi_pass":
		return types("fastcgi")
	case "grpc_pass":
		return types("grpc")
	case "memcached_pass":
		return types("memcached")
	}
	return nil
}

// passTo dials what a pass names, or tells an upstream how it is used.
func (n *nginxReader) passTo(target syntax.Text, use Dial) {
	found := locate(target)
	if len(found) == 0 && n.upstreams[target.Value] == nil || strings.Contains(target.Value, "unix:") {
		return
	}
	if len(found) > 0 && use.What == "proxy_pass" && found[0].Scheme.Set {
		use.Types = types("http")
	}
	name, port := target.Value, false
	if len(found) > 0 {
		name, port = found[0].Host.Text, found[0].Port.Text != ""
	}
	if u := n.upstreams[name]; u != nil && !port {
		if len(found) > 0 {
			use.Scheme = found[0].Scheme
			use.TLS = found[0].over(Dial{}).TLS
		}
		u.use.Types, u.use.Scheme, u.use.TLS = use.Types, use.Scheme, use.TLS
		return
	}
	for _, a := range found {
		n.dial(a.over(use))
	}
}

func (n *nginxReader) dialUpstreams() {
	for _, u := range n.order {
		for _, server := range u.servers {
			use := u.use
			use.Lazy = hasWord(server.Args(), "resolve")
			n.address(server.Arg(0), use)
		}
	}
}

// withoutURI drops what follows the authority of a URL, and the variables that
// hold a path.
func withoutURI(t syntax.Text) syntax.Text {
	start := strings.Index(t.Value, "://")
	if start >= 0 {
		start += len("://")
	} else {
		start = 0
		if isSocket(t.Value) {
			return t
		}
	}
	end := len(t.Value)
	if i := strings.IndexAny(t.Value[start:], "/?"); i >= 0 {
		end = start + i
	}
	for i := start; i < end; i++ {
		if t.Value[i] == '$' && i > start && (isPathVariable(t.Value[i+1:]) || isPortEnd(t.Value[start:i])) {
			end = i
		}
	}
	return t.Sub(0, end)
}

// isPathVariable reports whether a text begins with the name of a variable
// that holds a path or a query.
func isPathVariable(s string) bool {
	s = strings.TrimPrefix(s, "{")
	for _, name := range []string{"request_uri", "uri", "document_uri", "is_args", "args", "query_string", "1", "2"} {
		if strings.HasPrefix(s, name) {
			return true
		}
	}
	return false
}

// isPortEnd reports whether an authority ends in a port.
func isPortEnd(authority string) bool {
	digits := strings.TrimRight(authority, "0123456789")
	return len(digits) < len(authority) && strings.HasSuffix(digits, ":")
}

// hasVariable reports whether nginx has to compute a value for each request.
// Names in capitals are the environment's, filled in before it starts.
func hasVariable(s string) bool {
	for i := range len(s) {
		if s[i] == '$' && variableAt(s, i) > 0 {
			name := strings.Trim(s[i:i+variableAt(s, i)], "${}")
			if name != strings.ToUpper(name) || name[0] <= '9' {
				return true
			}
		}
	}
	return false
}

// variableAt is the length of the variable at i, 0 when there is none.
func variableAt(s string, i int) int {
	rest := s[i+1:]
	braces := strings.HasPrefix(rest, "{")
	name := strings.TrimPrefix(rest, "{")
	n := 0
	for n < len(name) && isNameByte(name[n]) {
		n++
	}
	switch {
	case n == 0:
		return 0
	case !braces:
		return 1 + n
	case n < len(name) && name[n] == '}':
		return n + len("${}")
	}
	return 0
}

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_'
}
