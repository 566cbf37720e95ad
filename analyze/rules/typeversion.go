package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func typeVersion() analyze.Rule {
	return analyze.Rule{
		Name: "type-version", Severity: analyze.Error,
		Title: "a client wants another version of a protocol or a schema than the service has",
		Run: func(p *analyze.Pass) {
			onLinks(linkVersions)(p)
			onNeeds(unify.NeedOtherVersion, schemaVersion)(p)
		},
	}
}

// linkVersions compares the versions of what the two sides of a link speak.
func linkVersions(p *analyze.Pass, l *unify.Link) {
	if !typed(l) || !l.Type.Compatible() {
		return
	}
	switch wants, gives := l.Type.Wants, l.Type.Gives; {
	case l.Type.Versions == contract.Disjoint:
		reportVersion(p, l, typeRange(wants.Name, wants.Range), typeRange(gives.Name, gives.Range), 0)
	case l.Type.Versions == contract.Overlapping:
		reportVersion(p, l, typeRange(wants.Name, wants.Range), typeRange(gives.Name, gives.Range), analyze.Warning)
	case l.Type.Schema == unify.SchemaOtherVersion:
		reportVersion(p, l, typeRange(wants.Schema.Name, wants.Schema.Range), typeRange(gives.Schema.Name, gives.Schema.Range), 0)
	}
}

// schemaVersion reports a schema that somebody provides at another version.
func schemaVersion(p *analyze.Pass, n unify.Need, found unify.Finding) {
	by := found.Providers[0]
	f := needFinding(n, fmt.Sprintf("%s wants %s in %s, and %s provides %s", tick(n.Link.Edge.Service.Name), tick(schemaText(n.Schema)), cellText(n.Cell),
		tick(by.Service.Name), tick(schemaText(by.Schema))))
	f.OtherService, f.Producer = by.Service.Name, by.Source.Confidence
	f.Related = append(f.Related, providerPlace(by))
	f.Notes = append(f.Notes, fmt.Sprintf("%s: %s", tick(by.Service.Name), origin(by.Source)))
	f.Help = fmt.Sprintf("use a version of %s that provides %s", tick(by.Service.Name), tick(schemaText(n.Schema)))
	p.Report(f)
}

// typeRange spells a name with its versions.
func typeRange(name string, r contract.Range) string {
	return contract.Type{Kind: contract.Named, Name: name, Range: r}.String()
}

func reportVersion(p *analyze.Pass, l *unify.Link, wants, gives string, severity analyze.Severity) {
	f := at(linkFinding(l, fmt.Sprintf("%s wants %s, and %s gives %s", tick(l.Edge.Service.Name), tick(wants), tick(l.To.Name), tick(gives))), l.Edge.Host)
	if severity != 0 {
		f.Severity = severity
		f.Notes = append(f.Notes, "some of the versions fit")
	}
	if image := l.To.Image; l.Endpoint.From.Place.IsZero() && !image.Place.IsZero() {
		f.Related = append(f.Related, graph.Related{Message: "the version of this image", Service: l.To.Name, Place: image.Place})
	}
	f.Help = fmt.Sprintf("use a version of %s that gives %s", tick(l.To.Name), tick(wants))
	p.Report(f)
}
