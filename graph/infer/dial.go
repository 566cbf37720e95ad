package infer

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// Dial fills an edge in from an address that a text spells, of which the
// edge's variable is what to edit. What the edge says already, it keeps.
func Dial(types *contract.Lattice, e *graph.Edge, t graph.Text, a address.Address) {
	e.Host = field(t, e.Variable, a.Host)
	if a.Port.Set {
		e.Port = field(t, e.Variable, a.Port)
	}
	if a.Scheme.Set {
		e.Scheme = field(t, e.Variable, a.Scheme)
	}
	if e.Transport == contract.NoTransport {
		e.Transport = schemeTransport(a.Scheme.Text)
	}
	if a.Socket.Set {
		e.Transport, e.Path = contract.Unix, field(t, e.Variable, a.Socket)
	}
	if e.Wants.IsZero() && a.Scheme.Set {
		e.Wants = oneOf(typesOf(types, a))
	}
	if e.Wants.IsZero() && isSQLServer(a) {
		e.Wants = oneOf([]string{"com.microsoft.tds"})
	}
	e.Wants = demandTLS(e.Wants, a.TLS)
	e.Logins = withLogin(e.Logins, loginOf(types, e, t, a))
}

// typesOf are the types that a URL's scheme means. Celery writes db+ in front
// of a database's.
func typesOf(types *contract.Lattice, a address.Address) []string {
	if strings.EqualFold(a.Scheme.Text, "db") && a.Driver.Set {
		return types.ByScheme(a.Driver.Text)
	}
	return types.ByScheme(a.Scheme.Text)
}

// isSQLServer reports whether a connection string of ADO.NET has keys that no
// driver but SQL Server's knows.
func isSQLServer(a address.Address) bool {
	if a.Form != address.ADO {
		return false
	}
	for _, key := range []string{"TrustServerCertificate", "MultipleActiveResultSets", "Trusted_Connection", "AttachDbFilename"} {
		if _, ok := a.Lookup(key); ok {
			return true
		}
	}
	return a.User.Text == "sa"
}

// schemeTransport is the transport that a URL's scheme is the name of.
func schemeTransport(scheme string) contract.Transport {
	switch scheme {
	case "udp":
		return contract.UDP
	case "tcp":
		return contract.TCP
	}
	return contract.NoTransport
}

// field is a part of an address as a value of an edge.
func field(t graph.Text, key string, f address.Field) graph.Value {
	if !f.Set {
		return graph.Value{Key: key, Place: t.Place}
	}
	v := t.At(f.Span, key)
	v.Text = f.Text
	return v
}

func oneOf(names []string) contract.Expr {
	var e contract.Expr
	for _, n := range names {
		e.Types = append(e.Types, contract.Type{Kind: contract.Named, Name: n})
	}
	return e
}

// demandTLS marks types that say nothing of TLS with what an address says.
func demandTLS(e contract.Expr, tls address.TLS) contract.Expr {
	if tls != address.Required {
		return e
	}
	return requireTLS(e)
}

// requireTLS marks types that say nothing of TLS as requiring it.
func requireTLS(e contract.Expr) contract.Expr {
	if e.IsZero() {
		return e
	}
	types := make([]contract.Type, len(e.Types))
	for i, t := range e.Types {
		if t.TLS == contract.PlainTLS {
			t.TLS = contract.RequiresTLS
		}
		types[i] = t
	}
	e.Types = types
	return e
}

// loginOf is who an address logs in as.
func loginOf(types *contract.Lattice, e *graph.Edge, t graph.Text, a address.Address) graph.Principal {
	var p graph.Principal
	add := func(name string, f address.Field) {
		if f.Set {
			v := field(t, e.Variable, f)
			v.Secret = name == "password"
			p = append(p, graph.Attribute{Name: name, Value: v})
		}
	}
	add("username", a.User)
	add("password", a.Password)
	if cell := Cell(types, e.Wants); cell != "vhost" || !namesMore(t, a.Database) {
		add(cell, a.Database)
	}
	add("authsource", authSource(a))
	return p
}

// authSource is the database that holds a MongoDB account: the one that the
// URL names for it, or else the one that it opens.
func authSource(a address.Address) address.Field {
	if named, ok := a.Lookup("authSource"); ok {
		return named
	}
	if a.Scheme.Text == "mongodb" && a.User.Set && a.Database.Text != "" {
		return a.Database
	}
	return address.Field{}
}

// namesMore reports whether the path of a URL goes on behind its first part, as
// where a client's library puts an exchange behind the vhost. A slash that
// belongs to a vhost's name is escaped.
func namesMore(t graph.Text, f address.Field) bool {
	return f.Set && strings.IndexByte(strings.TrimPrefix(t.Value[f.Span.Start:f.Span.End], "/"), '/') >= 0
}

// withLogin adds to the first of some principals what it does not say yet.
func withLogin(told []graph.Principal, p graph.Principal) []graph.Principal {
	if len(p) == 0 {
		return told
	}
	if len(told) == 0 {
		return []graph.Principal{p}
	}
	merged := append(graph.Principal{}, told[0]...)
	for _, a := range p {
		if _, has := merged.Lookup(a.Name); !has {
			merged = append(merged, a)
		}
	}
	return append([]graph.Principal{merged}, told[1:]...)
}

// Cell is what a protocol calls the thing that a client selects on its server:
// a database, unless its type says otherwise.
func Cell(types *contract.Lattice, wants contract.Expr) string {
	for _, t := range wants.Types {
		if cells := types.Cells(t.Name); cells != "" {
			return cells
		}
	}
	return "database"
}
