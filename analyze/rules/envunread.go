package rules

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envUnread() analyze.Rule {
	return analyze.Rule{
		Name: "env-unread", Severity: analyze.Warning,
		Title: "a variable is set that the image never reads, though it looks as if",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, f := range s.Contract.Ignores {
					v := variable(s, f.Clause.Name)
					if f.Maybe || v == nil || v.Value == "" && v.State != graph.PassThrough || mentions(s, v.Name) {
						continue
					}
					instead := insteadOf(s, f.Doc)
					if v.Source == graph.FromServiceEnvFile && instead != "" && setting(s, instead) != contract.No {
						continue // for another service that reads the file
					}
					p.Report(unread(s, f, v, instead))
				}
			}
		},
	}
}

func unread(s *graph.Service, f graph.Fact[contract.EnvironmentIgnore], v *graph.Variable, instead string) analyze.Finding {
	finding := analyze.Finding{
		Message: fmt.Sprintf("the image of %s does not read %s", tick(s.Name), tick(v.Name)),
		Service: s.Name, Key: v.Name, Place: v.KeyPlace, Consumer: f.From.Confidence, Label: "this has no effect",
		Notes: []string{origin(f.From)}, Help: f.Doc,
	}
	if finding.Help == "" {
		finding.Help = fmt.Sprintf("leave %s out", tick(v.Name))
	}
	if instead != "" {
		finding.Fixes = renamed(v, instead)
	}
	return finding
}

// insteadOf is the one variable of a service that a text about another says to
// use; "" when it says something else.
func insteadOf(s *graph.Service, doc string) string {
	found := ""
	for _, word := range strings.FieldsFunc(doc, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if strings.Contains(word, "_") && reads(s, word) {
			if found != "" && found != word {
				return ""
			}
			found = word
		}
	}
	return found
}
