package config

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func apacheKind() kind {
	return kind{
		name:   "apache",
		paths:  []string{"httpd.conf", "httpd-*.conf", "apache2.conf", "/usr/local/apache2/conf/", "/etc/apache2/", "/etc/httpd/"},
		images: []string{"httpd", "apache"},
		may:    func(d *document) bool { _, ok := syntax.Tags(d.text); return ok && named("conf", "")(d) },
		sure:   isApache,
		read:   readApache,
	}
}

func isApache(d *document) bool {
	if !named("conf", "")(d) {
		return false
	}
	directives, ok := syntax.Tags(d.text)
	return ok && slices.ContainsFunc(directives, func(d *syntax.Directive) bool {
		switch name := strings.ToLower(d.Name()); name {
		case "virtualhost", "ifmodule", "directory":
			return d.IsBlock
		case "proxypass", "proxypassmatch", "proxypassreverse", "documentroot":
			return true
		}
		return false
	})
}

func readApache(f *finder) {
	directives, _ := syntax.Tags(f.text)
	a := apacheReader{finder: f, secure: map[string]bool{}}
	a.secured(directives)
	a.block(directives)
}

// apacheReader knows the ports whose virtual hosts have TLS.
type apacheReader struct {
	*finder
	secure map[string]bool
}

func (a *apacheReader) secured(block []*syntax.Directive) {
	for _, d := range block {
		if strings.EqualFold(d.Name(), "VirtualHost") && hasSSL(d.Block) {
			for _, address := range d.Args() {
				_, port := splitBind(address)
				a.secure[port.Value] = true
			}
		}
		if strings.HasPrefix(strings.ToLower(d.Name()), "if") {
			a.secured(d.Block)
		}
	}
}

func hasSSL(block []*syntax.Directive) bool {
	return slices.ContainsFunc(block, func(d *syntax.Directive) bool {
		return strings.EqualFold(d.Name(), "SSLEngine") && strings.EqualFold(d.Arg(0).Value, "on")
	})
}

func (a *apacheReader) block(block []*syntax.Directive) {
	for _, d := range block {
		a.directive(d)
		a.block(d.Block)
	}
}

func (a *apacheReader) directive(d *syntax.Directive) {
	switch strings.ToLower(d.Name()) {
	case "listen":
		a.listener(d)
	case "proxypass", "proxypassmatch", "balancermember", "proxyremote":
		a.pass(d)
	case "rewriterule":
		if flags := strings.Split(strings.Trim(d.Arg(2).Value, "[]"), ","); slices.Contains(flags, "P") || slices.Contains(flags, "proxy") {
			a.target(d, d.Arg(1))
		}
	case "sethandler":
		if handler, ok := d.Arg(0).StripPrefix("proxy:"); ok {
			a.target(d, handler)
		}
	case "documentroot":
		a.folder(d.Arg(0), Read, d.Name())
	case "alias":
		a.folder(d.Arg(1), Read, d.Name())
	case "customlog", "errorlog", "transferlog":
		a.folderOf(d.Arg(0), Write, d.Name())
	case "authldapurl":
		a.target(d, d.Arg(0))
	}
}

func (a *apacheReader) listener(d *syntax.Directive) {
	_, port := splitBind(d.Arg(0))
	a.listen(d.Arg(0), Listen{
		Types: types("http"), What: d.Name(),
		TLS: a.secure[port.Value] || strings.EqualFold(d.Arg(1).Value, "https"),
	})
}

// pass reads ProxyPass PATH URL, of which a Location leaves out the path, and
// BalancerMember URL OPTIONS.
func (a *apacheReader) pass(d *syntax.Directive) {
	for _, arg := range d.Args() {
		if strings.Contains(arg.Value, "://") {
			a.target(d, arg)
			return
		}
	}
}

// target dials a URL of mod_proxy. Behind the path of a socket stands a name
// that nobody dials.
func (a *apacheReader) target(d *syntax.Directive, t syntax.Text) {
	scheme, _, found := t.Cut("://")
	use := Dial{What: d.Name(), Types: types(apacheProtocol(scheme.Value)), Lazy: true, Literal: true}
	if !found || strings.HasPrefix(t.Value, "unix:") || scheme.Value == "balancer" {
		return
	}
	a.address(withoutCapture(t), use)
}

// apacheProtocol is the product that a scheme of mod_proxy stands for.
func apacheProtocol(scheme string) string {
	switch strings.ToLower(scheme) {
	case "http", "https", "ws", "wss", "h2", "h2c":
		return "http"
	case "fcgi":
		return "fastcgi"
	case "ldap", "ldaps":
		return "ldap"
	}
	return ""
}

// withoutCapture drops the path of a URL, in which captures and variables of
// the request stand.
func withoutCapture(t syntax.Text) syntax.Text {
	start := strings.Index(t.Value, "://") + len("://")
	if i := strings.IndexAny(t.Value[start:], "/?"); i >= 0 {
		t = t.Sub(0, start+i)
	}
	if i := strings.IndexByte(t.Value, '$'); i > start && isPortEnd(t.Value[start:i]) {
		t = t.Sub(0, i)
	}
	return t
}
