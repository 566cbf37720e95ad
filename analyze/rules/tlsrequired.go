package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func tlsRequired() analyze.Rule {
	return analyze.Rule{
		Name: "tls-required", Severity: analyze.Error,
		Title: "a service insists on TLS, and its client speaks plainly",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if !typed(l) || l.Type.TLS != unify.TLSRequired || !l.Type.Compatible() {
				return
			}
			// Protocols that have one scheme for both, such as postgres, turn to
			// TLS when the server asks for it.
			secure := secureScheme(p, l)
			if secure == "" {
				return
			}
			f := at(linkFinding(l, fmt.Sprintf("%s connects to %s without TLS, which %s requires", tick(l.Edge.Service.Name), tick(l.Edge.Host.Text), tick(l.To.Name))), l.Edge.Scheme)
			f.Label = "a scheme without TLS"
			f.Help = fmt.Sprintf("use %s, or turn TLS off in the server", tick(secure+"://"))
			f.Fixes = replace(l.Edge.Scheme, secure, analyze.Unsafe)
			p.Report(f)
		}),
	}
}

// secureScheme is the scheme with TLS of the one that a link's URL has: https
// of http. It is empty where there is none.
func secureScheme(p *analyze.Pass, l *unify.Link) string {
	secure := l.Edge.Scheme.Text + "s"
	if l.Edge.Scheme.Text == "" || !demandsTLS(secure) || !takes(p, l.Type.Gives, secure) {
		return ""
	}
	return secure
}

// plainScheme is the inverse of secureScheme.
func plainScheme(p *analyze.Pass, l *unify.Link) string {
	plain, ok := strings.CutSuffix(l.Edge.Scheme.Text, "s")
	if !ok || plain == "" || !demandsTLS(l.Edge.Scheme.Text) || demandsTLS(plain) || !takes(p, l.Type.Gives, plain) {
		return ""
	}
	return plain
}

func demandsTLS(scheme string) bool {
	all := address.Parse(scheme + "://host")
	return len(all) == 1 && all[0].TLS == address.Required
}

// takes reports whether a scheme is one of a type's, as far as that is known.
func takes(p *analyze.Pass, t contract.Type, scheme string) bool {
	return t.Kind != contract.Named || p.Types.TakesScheme(t.Name, scheme)
}
