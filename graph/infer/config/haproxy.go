package config

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func haproxyKind() kind {
	return kind{
		name:   "haproxy",
		paths:  []string{"haproxy.cfg", "haproxy*.cfg", "/usr/local/etc/haproxy/", "/etc/haproxy/"},
		images: []string{"haproxy", "haproxy-alpine", "haproxy-ce"},
		may:    func(d *document) bool { return named("cfg", "conf", "")(d) && hasHAProxySection(d) },
		sure: func(d *document) bool {
			return named("cfg", "conf", "")(d) && hasHAProxySection(d) && strings.Contains(d.text.Value, "\n")
		},
		read: readHAProxy,
	}
}

// hasHAProxySection reports whether a file has a section of servers or binds.
func hasHAProxySection(d *document) bool {
	section := ""
	return slices.ContainsFunc(syntax.WordLines(d.text), func(words []syntax.Text) bool {
		switch name := words[0].Value; name {
		case "frontend", "backend", "listen", "defaults", "global":
			section = name
		case "bind":
			return section == "frontend" || section == "listen"
		case "server", "server-template":
			return section == "backend" || section == "listen"
		}
		return false
	})
}

func readHAProxy(f *finder) {
	h := haproxyReader{finder: f}
	for _, words := range syntax.WordLines(f.text) {
		h.line(words[0].Value, words[1:])
	}
}

// haproxyReader knows the section that it is in, and what defaults sections
// have said.
type haproxyReader struct {
	*finder
	section         string
	isHTTP, wasHTTP bool // of this section, of the defaults
	isLazy, wasLazy bool
}

func (h *haproxyReader) line(name string, args []syntax.Text) {
	switch name {
	case "global", "defaults", "frontend", "backend", "listen", "resolvers", "peers", "mailers", "ring", "userlist", "cache", "program":
		h.section, h.isHTTP, h.isLazy = name, h.wasHTTP, h.wasLazy
	case "mode":
		h.isHTTP = len(args) > 0 && args[0].Value == "http"
	case "default-server":
		h.isLazy = h.isLazy || startsUnresolved(args)
	case "server", "server-template":
		h.server(name, args)
	case "bind":
		h.bind(args)
	case "mailer":
		if len(args) > 1 {
			h.address(args[1], Dial{What: name, Types: types("smtp"), Lazy: true, Literal: true})
		}
	case "log":
		h.log(args)
	}
	if h.section == "defaults" {
		h.wasHTTP, h.wasLazy = h.isHTTP, h.isLazy
	}
}

// startsUnresolved reports whether a server may start with a name that does
// not resolve.
func startsUnresolved(args []syntax.Text) bool {
	i := slices.IndexFunc(args, func(a syntax.Text) bool { return a.Value == "init-addr" })
	return i >= 0 && i+1 < len(args) && strings.Contains(args[i+1].Value, "none")
}

// server reads server NAME ADDRESS OPTIONS, and server-template PREFIX COUNT
// ADDRESS OPTIONS.
func (h *haproxyReader) server(name string, args []syntax.Text) {
	at := 1
	if name == "server-template" {
		at = 2
	}
	if len(args) <= at || h.section != "backend" && h.section != "listen" {
		return
	}
	use := Dial{What: name, Lazy: h.isLazy || startsUnresolved(args), Literal: true, TLS: hasWord(args, "ssl")}
	if h.isHTTP {
		use.Types = types("http")
	}
	if hasWordPrefix(args, "fcgi") {
		use.Types = types("fastcgi")
	}
	h.address(withoutFamily(args[at]), use)
}

// hasWordPrefix reports whether `proto` names a protocol.
func hasWordPrefix(args []syntax.Text, protocol string) bool {
	i := slices.IndexFunc(args, func(a syntax.Text) bool { return a.Value == "proto" })
	return i >= 0 && i+1 < len(args) && args[i+1].Value == protocol
}

// withoutFamily drops the prefixes that say how to read an address.
func withoutFamily(t syntax.Text) syntax.Text {
	for _, prefix := range []string{"ipv4@", "ipv6@", "tcp@", "tcp4@", "tcp6@"} {
		if rest, ok := t.StripPrefix(prefix); ok {
			return rest
		}
	}
	return t
}

func (h *haproxyReader) bind(args []syntax.Text) {
	if len(args) == 0 {
		return
	}
	l := Listen{What: "bind", TLS: hasWord(args, "ssl")}
	if h.isHTTP {
		l.Types = types("http")
	}
	for _, a := range args[0].Split(",") {
		if a = withoutFamily(a); !strings.Contains(a.Value, "@") {
			h.listen(a, l)
		}
	}
}

// log reads where lines are sent to, of which many files name a local daemon
// that nobody misses.
func (h *haproxyReader) log(args []syntax.Text) {
	if len(args) < 2 || isSocket(args[0].Value) || isLoopback(args[0].Value) || strings.Contains(args[0].Value, "@") {
		return
	}
	switch args[0].Value {
	case "global", "stdout", "stderr":
		return
	}
	h.address(args[0], Dial{What: "log", Types: types("syslog"), Port: otherwise("514"), UDP: true, Literal: true})
}
