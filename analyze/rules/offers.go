package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/near"
)

// offers says what a missing variable could be set to: what another service
// emits for it, what an env file or another service has, or an address that
// leads to a service of the type that is wanted.
func offers(p *analyze.Pass, r requirement, name string) []string {
	all := emitted(p, r.service, name)
	if file := definedIn(p, name); file != "" {
		all = append(all, fmt.Sprintf("%s has it for the compose file alone; pass it on: `%s: ${%s}`", tick(file), name, name))
	}
	if len(all) == 0 {
		all = siblings(p, r.service, name)
	}
	return append(all, leadingTo(p, r)...)
}

// emitted says what services that can be reached emit for a variable.
func emitted(p *analyze.Pass, s *graph.Service, name string) []string {
	var all []string
	for _, o := range activeServices(p.Graph) {
		for _, e := range o.Contract.Emits {
			if o == s || e.Clause.Variable != name || p.Resolve(s, o.Name).Outcome != unify.Reached {
				continue
			}
			switch {
			case !e.Value.Known || e.Value.Text == "":
			case e.Value.Secret || e.Clause.Format.Secret():
				all = append(all, tick(o.Name)+" emits a value for it")
			default:
				all = append(all, fmt.Sprintf("%s emits %s for it", tick(o.Name), tick(e.Value.Text)))
			}
		}
	}
	return all
}

// definedIn is the first of the project's own env files that sets a variable;
// such files are for the compose files and not for services.
func definedIn(p *analyze.Pass, name string) string {
	for _, file := range p.EnvFiles {
		f := p.Sources.File(file)
		if f == nil {
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			key, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
			if ok && strings.TrimSpace(key) == name && strings.TrimSpace(value) != "" {
				return file
			}
		}
	}
	return ""
}

// siblings says which other service has a variable of this name, and its value
// where that is not a secret. Several that differ are no help.
func siblings(p *analyze.Pass, s *graph.Service, name string) []string {
	var first *graph.Variable
	var owner *graph.Service
	for _, o := range activeServices(p.Graph) {
		v := variable(o, name)
		if o == s || v == nil || v.Source == graph.FromImage || setting(o, name) != contract.Yes {
			continue
		}
		if first != nil && first.Value != v.Value {
			return nil
		}
		if first == nil {
			first, owner = v, o
		}
	}
	switch {
	case first == nil:
		return nil
	case holdsSecret(p, first.Text) || strings.ContainsAny(first.Value, "`\n"):
		return []string{tick(owner.Name) + " has it"}
	}
	return []string{fmt.Sprintf("%s has %s", tick(owner.Name), tick(first.Value))}
}

// leadingTo says which values lead to services that give what a variable is to
// lead to.
func leadingTo(p *analyze.Pass, r requirement) []string {
	const most = 3
	leaves := r.fact.Clause.Format.Leaves()
	wants := r.fact.Clause.Format.Types()
	if wants.IsZero() || len(leaves) == 0 {
		return nil
	}
	var all []string
	for _, s := range activeServices(p.Graph) {
		i := slices.IndexFunc(s.Contract.Listens, func(e *graph.Endpoint) bool {
			return s != r.service && !e.Gives.IsZero() && unify.Fit(p.Types, e.Gives, wants).Compatible()
		})
		if i >= 0 && len(all) < most && p.Resolve(r.service, s.Name).Outcome == unify.Reached {
			all = append(all, fmt.Sprintf("%s leads to %s", tick(addressOf(p, leaves[0], s.Contract.Listens[i])), tick(s.Name)))
		}
	}
	return all
}

// addressOf spells an endpoint as a value of a format, with a placeholder for
// the password.
func addressOf(p *analyze.Pass, format contract.Fmt, e *graph.Endpoint) string {
	host, port := e.Service.Name, ""
	if e.Ports.First != 0 {
		port = strconv.Itoa(e.Ports.First)
	}
	at := strings.TrimSuffix(host+":"+port, ":")
	kind := func(kinds ...contract.FmtKind) bool { return slices.Contains(kinds, format.Kind) }
	switch {
	case kind(contract.FmtHost):
		return host
	case kind(contract.FmtPort):
		return port
	case kind(contract.FmtURL, contract.FmtDSN):
		return urlOf(p, format.Type, e, at)
	}
	return at
}

// urlOf is an endpoint's URL under the first scheme of what is wanted.
func urlOf(p *analyze.Pass, wants contract.Expr, e *graph.Endpoint, at string) string {
	scheme := ""
	for _, t := range wants.Types {
		if schemes := p.Types.Schemes(t.Name); scheme == "" && len(schemes) > 0 {
			scheme = schemes[0] + "://"
		}
	}
	who := account(e.Principals)
	user, _ := who.Lookup("username")
	_, guarded := who.Lookup("password")
	login := ""
	if user.Known && !user.Secret {
		login = user.Text
	}
	if guarded {
		login += ":<password>"
	}
	if login != "" {
		at = login + "@" + at
	}
	if db, ok := who.Lookup("database"); ok && db.Known && db.Text != "" {
		at += "/" + db.Text
	}
	return scheme + at
}

// account is the principal that a client would log in as: one that is not the
// first, who administers the server, where there is one.
func account(all []graph.Principal) graph.Principal {
	if len(all) == 0 {
		return nil
	}
	first, _ := all[0].Lookup("username")
	for _, p := range all {
		if user, ok := p.Lookup("username"); ok && user.Known && user.Text != "" && user.Text != first.Text {
			return p
		}
	}
	return all[0]
}

// misspelled is a variable that a service sets in place of one that it lacks:
// the image does not read it, and its name is near.
func misspelled(s *graph.Service, lacking string) *graph.Variable {
	if !s.Contract.Complete {
		return nil
	}
	for i := range s.Environment {
		if v := &s.Environment[i]; unknownTo(s, v) && len(near.Suggest(v.Name, []string{lacking})) > 0 {
			return v
		}
	}
	return nil
}

// renamed is the fix that gives a variable another name.
func renamed(v *graph.Variable, name string) []analyze.Repair {
	return []analyze.Repair{{
		Title: "rename to " + tick(name), Safety: analyze.Unsafe,
		Edits: []analyze.Replacement{{Place: v.KeyPlace, Text: name}},
	}}
}
