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

func healthcheckShape() analyze.Rule {
	return analyze.Rule{
		Name: "healthcheck-shape", Severity: analyze.Warning,
		Title: "a healthcheck does not run what it seems to run",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				if c, ok := checkOf(s); ok && c.own {
					checkShape(p, s, c)
				}
			}
			for _, refs := range shellReferences(p, "healthcheck") {
				reportInterpolated(p, refs)
			}
		},
	}
}

// checkShape reports the first thing that is wrong with the items of a check:
// what comes behind it does not count any more.
func checkShape(p *analyze.Pass, s *graph.Service, c check) {
	f := analyze.Finding{Service: s.Name, Key: "healthcheck"}
	words := c.words()
	switch operator, variable := shellOperator(words), unexpanded(s, words); {
	case len(c.Test) > 2 && c.Test[0].Value == "CMD-SHELL":
		f.Message = fmt.Sprintf("the healthcheck of %s runs only its first item, %s: `CMD-SHELL` ignores the rest", tick(s.Name), tick(programOf(c.Test[1])))
		f.Place, f.Label = c.Test[2].Place, "ignored from here on"
		f.Help, f.Fixes = "write the command as one string, or use `CMD`", withoutShell(c)
	case len(words) == 1 && strings.ContainsAny(strings.TrimSpace(words[0].Value), " \t"):
		f.Message = fmt.Sprintf("the healthcheck of %s takes the whole line for the name of a program: `CMD` has %s and its arguments as items of their own", tick(s.Name), tick(programOf(words[0])))
		f.Place, f.Label = words[0].Place, "no program has this name"
		f.Help, f.Fixes = "use `CMD-SHELL`, or split the command into items", throughShell(c)
	case operator != nil:
		f.Message = fmt.Sprintf("the healthcheck of %s hands %s to %s as an argument: `CMD` runs no shell", tick(s.Name), tick(operator.Value), tick(words[0].Value))
		f.Place, f.Label = operator.Place, "only a shell knows what this means"
		f.Help = "use `CMD-SHELL` with the command as one string, or leave this out: a check fails when its command does"
	case variable.Text != "":
		f.Message = fmt.Sprintf("the healthcheck of %s hands %s to %s as it stands: `CMD` runs no shell that would put the value in", tick(s.Name), tick(variable.Text), tick(words[0].Value))
		f.Place = variable.Place
		f.Help = "use `CMD-SHELL` with the command as one string"
	default:
		checkAskedPort(p, s, c)
		return
	}
	p.Report(f)
}

// programOf is the first word of a command line. The rest may hold a password.
func programOf(t graph.Text) string {
	word, _, _ := strings.Cut(strings.TrimSpace(t.Value), " ")
	return word
}

// throughShell is a fix that has a shell split a command.
func throughShell(c check) []analyze.Repair {
	return replace(c.Test[0].At(source.Span{}, ""), "CMD-SHELL", analyze.Safe)
}

// withoutShell is a fix that has the items of a check run as they are, where
// none of them needs a shell.
func withoutShell(c check) []analyze.Repair {
	plain := regexp.MustCompile(`^[\w@%+=:,./-]+$`)
	if slices.ContainsFunc(c.Test[1:], func(t graph.Text) bool { return !plain.MatchString(t.Value) }) {
		return nil
	}
	return replace(c.Test[0].At(source.Span{}, ""), "CMD", analyze.Safe)
}

// shellOperator is the first argument that only means something to a shell.
func shellOperator(words []graph.Text) *graph.Text {
	if _, ok := runsShell(words); ok {
		return nil
	}
	i := slices.IndexFunc(words, func(w graph.Text) bool {
		return slices.Contains([]string{"||", "&&", "|", ";", ">", ">/dev/null", "2>&1"}, w.Value)
	})
	if i < 1 {
		return nil
	}
	return &words[i]
}

// unexpanded is a variable of the container that stands in the arguments of a
// program, where no shell expands it.
func unexpanded(s *graph.Service, words []graph.Text) graph.Value {
	if _, ok := runsShell(words); ok {
		return graph.Value{}
	}
	reference := regexp.MustCompile(`\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?`)
	for _, w := range words {
		for _, m := range reference.FindAllStringSubmatchIndex(w.Value, -1) {
			if name := w.Value[m[2]:m[3]]; variable(s, name) != nil || hasVariable(s, name) {
				return w.At(source.Span{Start: m[0], End: m[1]}, name)
			}
		}
	}
	return graph.Value{}
}

// reportInterpolated reports a variable of the container that compose looks up
// in its own environment.
func reportInterpolated(p *analyze.Pass, refs []graph.Reference) {
	r := refs[0]
	f := analyze.Finding{
		Message: fmt.Sprintf("compose replaces %s in the healthcheck of %s by nothing, before it runs in the container", tick(spelled(r)), tick(r.Service)),
		Service: r.Service, Key: r.Variable, Place: r.Place, Label: "empty when the check runs",
		Related: furtherUses(refs), Notes: []string{whereSet(p, r)},
		Help: fmt.Sprintf("write %s", tick("$"+spelled(r))), Fixes: doubled(refs, analyze.Safe),
	}
	if c, ok := checkOf(serviceOf(p, r.Service)); ok {
		if _, shell := runsShell(c.words()); !shell && len(c.words()) > 0 {
			f.Help = fmt.Sprintf("use `CMD-SHELL` with the command as one string, and write %s in it", tick("$"+spelled(r)))
			f.Fixes = nil
		}
	}
	p.Report(f)
}
