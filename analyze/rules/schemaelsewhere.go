package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func schemaElsewhere() analyze.Rule {
	return analyze.Rule{
		Name: "schema-elsewhere", Severity: analyze.Error,
		Title: "a schema is provided in another database than the one that is opened",
		Run: onNeeds(unify.NeedElsewhere, func(p *analyze.Pass, n unify.Need, found unify.Finding) {
			where := found.Providers[0]
			f := needFinding(n, fmt.Sprintf("%s needs %s in %s, but %s provides it in %s", tick(n.Link.Edge.Service.Name), tick(schemaText(n.Schema)), cellText(n.Cell),
				tick(where.Service.Name), cellText(where.Cell)))
			f.Related = append(f.Related, providerPlace(where))
			if a, ok := cellNamed(where.Link); ok && !a.Place.IsZero() {
				f.Related[len(f.Related)-1].Place = a.Place
			}
			f.OtherService, f.Producer = where.Service.Name, where.Source.Confidence
			f.Notes = append(f.Notes, fmt.Sprintf("%s provides %s: %s", tick(where.Service.Name), tick(schemaText(where.Schema)), origin(where.Source)))
			if a, ok := cellNamed(n.Link); ok {
				f = at(f, a.Value)
				f.Key = n.Schema.Name
				f.Help = fmt.Sprintf("open the same %s on both sides", a.Name)
				if where.Cell.Name != "" {
					f.Fixes = replace(a.Value, where.Cell.Name, analyze.Unsafe)
				}
			}
			p.Report(f)
		}),
	}
}

// cellNamed is where a link says which cell it opens.
func cellNamed(l *unify.Link) (a graph.Attribute, ok bool) {
	for _, login := range l.Edge.Logins {
		for _, name := range []string{"database", "vhost", "bucket", "topic", "index"} {
			if v, ok := login.Lookup(name); ok {
				return graph.Attribute{Name: name, Value: v}, true
			}
		}
	}
	return a, false
}
