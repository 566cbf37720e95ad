package diagram

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/render"
)

// manyWords is how many words the label of an edge has that stands for several
// links.
const manyWords = 3

// addLinks adds the connections that services make.
func (b *builder) addLinks() {
	for _, l := range b.report.Links {
		verdict := b.findings.verdict(b.findings.byLink[l])
		switch {
		case !b.in[l.Edge.Service.Name], b.options.OnlyErrors && verdict != Error:
			continue
		case b.dense && verdict == Unsaid && l.Edge.From.Confidence < graph.Catalog && linkVerdict(l) == Unknown:
			continue
		}
		if to := b.target(l); to != "" {
			b.addLink(l, to)
		}
	}
}

// target is the ID of the node that a link leads to, "" when it is not drawn.
// A service's links to itself are not.
func (b *builder) target(l *unify.Link) string {
	to := l.To
	if to == nil && len(l.Host.Services) > 0 {
		to = l.Host.Services[0]
	}
	if to != nil && (to == l.Edge.Service || to.Active) {
		if to == l.Edge.Service || !b.in[to.Name] {
			return ""
		}
		return nodeID(Service, to.Name)
	}
	return b.outside(l)
}

// outside is the node of a host that is no service of the project.
func (b *builder) outside(l *unify.Link) string {
	wrong := b.findings.verdict(b.findings.byLink[l]) != Unsaid
	name, line := l.Edge.Host.Text, ""
	switch l.Host.Outcome {
	case unify.Outside:
	case unify.HostMachine:
		name = "the host machine"
	case unify.Nobody, unify.Unreachable, unify.Inactive:
		line = "no such host"
		if l.Host.Outcome == unify.Inactive {
			line = "not active"
		}
		if !wrong {
			return ""
		}
	case unify.Unknowable, unify.Reached, unify.Self:
		if !wrong {
			return ""
		}
	}
	if name == "" || l.Edge.Any || !wrong && (b.out.Detail == Low || !l.Edge.Host.Known) {
		return ""
	}
	if l.Edge.Host.Secret {
		name = render.Mask
	}
	n := b.node(Elsewhere, b.text(name))
	if line != "" && !slices.Contains(n.Lines, line) {
		n.Lines = append(n.Lines, line)
	}
	n.Name = short(n.Name)
	return n.ID
}

// addLink adds a link's edge, or its words to the edge of another one.
func (b *builder) addLink(l *unify.Link, to string) {
	words := b.linkWords(l)
	if b.dense && b.findings.verdict(b.findings.byLink[l]) == Unsaid {
		words = ""
	}
	apart := words
	if b.out.Detail == Low {
		apart = ""
	}
	inferred := l.Edge.From.Confidence < graph.Catalog
	e := b.edge(Edge{
		Kind: Link, From: nodeID(Service, l.Edge.Service.Name), To: to, Flow: Out,
		Inferred: inferred, Verdict: linkVerdict(l), At: b.place(l.Edge.Place),
	}, apart)
	e.Inferred = e.Inferred && inferred
	e.Label = addWord(e.Label, words)
	e.Verdict = worse(e.Verdict, linkVerdict(l))
	for _, side := range b.sides(l) {
		if !slices.Contains(e.Sides, side) {
			e.Sides = append(e.Sides, side)
		}
	}
	e.Findings = append(e.Findings, b.findings.take(b.findings.byLink[l])...)
}

// addWord adds a word to a label that does not have it yet.
func addWord(label, word string) string {
	words := strings.Split(label, ", ")
	switch {
	case label == "":
		return word
	case slices.Contains(words, word), word == "", words[len(words)-1] == "…":
		return label
	case len(words) >= manyWords:
		return label + ", …"
	}
	return label + ", " + word
}

// linkVerdict is a link's verdict without what was ignored or accepted.
func linkVerdict(l *unify.Link) Verdict {
	if l.Verdict == unify.Fits {
		return Fits
	}
	return Unknown
}

// linkWords are the protocol and the port of a link.
func (b *builder) linkWords(l *unify.Link) string {
	e := l.Edge
	speaks := b.speaks(e.Wants)
	if speaks == "" || len(e.Wants.Types) > 1 && !e.Wants.All && len(l.Gives.Types) == 1 {
		speaks = b.speaks(l.Gives)
	}
	at := ""
	switch {
	case e.Path.Text != "":
		at = e.Path.Text
	case l.Port != 0:
		at = port(l.Port, e.Transport)
	case e.Port.Text != "" && e.Port.Known:
		at = e.Port.Text
	}
	return b.text(strings.TrimSpace(speaks + " " + at))
}

// sides are what both sides of a link say.
func (b *builder) sides(l *unify.Link) []string {
	e := l.Edge
	wants := "`" + e.Service.Name + "` connects"
	if !e.Wants.IsZero() {
		wants = "`" + e.Service.Name + "` wants " + e.Wants.String()
	}
	if l.Port != 0 {
		wants += " on port " + port(l.Port, e.Transport)
	}
	sides := []string{b.text(wants + ": " + origin(e.From))}
	if l.Endpoint != nil && !l.Endpoint.Gives.IsZero() {
		gives := "`" + l.Endpoint.Service.Name + "` gives " + l.Endpoint.Gives.String()
		sides = append(sides, b.text(gives+": "+origin(l.Endpoint.From)))
	}
	return sides
}

// origin says how a fact is known, and from where.
func origin(p graph.Provenance) string {
	text := p.Confidence.String()
	if p.Origin != "" {
		text += ", " + p.Origin
	}
	return text
}
