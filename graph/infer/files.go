package infer

import (
	"path"
	"slices"
	"strconv"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/infer/config"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// genericKind is the kind of files whose program is not known.
const genericKind = "generic"

// Mounted is a file that a service's container sees.
type Mounted struct {
	Target string // where in the container
	File   *source.File
	// At is the place of a span of the file's bytes.
	At func(source.Span) source.Place
	// Alone tells a file that is mounted by itself from one of a folder, which
	// may be anything: of those only known kinds of configuration are read.
	Alone bool
}

// Configuration is what a service's configuration files tell.
type Configuration struct {
	Edges     []*graph.Edge
	Endpoints []*graph.Endpoint
}

// Files finds the connections and the listeners that configuration files tell
// of. The repository is that of the service's image, "" when it is unknown.
func (sc *Scope) Files(s *graph.Service, repository string, files []Mounted) Configuration {
	var groups []string
	found := make([]config.Found, len(files))
	for i, f := range files {
		found[i] = config.Scan(f.Target, repository, f.File)
		groups = append(groups, found[i].Groups...)
	}
	var c Configuration
	for i, f := range files {
		if !f.Alone && (found[i].Kind == genericKind || found[i].Kind == "java") {
			continue // of a folder, these may be for any program
		}
		for _, d := range found[i].Dials {
			if d.Host.Set && !slices.Contains(groups, d.Host.Text) && sc.worth(found[i].Kind, d) {
				c.Edges = append(c.Edges, sc.dialled(s, f, found[i].Kind, d))
			}
		}
		for _, l := range found[i].Listens {
			if e := listener(s, f, l); e != nil {
				c.Endpoints = append(c.Endpoints, e)
			}
		}
	}
	return c
}

// worth tells addresses that are dialled from links for people, in files whose
// kind is not known. A name that is nearly a service's is likely meant to be it.
func (sc *Scope) worth(kind string, d config.Dial) bool {
	return kind != genericKind || sc.isName(d.Host.Text) || d.Literal && sc.isNearName(d.Host.Text)
}

// dialled is an address of a file as an edge.
func (sc *Scope) dialled(s *graph.Service, f Mounted, kind string, d config.Dial) *graph.Edge {
	key := d.Host.Text
	if d.Port.Text != "" {
		key += ":" + d.Port.Text
	}
	e := &graph.Edge{Service: s, Transport: contract.TCP, Place: f.At(d.Host.Span), Wants: oneOf(d.Types)}
	if d.UDP {
		e.Transport = contract.UDP
	}
	if d.Lazy {
		e.When = contract.Lazily
	}
	e.From = graph.Provenance{
		Layer: contract.ImpliedLayer, Origin: path.Base(f.File.Name) + " (" + d.What + ")", Place: e.Place, Confidence: graph.Guess,
	}
	if d.Literal && (kind != genericKind || sc.isName(d.Host.Text)) {
		e.From.Confidence = graph.Literal
	}
	e.Host, e.Port, e.Scheme = f.value(key, d.Host), f.value(key, d.Port), f.value(key, d.Scheme)
	if e.Wants.IsZero() && d.Scheme.Set {
		e.Wants = oneOf(sc.types.ByScheme(d.Scheme.Text))
	}
	if d.TLS {
		e.Wants = requireTLS(e.Wants)
	}
	e.Logins = f.login(key, Cell(sc.types, e.Wants), d.User, d.Password, d.Database)
	return e
}

// value is a field of the file. A default has a text and stands nowhere.
func (f Mounted) value(key string, field config.Field) graph.Value {
	v := graph.Value{Key: key}
	switch {
	case field.Set:
		v.Text, v.Known, v.Place = field.Text, true, f.At(field.Span)
	case field.Open:
		v.Place = f.At(field.Span)
		v.Text = "?"
	case field.Text != "":
		v.Text, v.Known = field.Text, true
	}
	return v
}

// login is an account as the principals of an edge or an endpoint.
func (f Mounted) login(key, cell string, user, password, database config.Field) []graph.Principal {
	var p graph.Principal
	for _, part := range []struct {
		name  string
		field config.Field
	}{{"username", user}, {"password", password}, {cell, database}} {
		if part.field.Set {
			v := f.value(key, part.field)
			v.Secret = part.name == "password"
			p = append(p, graph.Attribute{Name: part.name, Value: v})
		}
	}
	if len(p) == 0 {
		return nil
	}
	return []graph.Principal{p}
}

// listener is where a file says that its program listens.
func listener(s *graph.Service, f Mounted, l config.Listen) *graph.Endpoint {
	port, err := strconv.Atoi(l.Port.Text)
	if err != nil || l.Port.Open {
		return nil
	}
	at := f.At(l.Span)
	e := &graph.Endpoint{
		Service: s, Transport: contract.TCP, Ports: graph.Ports{First: port, Last: port}, Gives: oneOf(l.Types[:min(1, len(l.Types))]), Place: at,
		From:       graph.Provenance{Layer: contract.ImpliedLayer, Origin: path.Base(f.File.Name) + " (" + l.What + ")", Place: at, Confidence: graph.Literal},
		Principals: f.login("", "database", l.User, l.Password, l.Database),
	}
	if l.UDP {
		e.Transport = contract.UDP
	}
	if l.TLS {
		e.Gives = requireTLS(e.Gives)
	}
	if l.Loopback {
		e.Bind, e.BindPlace = contract.Bind{Loopback: true}, at
	}
	return e
}
