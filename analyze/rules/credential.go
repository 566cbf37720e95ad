package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

// credential is a rule about attributes of who logs in: the named ones, or all
// that have no rule of their own.
func credential(name, title string, attributes ...string) analyze.Rule {
	own := []string{"username", "password", "database"}
	return analyze.Rule{
		Name: name, Severity: analyze.Error, Title: title,
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			switch {
			case l.Login == nil:
			case slices.Contains(attributes, l.Login.Attribute), len(attributes) == 0 && !slices.Contains(own, l.Login.Attribute):
				reportLogin(p, l)
			}
		}),
	}
}

func reportLogin(p *analyze.Pass, l *unify.Link) {
	wants, gives := l.Login.Wants, l.Login.Gives
	f := at(linkFinding(l, loginText(l)), wants)
	if !gives.Place.IsZero() {
		f.Related = []graph.Related{{Message: "the server's side", Service: l.To.Name, Place: gives.Place}}
	}
	if l.Login.Attribute == "database" && administers(l) {
		// Who administers the server can make the database, and many do.
		f.Severity = analyze.Warning
	}
	if wants.Secret || gives.Secret {
		f.Notes = append(f.Notes, "the two values differ; neither is shown")
		f.Help = "give both sides the same " + l.Login.Attribute
	} else {
		f.Help = fmt.Sprintf("use %s %s", attributeText(l.Login.Attribute), tick(gives.Text))
		f.Fixes = replace(wants, gives.Text, analyze.Unsafe)
	}
	p.Report(f)
}

// loginText says what the two sides disagree on, in words that show no secret.
func loginText(l *unify.Link) string {
	from, to, wants, gives := tick(l.Edge.Service.Name), tick(l.To.Name), l.Login.Wants, l.Login.Gives
	switch l.Login.Attribute {
	case "username":
		return fmt.Sprintf("%s logs in to %s as %s, but %s has the user %s", from, to, tick(wants.Text), to, tick(gives.Text))
	case "password":
		return fmt.Sprintf("%s logs in to %s with another password than %s of %s", from, to, tick(keyOr(gives, "the one")), to)
	case "database":
		return fmt.Sprintf("%s opens the database %s on %s, which has %s", from, tick(wants.Text), to, tick(gives.Text))
	}
	return fmt.Sprintf("%s asks %s for %s %s, but %s has %s", from, to, attributeText(l.Login.Attribute), tick(wants.Text), to, tick(gives.Text))
}

func keyOr(v graph.Value, otherwise string) string {
	if v.Key != "" {
		return v.Key
	}
	return otherwise
}

func attributeText(name string) string {
	switch name {
	case "username":
		return "the user"
	case "authsource":
		return "the authentication database"
	}
	return "the " + name
}

// administers reports whether a link logs in as the first principal of its
// endpoint, which is the one that may do anything.
func administers(l *unify.Link) bool {
	user, ok := l.Endpoint.Principals[0].Lookup("username")
	if !ok || len(l.Edge.Logins) == 0 {
		return true
	}
	login, ok := l.Edge.Logins[0].Lookup("username")
	return !ok || !login.Known || login.Text == user.Text
}
