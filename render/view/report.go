// Package view is the report as data, in the shape that docs/json.md describes:
// what is printed as JSON, and what templates see.
package view

import (
	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

// Version is the version of the shape, and of its schema.
const Version = 1

// Report is a project's report. Lists are never null: what is built below has
// room for its items from the start.
type Report struct {
	Version     int          `json:"version"`
	Project     string       `json:"project"`
	Files       []string     `json:"files"`
	Services    []Service    `json:"services"`
	Edges       []Edge       `json:"edges"`
	Diagnostics []Diagnostic `json:"diagnostics"`
	Summary     Summary      `json:"summary"`
}

// Service is an active service.
type Service struct {
	Name     string     `json:"name"`
	Image    string     `json:"image"`
	Digest   string     `json:"digest"`
	Contract Contract   `json:"contract"`
	Listens  []Listener `json:"listens"`
	At       Place      `json:"at"`
}

// Contract says where a contract is from; the strongest layer is first.
type Contract struct {
	Layers   []string `json:"layers"`
	Complete bool     `json:"complete"`
}

// Listener is a port, or the first of a run of ports; port is 0 for a socket
// and for a listener on every port.
type Listener struct {
	Transport string `json:"transport"`
	Port      int    `json:"port"`
	Type      string `json:"type"`
}

// Edge is a connection that a service makes, and who answers.
type Edge struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Host      string `json:"host"`
	Transport string `json:"transport"`
	Port      int    `json:"port"`
	Wants     string `json:"wants"`
	Gives     string `json:"gives"`
	Source    string `json:"source"`
	Verdict   string `json:"verdict"`
	At        Place  `json:"at"`
}

// Summary counts what was looked at.
type Summary struct {
	Errors     int         `json:"errors"`
	Warnings   int         `json:"warnings"`
	Infos      int         `json:"infos"`
	Services   int         `json:"services"`
	Edges      int         `json:"edges"`
	TypedEdges int         `json:"typed_edges"`
	Unchecked  []Unchecked `json:"unchecked"`
}

// Unchecked is a service that could not be checked, and why.
type Unchecked struct {
	Service string `json:"service"`
	Why     string `json:"why"`
}

// Place is a range; an unknown one has an empty file and zeros.
type Place struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

func newPlace(r source.Range) Place {
	return Place{r.File, max(0, r.Start.Line), max(0, r.Start.Column), max(0, r.End.Line), max(0, r.End.Column)}
}

// New is a report as data.
func New(r *analyze.Report) Report {
	p := &graph.Project{}
	if r.Graph != nil && r.Graph.Project != nil {
		p = r.Graph.Project
	}
	resolve := resolver(r)
	out := Report{
		Version:     Version,
		Project:     p.Name,
		Files:       append([]string{}, p.Files...),
		Services:    []Service{},
		Edges:       make([]Edge, 0, len(r.Links)),
		Diagnostics: make([]Diagnostic, 0, len(r.Diagnostics)),
		Summary:     newSummary(r),
	}
	for _, s := range p.Services {
		if s.Active {
			service := newService(s, resolve(s.Place))
			service.Image = r.Redactor.Text(service.Image)
			out.Services = append(out.Services, service)
		}
	}
	for _, l := range r.Links {
		edge := newEdge(l, resolve(l.Edge.Place))
		edge.Host = r.Redactor.Text(edge.Host)
		out.Edges = append(out.Edges, edge)
	}
	for i := range r.Diagnostics {
		out.Diagnostics = append(out.Diagnostics, newDiagnostic(&r.Diagnostics[i]))
	}
	return out
}

// resolver returns what turns places of a report's project into ranges.
func resolver(r *analyze.Report) func(source.Place) Place {
	if r.Graph == nil || r.Graph.Project == nil || r.Graph.Sources == nil {
		return func(source.Place) Place { return Place{} }
	}
	return func(at source.Place) Place { return newPlace(r.Graph.Sources.Resolve(at)) }
}

func newSummary(r *analyze.Report) Summary {
	s := Summary{
		Errors: r.Summary.Errors, Warnings: r.Summary.Warnings, Infos: r.Summary.Infos,
		Services: r.Summary.Services, Edges: r.Summary.Links, TypedEdges: r.Summary.TypedLinks,
		Unchecked: make([]Unchecked, 0, len(r.Unchecked)),
	}
	for _, u := range r.Unchecked {
		s.Unchecked = append(s.Unchecked, Unchecked{Service: u.Service, Why: u.Why})
	}
	return s
}

func newService(s *graph.Service, at Place) Service {
	out := Service{
		Name: s.Name, Image: s.Image.Value, At: at,
		Contract: Contract{Layers: make([]string, 0, len(s.Contract.Layers)), Complete: s.Contract.Complete},
		Listens:  make([]Listener, 0, len(s.Contract.Listens)),
	}
	if s.Meta != nil {
		out.Digest = s.Meta.Digest
	}
	for _, l := range s.Contract.Layers {
		out.Contract.Layers = append(out.Contract.Layers, l.Layer.String())
	}
	for _, e := range s.Contract.Listens {
		out.Listens = append(out.Listens, Listener{transport(e.Transport), e.Ports.First, e.Gives.String()})
	}
	return out
}

func newEdge(l *unify.Link, at Place) Edge {
	e := l.Edge
	out := Edge{
		From: e.Service.Name, Host: e.Host.Text, Transport: transport(e.Transport), Port: l.Port,
		Wants: e.Wants.String(), Source: e.From.Confidence.String(), Verdict: l.Verdict.String(), At: at,
	}
	switch {
	case e.Any:
		out.Host = "*"
	case e.Host.Secret:
		out.Host = render.Mask
	}
	if l.To != nil {
		out.To = l.To.Name
	}
	if l.Endpoint != nil {
		out.Gives = l.Endpoint.Gives.String()
	}
	return out
}

// transport is a transport's name in lower case.
func transport(t contract.Transport) string {
	switch t {
	case contract.TCP:
		return "tcp"
	case contract.UDP:
		return "udp"
	case contract.SCTP:
		return "sctp"
	case contract.Unix:
		return "unix"
	case contract.NoTransport:
	}
	return ""
}
