package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

// reportNoPassword reports a link that gives no password where the server wants
// one and knows no user names, and where the client has no other place that may
// hold one.
func reportNoPassword(p *analyze.Pass, l *unify.Link) {
	password, ok := guard(l)
	if !ok || l.Edge.Variable == "" || givesPassword(l.Edge) || mayHold(l.Edge, password.Text) {
		return
	}
	f := linkFinding(l, fmt.Sprintf("%s gives no password to %s, which requires one", tick(l.Edge.Service.Name), tick(l.To.Name)))
	f.Severity = analyze.Warning
	if !password.Place.IsZero() {
		f.Related = []graph.Related{{Message: "required here", Service: l.To.Name, Place: password.Place}}
	}
	f.Help = "set the variable that the image reads the password from"
	if l.Edge.Scheme.Text != "" {
		f = at(f, l.Edge.Host)
		f.Label = "no password in front of the host"
		f.Help = fmt.Sprintf("use `%s://:<password>@%s`", l.Edge.Scheme.Text, l.Edge.Host.Text)
		f.Fixes = replace(l.Edge.Host, ":<password>@"+l.Edge.Host.Text, analyze.Placeholders)
	}
	p.Report(f)
}

// guard is the password that a link's endpoint wants from everybody.
func guard(l *unify.Link) (graph.Value, bool) {
	if l.Endpoint == nil || l.Endpoint.Maybe || l.Arrival != unify.Arrives || !l.Type.Compatible() {
		return graph.Value{}, false
	}
	var first graph.Value
	for _, who := range l.Endpoint.Principals {
		_, named := who.Lookup("username")
		password, has := who.Lookup("password")
		if named || !has || !password.Known || password.Text == "" {
			return graph.Value{}, false
		}
		if first.Text == "" {
			first = password
		}
	}
	return first, first.Text != ""
}

// givesPassword reports whether an edge logs in with anything.
func givesPassword(e *graph.Edge) bool {
	return slices.ContainsFunc(e.Logins, func(who graph.Principal) bool {
		return slices.ContainsFunc(who, func(a graph.Attribute) bool {
			return slices.Contains([]string{"username", "password", "token", "uri"}, a.Name)
		})
	})
}

// mayHold reports whether a service may have a password for one of its edges
// from elsewhere: a variable, a file, or its command.
func mayHold(e *graph.Edge, password string) bool {
	s := e.Service
	if len(s.EnvFilesUnread) > 0 || slices.ContainsFunc(s.Mounts, func(m graph.Mount) bool { return mayBring(m, e) }) {
		return true
	}
	for _, v := range s.Environment {
		unknown := v.State == graph.PassThrough || !v.Known()
		if unknown || strings.Contains(v.Value, password) || strings.HasSuffix(v.Name, "_FILE") || namesPassword(v.Name) && !ofLogin(s, v.Name) {
			return true
		}
	}
	for _, c := range []*graph.Command{s.Entrypoint, s.Command} {
		if c != nil && slices.ContainsFunc(c.Words, func(w graph.Text) bool { return strings.Contains(w.Value, password) || !w.Known() }) {
			return true
		}
	}
	return false
}

// mayBring reports whether a mount may bring a password along. A URL is rarely
// completed by a file of the program's own.
func mayBring(m graph.Mount, e *graph.Edge) bool {
	if m.Kind == graph.Bind || m.Kind == graph.OtherMount {
		return e.Scheme.Text == "" || m.Found != graph.FolderEntry
	}
	return m.Kind == graph.SecretFile || m.Kind == graph.ConfigFile
}

// namesPassword reports whether a variable's name says that it is a password.
func namesPassword(name string) bool {
	upper := strings.ToUpper(name)
	return strings.Contains(upper, "PASS") || slices.ContainsFunc(strings.Split(upper, "_"), func(word string) bool {
		return word == "PWD" || word == "PW" || word == "AUTH"
	})
}

// ofLogin reports whether a variable is the password of some login.
func ofLogin(s *graph.Service, name string) bool {
	return slices.ContainsFunc(s.Contract.Connections, func(e *graph.Edge) bool {
		return slices.ContainsFunc(e.Logins, func(who graph.Principal) bool {
			password, ok := who.Lookup("password")
			return ok && password.Key == name
		})
	})
}
