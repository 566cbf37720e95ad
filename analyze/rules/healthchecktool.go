package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/shell"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func healthcheckTool() analyze.Rule {
	return analyze.Rule{
		Name: "healthcheck-tool", Severity: analyze.Warning,
		Title: "a healthcheck calls a program that the image is known to lack",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				if c, ok := checkOf(s); ok && c.own {
					reportLacking(p, s, c)
				}
			}
		},
	}
}

// reportLacking reports the first program that the image lacks: the others
// would not run either.
func reportLacking(p *analyze.Pass, s *graph.Service, c check) {
	for _, program := range programs(c) {
		name := base(program.Text)
		from, ok := lacks(s, name)
		if !ok || installs(s, name) || doesWithout(c, name) {
			continue
		}
		p.Report(analyze.Finding{
			Message: fmt.Sprintf("the healthcheck of %s calls %s, which its image does not have", tick(s.Name), tick(program.Text)),
			Service: s.Name, Key: program.Text, Place: program.Place,
			Notes: []string{"known of " + from.Origin + " (" + from.Layer.String() + ")"},
			Help:  lackHelp(s),
		})
		return
	}
}

// doesWithout reports whether a check looks for a program before it calls it,
// or calls another one where that fails.
func doesWithout(c check, program string) bool {
	quoted := regexp.QuoteMeta(program)
	return regexp.MustCompile(`(?:command -v|which|type|-x \S*/)\s*` + quoted + `\b|\b` + quoted + `\b[^;]*\|\|\s*\(?\s*[\w/.-]*(?:curl|wget|nc|python3?|node|php|perl|ruby|bash|sh)\b`).MatchString(text(c))
}

func lackHelp(s *graph.Service) string {
	if via := s.Contract.Ready.Clause.Via; via != "" {
		return fmt.Sprintf("use what the image has: `test: %s`", via)
	}
	return "use a program that the image has, or install this one"
}

func lacks(s *graph.Service, program string) (graph.Provenance, bool) {
	for _, l := range s.Contract.Lacks {
		if !l.Maybe && l.From.Confidence > graph.Guess && slices.Contains(l.Clause.Programs, program) {
			return l.From, true
		}
	}
	return graph.Provenance{}, false
}

// installs reports whether a step of the service's Dockerfile mentions the
// program, as one that installs it would.
func installs(s *graph.Service, program string) bool {
	return s.Meta != nil && slices.ContainsFunc(s.Meta.Steps, func(step graph.Step) bool {
		return strings.Contains(step.Text, program)
	})
}

// programs are the commands that a check calls.
func programs(c check) []graph.Value {
	if script, ok := c.script(); ok {
		return commands(script)
	}
	words := c.words()
	if script, ok := runsShell(words); ok {
		return append([]graph.Value{words[0].At(source.Span{}, "")}, commands(script)...)
	}
	if len(words) == 0 {
		return nil
	}
	return []graph.Value{words[0].At(source.Span{}, "")}
}

// commands are the programs that a script calls.
func commands(script graph.Text) []graph.Value {
	var found []graph.Value
	for _, c := range shell.Commands(script.Value) {
		program := c.Words[0]
		if !program.Literal {
			continue
		}
		v := script.At(program.Span, "")
		v.Text = program.Text
		found = append(found, v)
	}
	return found
}
