package unify

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// logIn compares who an edge logs in as with who may log in at its endpoint.
// Any login that finds a principal will do; else the attribute on which it
// disagrees with the nearest principal is told.
func (sv *solver) logIn(l *Link) {
	principals := sv.generics.principals(l.Endpoint)
	if len(principals) == 0 {
		return
	}
	var nearest *LoginFit
	for _, login := range l.Edge.Logins {
		fit := against(spelledOut(l.Edge.Service, login), principals)
		if fit == nil {
			return
		}
		if user, ok := login.Lookup("username"); ok && user.Known {
			fit.As = user.Text
		}
		if nearest == nil {
			nearest = fit
		}
	}
	if nearest != nil && (nearest.Attribute == "password" || sv.knowsAll(l.Endpoint)) {
		nearest.Among = principals
		l.Login = nearest
	}
}

// spelledOut is a login without the attributes that are the path of a mounted
// file, from which the program reads the value.
func spelledOut(s *graph.Service, login graph.Principal) graph.Principal {
	return slices.DeleteFunc(slices.Clone(login), func(a graph.Attribute) bool {
		return strings.HasPrefix(a.Text, "/") && slices.ContainsFunc(s.Mounts, func(m graph.Mount) bool { return m.Target == a.Text })
	})
}

// knowsAll reports whether an endpoint has no other principals and holds no
// other databases than those that are stated: nothing provides unknown ones.
func (sv *solver) knowsAll(e *graph.Endpoint) bool {
	c := &e.Service.Contract
	if e.Maybe {
		return false
	}
	return !slices.ContainsFunc(c.Provides, func(p graph.Fact[contract.Provide]) bool { return p.Clause.Schema.Kind == contract.Unknown })
}

// against is nil when some principal agrees with a login, else the first
// disagreement with the nearest one.
func against(login graph.Principal, principals []graph.Principal) *LoginFit {
	var nearest *LoginFit
	reach := -1
	for _, p := range principals {
		fit, agreed := disagreement(login, p)
		if fit == nil {
			return nil
		}
		if agreed > reach {
			nearest, reach = fit, agreed
		}
	}
	return nearest
}

// disagreement is the first attribute that a login and a principal both tell
// and tell differently, and how many they agree on before it. The user name
// comes first: a principal of another name is another principal.
func disagreement(login, principal graph.Principal) (fit *LoginFit, agreed int) {
	for _, wants := range byImportance(login) {
		gives, told := principal.Lookup(wants.Name)
		if !told || !wants.Known || !gives.Known || wants.Text == "" {
			continue
		}
		if !sameAttribute(wants.Name, wants.Text, gives.Text) {
			return &LoginFit{Attribute: wants.Name, Wants: wants.Value, Gives: gives}, agreed
		}
		agreed++
	}
	return nil, agreed
}

// sameAttribute compares two values of an attribute. A virtual host may be
// followed by the name of an exchange or a queue.
func sameAttribute(name, wants, gives string) bool {
	return wants == gives || name == "vhost" && strings.HasPrefix(wants, gives+"/")
}

// byImportance orders attributes as a server checks them.
func byImportance(p graph.Principal) graph.Principal {
	rank := func(name string) int {
		switch name {
		case "username":
			return 0
		case "authsource":
			return 1
		case "password":
			return 2
		}
		return 3
	}
	sorted := slices.Clone(p)
	slices.SortStableFunc(sorted, func(a, b graph.Attribute) int { return rank(a.Name) - rank(b.Name) })
	return sorted
}
