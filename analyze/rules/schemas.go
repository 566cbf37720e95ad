package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// schemas are the rules about who provides what to whom.
func schemas() []analyze.Rule {
	return []analyze.Rule{schemaConflict(), schemaElsewhere(), schemaMissing(), schemaRace()}
}

// onNeeds is a rule's Run that looks at each need with one of some outcomes.
func onNeeds(outcome unify.NeedOutcome, look func(*analyze.Pass, unify.Need, unify.Finding)) func(*analyze.Pass) {
	return func(p *analyze.Pass) {
		for _, n := range p.Cells.Needs {
			if f := p.Cells.Judge(n); f.Outcome == outcome {
				look(p, n, f)
			}
		}
	}
}

// needFinding is a finding about a schema that a link needs.
func needFinding(n unify.Need, message string) analyze.Finding {
	f := linkFinding(n.Link, message)
	f.Key = n.Schema.Name
	return f
}

// schemaText spells a schema with its versions.
func schemaText(s contract.Schema) string { return typeRange(s.Name, s.Range) }

// cellText names a cell of a server: `app` on `db`.
func cellText(c unify.Cell) string {
	if c.Name == "" {
		return tick(c.Service.Name)
	}
	return tick(c.Name) + " on " + tick(c.Service.Name)
}

// sameCell reports whether two providers certainly put their schemas into one
// cell. Of two that others fill, one that names none may mean another.
func sameCell(p *analyze.Pass, a, b unify.Provider) bool {
	if a.Link == nil || b.Link == nil {
		return p.Cells.SameCell(a, b)
	}
	return a.Cell.Name == b.Cell.Name
}

// publishes reports whether a provider sends messages through a broker, as
// long as it runs, rather than make something there once.
func publishes(p *analyze.Pass, o unify.Provider) bool {
	return o.Link != nil && !runsOnce(o.Service) && slices.ContainsFunc(o.Link.Edge.Wants.Types, func(t contract.Type) bool {
		cell := p.Types.Cells(t.Name)
		return cell == "topic" || cell == "vhost"
	})
}

// providerPlace is where a provider says, or shows, what it provides.
func providerPlace(p unify.Provider) graph.Related {
	r := graph.Related{Message: fmt.Sprintf("%s provides %s", tick(p.Service.Name), tick(schemaText(p.Schema))), Service: p.Service.Name, Place: p.Source.Place}
	switch {
	case p.Link != nil && p.Link.Edge.Variable != "":
		r.Place = p.Link.Edge.Place
	case r.Place.IsZero():
		r.Place = p.Service.Place
	}
	return r
}
