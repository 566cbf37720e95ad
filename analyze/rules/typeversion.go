package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func typeVersion() analyze.Rule {
	return analyze.Rule{
		Name: "type-version", Severity: analyze.Error,
		Title: "a client wants another version of a protocol or a schema than the service has",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
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
		}),
	}
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
	f.Help = fmt.Sprintf("use a version of %s that %s wants", tick(l.To.Name), tick(l.Edge.Service.Name))
	p.Report(f)
}
