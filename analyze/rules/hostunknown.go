package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/near"
)

func hostUnknown() analyze.Rule {
	return analyze.Rule{
		Name: "host-unknown", Severity: analyze.Error,
		Title: "no service, alias or extra host has the name that is dialled",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if _, _, overrides := shadowed(p, l); overrides || l.Host.Outcome != unify.Nobody {
				return
			}
			host := l.Edge.Host.Text
			f := at(linkFinding(l, fmt.Sprintf("%s connects to %s, but no service has that name", tick(l.Edge.Service.Name), tick(host))), l.Edge.Host)
			f.Label = "nobody answers to this name"
			switch {
			case byDefault(l.Edge):
				f.Label = fmt.Sprintf("%s is the default of %s", tick(host), tick(l.Edge.Variable))
			case fixed(l.Edge):
				f.Label = "connects to " + tick(host)
			}
			if doubt := doubtText(p, l); doubt != "" {
				f.Severity = analyze.Warning
				f.Notes = append(f.Notes, doubt)
			}
			suggest(p, l, &f)
			p.Report(f)
		}),
	}
}

// doubtText says who else may have the name that a link dials; "" for nobody.
// Where a service of the project has what is wanted, that one was meant.
func doubtText(p *analyze.Pass, l *unify.Link) string {
	host := l.Edge.Host.Text
	dot := strings.LastIndexByte(host, '.')
	switch {
	case l.Edge.Service.OwnDNS:
		return "it asks name servers of its own, which may know the name"
	case l.Host.Doubt:
		return "it is on a network with a name of its own, which other projects may be on too"
	case dot < 0 || strings.Contains(strings.ToLower(host), "docker") || len(inReach(p, l)) > 0:
		return ""
	}
	return fmt.Sprintf("a name server of your own may know names that end in %s, a public one does not", tick(host[dot:]))
}

// suggest says which services may have been meant: one with a similar name, or
// one that has what is wanted.
func suggest(p *analyze.Pass, l *unify.Link, f *analyze.Finding) {
	names := similarNames(p, l)
	switch meant := inReach(p, l); {
	case len(names) > 0:
		f.Help = "there is " + list(tickAll(names), "or")
	case len(meant) > 0:
		names = meantNames(meant)
		f.Help = fmt.Sprintf("%s runs in %s", what(meant[0]), list(tickAll(names), "or"))
	case byDefault(l.Edge):
		f.Help = fmt.Sprintf("set %s to a service that is on a network of %s, or give one the alias %s", tick(l.Edge.Variable), tick(l.Edge.Service.Name), tick(l.Edge.Host.Text))
	default:
		f.Help = fmt.Sprintf("name a service that is on a network of %s, or give one the alias %s", tick(l.Edge.Service.Name), tick(l.Edge.Host.Text))
	}
	if len(names) == 1 {
		f.Fixes = replace(l.Edge.Host, names[0], analyze.Unsafe)
		f.OtherService = ownerOf(p, l.Edge.Service, names[0])
	}
}

// inReach are the endpoints that a link may have been meant for and that its
// service reaches by name.
func inReach(p *analyze.Pass, l *unify.Link) []*graph.Endpoint {
	if l.Edge.Port.Text == "" && isWeb(l.Edge.Wants) {
		return nil // any web server would do
	}
	return slices.DeleteFunc(slices.Clone(l.Meant), func(e *graph.Endpoint) bool {
		return p.Resolve(l.Edge.Service, e.Service.Name).Outcome != unify.Reached
	})
}

// similarNames are the names that a mistyped one may stand for: near ones, the
// service in a container name of compose's first version, and the well-known
// name of the host machine.
func similarNames(p *analyze.Pass, l *unify.Link) []string {
	host := strings.ToLower(l.Edge.Host.Text)
	names := p.Names(l.Edge.Service)
	if strings.HasSuffix(host, ".internal") && strings.Contains(host, "host") && strings.Contains(host, "docker") {
		return []string{"host.docker.internal"}
	}
	if parts := strings.FieldsFunc(host, func(r rune) bool { return r == '_' || r == '-' }); len(parts) > 2 {
		service := strings.Join(parts[1:len(parts)-1], "_")
		for _, name := range names {
			if name == service || strings.ReplaceAll(name, "-", "_") == service {
				return []string{name}
			}
		}
	}
	if found := near.Suggest(host, names); len(found) > 0 {
		return found
	}
	return affixed(host, names)
}

// affixed are the names that are another one with a word before or after it:
// shop-db and db.
func affixed(host string, names []string) []string {
	extends := func(long, short string) bool {
		return strings.HasPrefix(long, short+"-") || strings.HasPrefix(long, short+"_") || strings.HasSuffix(long, "-"+short) || strings.HasSuffix(long, "_"+short)
	}
	var found []string
	for _, name := range names {
		if extends(host, name) || extends(name, host) {
			found = append(found, name)
		}
	}
	return found[:min(3, len(found))]
}

// ownerOf is the service that answers to a name, "" when none does.
func ownerOf(p *analyze.Pass, from *graph.Service, name string) string {
	if r := p.Resolve(from, name); r.Outcome == unify.Reached {
		return r.Services[0].Name
	}
	return ""
}
