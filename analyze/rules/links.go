package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// onLinks is a rule's Run that looks at each link.
func onLinks(look func(*analyze.Pass, *unify.Link)) func(*analyze.Pass) {
	return func(p *analyze.Pass) {
		for _, l := range p.Links {
			look(p, l)
		}
	}
}

// linkFinding is a finding about a link: who is to blame, how sure both sides
// are, and the value that tells where the edge leads.
func linkFinding(l *unify.Link, message string) analyze.Finding {
	e := l.Edge
	f := analyze.Finding{
		Message: message, Link: l, Service: e.Service.Name, Key: e.Variable, Place: e.Place,
		Consumer: e.From.Confidence, Notes: evidence(l),
	}
	if f.Key == "" {
		f.Key = e.Host.Text
	}
	if l.To != nil {
		f.OtherService = l.To.Name
	}
	if l.Endpoint != nil {
		f.Producer = l.Endpoint.From.Confidence
	}
	if e.Maybe || l.Endpoint != nil && l.Endpoint.Maybe {
		f.Severity = analyze.Warning
	}
	return f
}

// at points a finding at a value, where the value stands somewhere.
func at(f analyze.Finding, v graph.Value) analyze.Finding {
	if !v.Place.IsZero() {
		f.Place = v.Place
	}
	if v.Key != "" {
		f.Key = v.Key
	}
	return f
}

// evidence says where what is known of a link's two sides is from.
func evidence(l *unify.Link) []string {
	var notes []string
	if e := l.Endpoint; e != nil && !e.Gives.IsZero() {
		notes = append(notes, fmt.Sprintf("%s gives %s on %s: %s", tick(e.Service.Name), tick(offered(l).String()), tick(endpointText(e)), origin(e.From)))
		notes = append(notes, passedOn(l)...)
	}
	if e := l.Edge; e.From.Confidence >= graph.Catalog && !e.Wants.IsZero() {
		notes = append(notes, fmt.Sprintf("%s wants %s: %s", tick(e.Service.Name), tick(e.Wants.String()), origin(e.From)))
	}
	return notes
}

// offered is what a link's endpoint gives, with what it passes on filled in.
func offered(l *unify.Link) contract.Expr {
	if l.Gives.IsZero() {
		return l.Endpoint.Gives
	}
	return l.Gives
}

// passedOn says where a type comes from that a proxy passes on.
func passedOn(l *unify.Link) []string {
	if l.Passed == nil {
		return nil
	}
	from := l.Passed.Endpoint
	through, pass := serviceNames(l.Passed.Through()), "passes"
	if len(through) > 1 {
		pass = "pass"
	}
	return []string{fmt.Sprintf("%s %s on what %s gives on %s: %s", list(tickAll(through), "and"), pass,
		tick(from.Service.Name), tick(endpointText(from)), origin(from.From))}
}

// origin says who stated a fact and how sure it is.
func origin(from graph.Provenance) string {
	switch from.Confidence {
	case graph.Declared:
		return "declared by " + from.Origin
	case graph.Catalog:
		return "known of " + from.Origin + " (catalog)"
	case graph.Literal, graph.Guess:
		return "inferred from " + from.Origin
	}
	return from.Origin
}

// endpointText spells where an endpoint listens.
func endpointText(e *graph.Endpoint) string {
	switch {
	case e.Path != "":
		return e.Path
	case e.Any:
		return "every port"
	}
	return portText(e.Ports)
}

// portsOf lists the ports that a service is known to listen on: 80, 8125/udp.
func portsOf(p *analyze.Pass, s *graph.Service) []string {
	var open []*graph.Endpoint
	for _, e := range p.Endpoints(s) {
		if e.Ports.First != 0 && !slices.ContainsFunc(open, func(o *graph.Endpoint) bool { return o.Ports == e.Ports && o.Transport == e.Transport }) {
			open = append(open, e)
		}
	}
	slices.SortStableFunc(open, func(a, b *graph.Endpoint) int {
		return cmp.Or(cmp.Compare(a.Ports.First, b.Ports.First), cmp.Compare(a.Transport, b.Transport))
	})
	texts := make([]string, len(open))
	for i, e := range open {
		texts[i] = portName(e)
	}
	return texts
}

// portName spells where an endpoint listens, with the transport where that is
// not TCP: 80, 8125/udp.
func portName(e *graph.Endpoint) string {
	if e.Transport == contract.TCP {
		return portText(e.Ports)
	}
	return portText(e.Ports) + "/" + transportText(e.Transport)
}

// target spells what a link dials: `db` on port 5433.
func target(l *unify.Link) string {
	host := tick(l.Edge.Host.Text)
	if l.Port != 0 {
		return host + " on port " + strconv.Itoa(l.Port)
	}
	return host
}

// replace is a fix that puts text where a value stands.
func replace(v graph.Value, text string, safety analyze.Safety) []analyze.Repair {
	if v.Place.IsZero() || v.Place.Span == (source.Span{}) && v.Text == "" {
		return nil
	}
	return []analyze.Repair{{
		Title: "use " + tick(text), Safety: safety,
		Edits: []analyze.Replacement{{Place: v.Place, Text: text}},
	}}
}
