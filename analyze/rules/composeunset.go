package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/near"
)

const (
	// fewUnset is how many variables are worth a report each in a project that
	// has no env file at all: of more, that is the cause.
	fewUnset = 3
	// fewPlaces is how many further uses of one variable a report shows.
	fewPlaces = 4
	// fewNames is how many variables a report lists by name.
	fewNames = 8
)

func composeUnset() analyze.Rule {
	return analyze.Rule{
		Name: "compose-unset", Severity: analyze.Warning,
		Title: "a variable that a compose file refers to is set nowhere and has no default",
		Run: func(p *analyze.Pass) {
			groups := byVariable(p)
			if len(groups) > fewUnset && len(p.EnvFiles)+len(p.EnvFilesUnread) == 0 {
				reportNoEnvFile(p, groups)
				return
			}
			for _, refs := range groups {
				reportUnset(p, refs)
			}
		},
	}
}

// byVariable gathers the references that are not better explained by another
// rule, one group a variable, in order.
func byVariable(p *analyze.Pass) [][]graph.Reference {
	var plain []graph.Reference
	for _, r := range p.Unset {
		if !meantForShell(p, r) && !meantLiterally(p, r) {
			plain = append(plain, r)
		}
	}
	slices.SortStableFunc(plain, func(a, b graph.Reference) int { return strings.Compare(a.Variable, b.Variable) })
	var groups [][]graph.Reference
	for i, r := range plain {
		if i == 0 || plain[i-1].Variable != r.Variable {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], r)
	}
	return groups
}

func reportUnset(p *analyze.Pass, refs []graph.Reference) {
	first := refs[0]
	f := analyze.Finding{
		Message: fmt.Sprintf("%s is set nowhere and has no default, so it is empty", tick(spelled(first))),
		Service: first.Service, Key: keyOf(first), Place: first.Place, Label: "nothing is put here",
		Help: fmt.Sprintf("set %s in `.env` or in the environment, or give it a default: %s",
			tick(first.Variable), tick("${"+first.Variable+":-value}")),
		Related: furtherUses(refs),
	}
	if more := len(refs) - 1 - fewPlaces; more > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("and in %s", count(more, "more place")))
	}
	if s := serviceOf(p, first.Service); variable(s, first.Variable) != nil && hasVariable(s, first.Variable) {
		f.Notes = append(f.Notes, fmt.Sprintf("the `environment` of %s sets it in the container alone: compose looks in `.env` and in its own environment", tick(s.Name)))
	}
	if names, file := similarSet(p, first.Variable); len(names) > 0 {
		f.Help = fmt.Sprintf("did you mean %s? %s sets it", list(tickAll(names), "or"), tick(file))
		f.Fixes = respell(refs, names[0])
	}
	p.Report(f)
}

// similarSet are the variables of an env file whose names are nearly that of
// one which is not set.
func similarSet(p *analyze.Pass, name string) (names []string, file string) {
	for _, file := range p.EnvFiles {
		f := p.Sources.File(file)
		if f == nil {
			continue
		}
		var set []string
		for line := range strings.Lines(string(f.Data)) {
			if name, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "="); ok && name != "" && name[0] != '#' {
				set = append(set, strings.TrimSpace(name))
			}
		}
		if names := near.Suggest(name, set); len(names) > 0 {
			return names, file
		}
	}
	return nil, ""
}

// respell is a fix that renames all references of a variable; none where one
// of them is more than a name.
func respell(refs []graph.Reference, name string) []analyze.Repair {
	fix := analyze.Repair{Title: fmt.Sprintf("use %s", tick(name)), Safety: analyze.Unsafe}
	for _, r := range refs {
		if r.Place.Span.End-r.Place.Span.Start != len(spelled(r)) {
			return nil
		}
		r.Variable = name
		fix.Edits = append(fix.Edits, analyze.Replacement{Place: r.Place, Text: spelled(r)})
	}
	return []analyze.Repair{fix}
}

// reportNoEnvFile is the one report about a project without an env file, many
// of whose variables are not set.
func reportNoEnvFile(p *analyze.Pass, groups [][]graph.Reference) {
	first := groups[0][0]
	names := make([]string, len(groups))
	for i, refs := range groups {
		names[i] = tick(refs[0].Variable)
		if refs[0].Place.File == first.Place.File && refs[0].Place.Span.Start < first.Place.Span.Start {
			first = refs[0]
		}
	}
	if more := len(names) - fewNames; more > 0 {
		names = append(names[:fewNames], strconv.Itoa(more)+" more")
	}
	f := analyze.Finding{
		Message: fmt.Sprintf("%s are set nowhere and have no default, so they are empty: there is no `.env`", count(len(groups), "variable")),
		Key:     ".env", Place: first.Place, Label: "this is the first of them",
		Notes: []string{"not set are " + list(names, "and")},
		Help:  "set them in `.env` or in the environment, or give them defaults: `${NAME:-value}`",
	}
	if p.EnvTemplate != "" {
		f.Help = fmt.Sprintf("copy %s to `.env` and fill it in", tick(p.EnvTemplate))
	}
	p.Report(f)
}

// keyOf is the environment variable that a reference is in, or else the last
// key on the way to it.
func keyOf(r graph.Reference) string {
	keys := r.Path.Keys()
	for i, k := range keys {
		if (k == "environment" || k == "env_file" || k == "labels") && i+1 < len(keys) {
			return keys[i+1]
		}
	}
	return r.Variable
}

// within reports whether a reference stands in one of a service's sections.
func within(r graph.Reference, sections ...string) bool {
	keys := r.Path.Keys()
	return len(keys) > 2 && keys[0] == "services" && slices.Contains(sections, keys[2])
}
