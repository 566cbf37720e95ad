package build

import (
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// addEndpoint turns a LISTENS ON into endpoints: one, or one for each listener
// that its port's variable lists.
func (in *instance) addEndpoint(f graph.Fact[contract.Listen]) {
	clause := f.Clause
	e := graph.Endpoint{
		Service: in.service, Name: clause.As, Transport: clause.On.Transport, Any: clause.On.Any, Path: clause.On.Path,
		Ports: graph.Ports{First: clause.On.First, Last: clause.On.Last}, Gives: in.versions(clause.For, f.Groups, true),
		Bind: clause.Bind, Maybe: f.Maybe, From: f.From,
	}
	for _, p := range clause.With {
		if principal, ok := in.principal(p, f.Groups); ok {
			e.Principals = append(e.Principals, principal)
		}
	}
	binds, advertised := in.listeners(clause.Bind.Ref, f.Groups), in.listeners(clause.Advertises, f.Groups)
	for _, l := range in.listenersOn(clause.On, f.Groups) {
		one := e
		if !clause.On.Ref.IsZero() {
			fillPort(&one, l.at)
		}
		if !clause.Bind.Ref.IsZero() {
			fillBind(&one, l.counterpart(binds))
		}
		one.Advertises = l.counterpart(advertised)
		if one.Advertises.Known && one.Advertises.Place.IsZero() {
			one.Advertises.Place = in.statementPlace(f.From)
		}
		in.contract.Listens = append(in.contract.Listens, &one)
	}
}

// fillPort sets the port, or the path of a socket, that a value tells.
func fillPort(e *graph.Endpoint, v graph.Value) {
	e.Place = v.Place
	if e.Transport == contract.Unix {
		e.Path = v.Text
		return
	}
	port, err := strconv.Atoi(portDigits(v.Text))
	if !v.Known || err != nil || port < 1 || port > lastPort {
		e.Maybe = true
		return
	}
	e.Ports = graph.Ports{First: port, Last: port}
}

const lastPort = 65535

// portDigits is the port in what people write for one: 8080, :8080, 0.0.0.0:8080.
func portDigits(text string) string {
	return strings.TrimSpace(text[strings.LastIndexByte(text, ':')+1:])
}

// fillBind decides the address that a value tells: loopback or any.
func fillBind(e *graph.Endpoint, v graph.Value) {
	e.Bind = contract.Bind{}
	if !v.Known {
		return
	}
	host := strings.Trim(strings.TrimSuffix(v.Text, ":"+portDigits(v.Text)), "[]")
	switch {
	case host == "localhost" || host == "::1" || strings.HasPrefix(host, "127."):
		e.Bind, e.BindPlace = contract.Bind{Loopback: true}, v.Place
	case host == "" || host == "0.0.0.0" || host == "::" || host == "*":
		e.Bind, e.BindPlace = contract.Bind{Any: true}, v.Place
	}
}

// principal fills in who may log in. A principal whose user name refers to an
// unset variable does not exist; another unset attribute constrains nothing.
func (in *instance) principal(p contract.Principal, groups map[string]graph.Value) (graph.Principal, bool) {
	var filled graph.Principal
	for _, a := range p {
		if a.Unknown {
			filled = append(filled, graph.Attribute{Name: a.Name, Value: graph.Value{Secret: secretAttribute(a.Name)}})
			continue
		}
		v, ok := in.facts.expand(a.Value, groups, defaultDepth)
		if !ok {
			if a.Name == "username" {
				return nil, false
			}
			continue
		}
		v.Secret = secretAttribute(a.Name)
		filled = append(filled, graph.Attribute{Name: a.Name, Value: v})
	}
	return filled, len(filled) > 0
}

// secretAttribute reports whether an attribute's values are secrets.
func secretAttribute(name string) bool { return name == "password" || name == "token" || name == "key" }

// versions resolves the ranges of an expression that are told elsewhere: by
// the image's tag or by a variable. What is not known there is unsaid.
func (in *instance) versions(e contract.Expr, groups map[string]graph.Value, exact bool) contract.Expr {
	if e.IsZero() {
		return e
	}
	types := make([]contract.Type, len(e.Types))
	for i, t := range e.Types {
		t.Range = in.version(t.Range, groups, exact)
		t.Schema.Range = in.version(t.Schema.Range, groups, exact)
		types[i] = t
	}
	e.Types = types
	return e
}

func (in *instance) version(r contract.Range, groups map[string]graph.Value, exact bool) contract.Range {
	op := ""
	if exact {
		op = "="
	}
	switch {
	case r.Tag:
		version, ok := contract.TagVersion(in.facts.tag)
		if !ok || !in.facts.tagKnown {
			return contract.Range{}
		}
		return contract.Range{Comparisons: []contract.Comparison{{Op: op, Version: version}}}
	case !r.Ref.IsZero():
		v, ok := in.facts.expand(r.Ref, groups, defaultDepth)
		if !ok || !v.Known {
			return contract.Range{}
		}
		return contract.Range{Comparisons: []contract.Comparison{{Op: op, Version: v.Text}}}
	}
	return r
}

func spanOf(start, length int) source.Span { return source.Span{Start: start, End: start + length} }
