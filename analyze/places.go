package analyze

import (
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// places turns the places of findings into ranges, late: only what is
// reported pays for it.
type places struct{ source.Resolver }

// nowhere resolves nothing, for graphs that were made without files.
type nowhere struct{}

func (nowhere) Resolve(source.Place) source.Range { return source.Range{} }

func newPlaces(g *graph.Graph) places {
	if g.Sources == nil {
		return places{nowhere{}}
	}
	return places{g.Sources}
}

// diagnostic is what a rule's finding becomes.
func (p places) diagnostic(rule Rule, f Finding) Diagnostic {
	d := Diagnostic{
		Rule: rule.Name, Message: f.Message,
		Service: f.Service, OtherService: f.OtherService, Key: f.Key,
		At: p.Resolve(f.Place), Label: f.Label, Notes: f.Notes, Help: f.Help,
		Link: f.Link,
	}
	for _, r := range f.Related {
		if at := p.Resolve(r.Place); !at.IsZero() {
			d.Related = append(d.Related, Related{Message: r.Message, Service: r.Service, At: at})
		}
	}
	for _, fix := range f.Fixes {
		if edits, ok := p.edits(fix.Edits); ok {
			d.Fixes = append(d.Fixes, Fix{Title: fix.Title, Safety: fix.Safety, Edits: edits})
		}
	}
	return d
}

// edits resolves replacements; a fix whose places are not all known is no fix.
func (p places) edits(replacements []Replacement) ([]Edit, bool) {
	edits := make([]Edit, 0, len(replacements))
	for _, r := range replacements {
		at := p.Resolve(r.Place)
		if at.IsZero() {
			return nil, false
		}
		edits = append(edits, Edit{File: at.File, Start: at.Bytes.Start, End: at.Bytes.End, Text: r.Text})
	}
	return edits, len(edits) > 0
}

// severity is that of a rule's finding, given what the user wants of the rule,
// which is the rule's own severity or another one. A finding that the rule
// itself takes for milder stays milder. Confidence caps them all: a guess on
// one side warns, on both it informs.
func severity(rule Rule, wanted Severity, f Finding) Severity {
	s := wanted
	if f.Severity != 0 && f.Severity < rule.Severity {
		s = min(s, f.Severity)
	}
	switch {
	case f.Consumer == graph.Guess && f.Producer == graph.Guess:
		return min(s, Info)
	case f.Consumer == graph.Guess || f.Producer == graph.Guess:
		return min(s, Warning)
	}
	return s
}
