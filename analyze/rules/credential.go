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
				if slices.Contains(attributes, "password") {
					reportNoPassword(p, l)
				}
			case l.Login.Attribute != "password" && (makesAccounts(l) || madeElsewhere(p, l)):
			case slices.Contains(attributes, l.Login.Attribute), len(attributes) == 0 && !slices.Contains(own, l.Login.Attribute):
				reportLogin(p, l)
			}
		}),
	}
}

func reportLogin(p *analyze.Pass, l *unify.Link) {
	wants, gives := l.Login.Wants, l.Login.Gives
	if l.Login.Attribute == "username" {
		gives, _ = account(l.Login.Among).Lookup("username")
	}
	f := at(linkFinding(l, loginText(l)), wants)
	if !gives.Place.IsZero() {
		f.Related = []graph.Related{{Message: "the server's side", Service: l.To.Name, Place: gives.Place}}
	}
	if l.Login.Attribute == "database" && administers(l.Login) {
		// Who administers the server can make the database, and many do.
		f.Severity = analyze.Warning
	}
	if v := olderData(p, l); v != nil {
		f.Severity = analyze.Warning
		f.Notes = append(f.Notes, fmt.Sprintf("the volume %s is external: what it holds already counts, and may be something else", tick(v.Key)))
	}
	switch {
	case wants.Secret || gives.Secret:
		f.Notes = append(f.Notes, "the two values differ; neither is shown")
		f.Help = "give both sides the same " + l.Login.Attribute
	case l.Login.Attribute == "authsource":
		helpAuthSource(&f, l)
	default:
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
		users, user := userNames(l.Login.Among), "user"
		if len(users) > 1 {
			user = "users"
		}
		return fmt.Sprintf("%s logs in to %s as %s, but %s has the %s %s", from, to, tick(wants.Text), to, user, ticks(users))
	case "password":
		return fmt.Sprintf("%s logs in to %s with another password than %s of %s", from, to, passwordOf(gives), to)
	case "database":
		return fmt.Sprintf("%s opens the database %s on %s, which has %s", from, tick(wants.Text), to, tick(gives.Text))
	case "authsource":
		return fmt.Sprintf("%s authenticates against %s on %s, but the user is in %s", from, tick(wants.Text), to, tick(gives.Text))
	}
	return fmt.Sprintf("%s asks %s for %s %s, but %s has %s", from, to, attributeText(l.Login.Attribute), tick(wants.Text), to, tick(gives.Text))
}

// userNames are those who may log in, where that is known, each once.
func userNames(all []graph.Principal) []string {
	var names []string
	for _, p := range all {
		if user, ok := p.Lookup("username"); ok && user.Known && user.Text != "" && !slices.Contains(names, user.Text) {
			names = append(names, user.Text)
		}
	}
	return names
}

// passwordOf names where a server's password stands.
func passwordOf(v graph.Value) string {
	switch v.Key {
	case "":
		return "the one"
	case "command", "entrypoint":
		return "the one in the " + tick(v.Key)
	}
	return tick(v.Key)
}

func attributeText(name string) string {
	if name == "username" {
		return "the user"
	}
	return "the " + name
}

// administers reports whether a login is that of the first principal of its
// endpoint, which is the one that may do anything.
func administers(fit *unify.LoginFit) bool {
	user, ok := fit.Among[0].Lookup("username")
	return !ok || fit.As == "" || fit.As == user.Text
}
