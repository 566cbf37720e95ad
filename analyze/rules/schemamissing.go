package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func schemaMissing() analyze.Rule {
	return analyze.Rule{
		Name: "schema-missing", Severity: analyze.Error,
		Title: "a client needs a schema, a bucket or a topic that nobody provides",
		Run: func(p *analyze.Pass) {
			onNeeds(unify.NeedMissing, func(p *analyze.Pass, n unify.Need, _ unify.Finding) {
				f := needFinding(n, fmt.Sprintf("%s needs %s in %s, and nobody provides it", tick(n.Link.Edge.Service.Name), tick(schemaText(n.Schema)), cellText(n.Cell)))
				f.Help = "add the service or the job that provides it"
				p.Report(tellInactive(p, n, tellBeside(p, n, f)))
			})(p)
			all := madeOn(p)
			for _, l := range p.Links {
				if made := madeBeside(all, l); len(made) > 0 {
					reportUnmade(p, l, made)
				}
			}
		},
	}
}

// mostBeside is how many other schemas of a server a report tells.
const mostBeside = 3

// besideProviders provide other schemas on the server of a need, or its schema
// on other servers.
func besideProviders(p *analyze.Pass, n unify.Need) []unify.Provider {
	var all []unify.Provider
	for _, s := range activeServices(p.Graph) {
		for _, o := range p.Cells.Providers(s) {
			if s != n.Cell.Service && o.Schema.Name == n.Schema.Name {
				all = append(all, o)
			}
		}
	}
	for _, o := range p.Cells.Providers(n.Cell.Service) {
		if o.Schema.Name != "" {
			all = append(all, o)
		}
	}
	return all[:min(mostBeside, len(all))]
}

// tellBeside adds what is provided beside a need.
func tellBeside(p *analyze.Pass, n unify.Need, f analyze.Finding) analyze.Finding {
	for _, o := range besideProviders(p, n) {
		f.Related = append(f.Related, providerPlace(o))
		f.Notes = append(f.Notes, fmt.Sprintf("%s provides %s in %s: %s", tick(o.Service.Name), tick(schemaText(o.Schema)), cellText(o.Cell), origin(o.Source)))
	}
	return f
}

// tellInactive adds who provides what is needed, or may, once its profile is
// active: that somebody starts it by hand is not for sure an error.
func tellInactive(p *analyze.Pass, n unify.Need, f analyze.Finding) analyze.Finding {
	for _, s := range p.Services {
		if s.Active {
			continue
		}
		provides := slices.ContainsFunc(s.Contract.Provisions, func(o graph.Fact[contract.Provision]) bool { return o.Clause.Schema.Name == n.Schema.Name })
		if !provides && s.Contract.Complete {
			continue
		}
		f.Severity = analyze.Warning
		if provides {
			f.Related = append(f.Related, graph.Related{Message: "provides it, in a profile that is not active", Service: s.Name, Place: s.Place})
			f.Help = fmt.Sprintf("run %s first, or make it part of the project", tick(s.Name))
		}
	}
	return f
}

// cellWanted is the cell that a link's first login names, of those that other
// services make explicitly.
func cellWanted(l *unify.Link) (graph.Attribute, bool) {
	for _, login := range l.Edge.Logins {
		if v, ok := login.Lookup("bucket"); ok && v.Known && v.Text != "" {
			return graph.Attribute{Name: "bucket", Value: v}, true
		}
	}
	return graph.Attribute{}, false
}

// madeOn are the cells that services make, by server.
func madeOn(p *analyze.Pass) map[*graph.Service][]graph.Attribute {
	made := map[*graph.Service][]graph.Attribute{}
	for _, l := range p.Links {
		if l.To != nil {
			made[l.To] = append(made[l.To], l.Edge.Creates...)
		}
	}
	return made
}

// madeBeside are the cells that services make on a link's server when none of
// them is the one that the link wants.
func madeBeside(made map[*graph.Service][]graph.Attribute, l *unify.Link) []graph.Attribute {
	wanted, ok := cellWanted(l)
	if !ok || l.To == nil {
		return nil
	}
	for _, a := range made[l.To] {
		if !a.Known || a.Name != wanted.Name || a.Text == wanted.Text {
			return nil
		}
	}
	return made[l.To]
}

func reportUnmade(p *analyze.Pass, l *unify.Link, made []graph.Attribute) {
	wanted, _ := cellWanted(l)
	var names []string
	f := at(linkFinding(l, ""), wanted.Value)
	for _, m := range made {
		names = append(names, m.Text)
		f.Related = append(f.Related, graph.Related{Message: "made here", Place: m.Place})
	}
	slices.Sort(names)
	names = slices.Compact(names)
	f.Message = fmt.Sprintf("%s uses the %s %s of %s, and nobody makes it: there is only %s", tick(l.Edge.Service.Name), wanted.Name, tick(wanted.Text), tick(l.To.Name), ticks(names))
	f.Severity = analyze.Warning
	f.Help = "make it too, or use one that is made"
	f.Fixes = replace(wanted.Value, names[0], analyze.Unsafe)
	p.Report(f)
}
