package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func valueDollar() analyze.Rule {
	return analyze.Rule{
		Name: "value-dollar", Severity: analyze.Warning,
		Title: "a `$` in a value was taken for a variable",
		Run: func(p *analyze.Pass) {
			for _, refs := range grouped(p.Unset, func(r graph.Reference) string { return string(r.Path) }) {
				if refs = slices.DeleteFunc(refs, func(r graph.Reference) bool { return !meantLiterally(p, r) }); len(refs) > 0 {
					reportDollar(p, refs)
				}
			}
			for _, refs := range shellReferences(p, "command", "entrypoint") {
				reportShell(p, refs)
			}
		},
	}
}

// grouped are references by what they have in common, in order.
func grouped(refs []graph.Reference, common func(graph.Reference) string) [][]graph.Reference {
	var groups [][]graph.Reference
	at := map[string]int{}
	for _, r := range refs {
		key := common(r)
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

// reportDollar reports a value that loses what follows its dollar signs. It
// may be a password, so nothing of it is spelled.
func reportDollar(p *analyze.Pass, refs []graph.Reference) {
	key := keyOf(refs[0])
	f := analyze.Finding{
		Message: fmt.Sprintf("compose takes a `$` in the value of %s for the start of a variable that is set nowhere, so a part of the value is lost", tick(key)),
		Service: refs[0].Service, Key: key, Place: refs[0].Place, Label: "this vanishes",
		Help: "write `$$` for each dollar sign that is meant as one",
	}
	if inFile(refs[0]) {
		f.Help = "put the value into single quotes"
	} else {
		f.Fixes = doubled(refs, analyze.Unsafe)
	}
	p.Report(f)
}

// inFile reports whether a reference stands in an env file, where a dollar
// sign is not doubled.
func inFile(r graph.Reference) bool { return within(r, "env_file") }

// doubled is a fix that keeps the dollar signs of references.
func doubled(refs []graph.Reference, safety analyze.Safety) []analyze.Repair {
	fix := analyze.Repair{Title: "write `$$`", Safety: safety}
	for _, r := range refs {
		fix.Edits = append(fix.Edits, analyze.Replacement{Place: r.Place.At(source.Span{End: 1}), Text: "$$"})
	}
	return []analyze.Repair{fix}
}

// shellReferences are the references in sections of services that a shell in
// the container was to expand, one group a section and variable.
func shellReferences(p *analyze.Pass, sections ...string) [][]graph.Reference {
	var refs []graph.Reference
	for _, r := range p.Unset {
		if within(r, sections...) && meantForShell(p, r) {
			refs = append(refs, r)
		}
	}
	return grouped(refs, func(r graph.Reference) string { return r.Service + "\x00" + r.Variable })
}

func reportShell(p *analyze.Pass, refs []graph.Reference) {
	r := refs[0]
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("compose replaces %s in the %s of %s by nothing, before the shell in the container sees it", tick(spelled(r)), r.Path.Keys()[2], tick(r.Service)),
		Service: r.Service, Key: r.Variable, Place: r.Place, Label: "empty when the command runs",
		Related: furtherUses(refs), Notes: []string{whereSet(p, r)},
		Help:  fmt.Sprintf("write %s", tick("$"+spelled(r))),
		Fixes: doubled(refs, analyze.Safe),
	})
}

// furtherUses points at the references behind the first one.
func furtherUses(refs []graph.Reference) []graph.Related {
	further := refs[1:min(len(refs), fewPlaces+1)]
	related := make([]graph.Related, len(further))
	for i, r := range further {
		related[i] = graph.Related{Message: "and here", Service: r.Service, Place: r.Place}
	}
	return related
}

// whereSet says what gives a variable its value inside of the container.
func whereSet(p *analyze.Pass, r graph.Reference) string {
	s := serviceOf(p, r.Service)
	switch {
	case variable(s, r.Variable) != nil:
		return fmt.Sprintf("%s is set in the container, by the `environment` of %s; compose looks in `.env` and in its own environment", tick(r.Variable), tick(s.Name))
	case hasVariable(s, r.Variable):
		return fmt.Sprintf("%s is set in the container, by the image; compose looks in `.env` and in its own environment", tick(r.Variable))
	}
	return fmt.Sprintf("%s is set by the script itself", tick(r.Variable))
}

// serviceOf is the service of a name; an empty one where there is none.
func serviceOf(p *analyze.Pass, name string) *graph.Service {
	for _, s := range p.Services {
		if s.Name == name {
			return s
		}
	}
	return &graph.Service{}
}

// spelled is a reference as the user wrote it.
func spelled(r graph.Reference) string {
	if r.Braced {
		return "${" + r.Variable + "}"
	}
	return "$" + r.Variable
}

// meantForShell reports whether a reference stands where a shell in the
// container would expand it, and means a variable that is set there.
func meantForShell(p *analyze.Pass, r graph.Reference) bool {
	s := serviceOf(p, r.Service)
	switch {
	case within(r, "healthcheck"):
		return hasVariable(s, r.Variable)
	case within(r, "command", "entrypoint"):
		script, ok := scriptOf(s)
		return ok && (hasVariable(s, r.Variable) || assigns(script, r.Variable))
	}
	return false
}

// scriptOf is the script of the shell that a service's own entrypoint or
// command starts.
func scriptOf(s *graph.Service) (script string, ok bool) {
	var words []graph.Text
	for _, c := range []*graph.Command{s.Entrypoint, s.Command} {
		if c != nil {
			words = append(words, c.Words...)
		}
	}
	text, ok := runsShell(words)
	return text.Value, ok
}

// assigns reports whether a script sets a variable. What follows the equals
// sign must be left after interpolation: NAME=$NAME sets nothing.
func assigns(script, name string) bool {
	name = regexp.QuoteMeta(name)
	set, err := regexp.Compile(`\b` + name + `=("?[^\s";]|'[^'])|\bfor\s+` + name + `\s+in\b|\bread\s+(-r\s+)?` + name + `\b`)
	return err == nil && set.MatchString(script)
}

// hasVariable reports whether a container has a variable, with a value that
// does not come from where the reference looked in vain.
func hasVariable(s *graph.Service, name string) bool {
	if v := variable(s, name); v != nil {
		return v.State == graph.Set && v.Known()
	}
	return s.Meta != nil && slices.ContainsFunc(s.Meta.Env, func(v graph.Variable) bool { return v.Name == name })
}

// meantLiterally reports whether a reference looks like part of a password or
// a hash rather than like a variable: it has no braces, is in a value, and is
// not spelled as the names of variables are, or is a part of a secret.
func meantLiterally(p *analyze.Pass, r graph.Reference) bool {
	if r.Braced || !within(r, "environment", "labels", "env_file") {
		return false
	}
	return !isUpperName(r.Variable) || partOfSecret(p, r)
}

// partOfSecret reports whether a reference is in the value of a secret, of
// which something else is known.
func partOfSecret(p *analyze.Pass, r graph.Reference) bool {
	v := variable(serviceOf(p, r.Service), keyOf(r))
	return v != nil && v.Value != "" && slices.Contains(p.Secrets, v.Place) && !slices.ContainsFunc(v.Parts, func(part graph.Part) bool {
		return part.Span.Start < part.Span.End
	})
}

// isUpperName reports whether a name is spelled like most variables: capitals,
// digits and underscores.
func isUpperName(name string) bool {
	return !strings.ContainsFunc(name, func(c rune) bool {
		return c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9')
	})
}
