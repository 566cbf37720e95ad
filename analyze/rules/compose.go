package rules

import (
	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

// compose are the rules about what the files say before anything is connected.
func compose() []analyze.Rule {
	return []analyze.Rule{composeInvalid(), composeUnset(), ignoreUnused(), valueDollar(), valueQuoted()}
}

// problems reports what earlier stages found under a rule's name.
func problems(p *analyze.Pass, rule string) {
	for _, problem := range p.Problems {
		if problem.Rule != rule {
			continue
		}
		f := analyze.Finding{
			Message: problem.Message, Service: problem.Service, Key: problem.Key, Place: problem.Place,
			Related: problem.Related, Notes: problem.Notes, Help: problem.Help,
		}
		if problem.Instead != "" {
			f.Fixes = replace(graph.Value{Text: problem.Part, Place: problem.Place}, problem.Instead, analyze.Unsafe)
		}
		p.Report(f)
	}
}

func composeInvalid() analyze.Rule {
	return analyze.Rule{
		Name: "compose-invalid", Severity: analyze.Error,
		Title: "docker compose refuses the project",
		Run:   func(p *analyze.Pass) { problems(p, "compose-invalid") },
	}
}

// ignoreUnused is told where ignores are applied; here it has its name, its
// page and its severity.
func ignoreUnused() analyze.Rule {
	return analyze.Rule{
		Name: analyze.IgnoreUnused, Severity: analyze.Warning,
		Title: "an ignore silences nothing",
		Run:   func(*analyze.Pass) {},
	}
}
