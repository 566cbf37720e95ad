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

func healthcheckPremature() analyze.Rule {
	return analyze.Rule{
		Name: "healthcheck-premature", Severity: analyze.Warning,
		Title: "a healthcheck passes before the service can be used",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				c, ok := checkOf(s)
				if !ok || !c.own || !awaited(p, s) {
					continue
				}
				if at, ok := trivial(c); ok {
					f := premature(p, s, at, "passes always")
					f.Help = "check that the server answers" + suggestion(s)
					p.Report(f)
				} else if m, scripts := initScripts(s); scripts && asksSocket(s, c) {
					f := premature(p, s, whole(c), "asks the server's socket, where it already answers while init scripts run")
					f.Related = append(f.Related, graph.Related{Message: "these run on the first start", Service: s.Name, Place: m.Place})
					f.Help = fmt.Sprintf("ask the port: `test: %s`", s.Contract.Ready.Clause.Via)
					p.Report(f)
				}
			}
		},
	}
}

// awaited reports whether some service waits for another to be healthy.
func awaited(p *analyze.Pass, s *graph.Service) bool {
	by, _ := waiter(p, s)
	return by != nil
}

// waiter is the first service that waits for another to be healthy, and where
// it says so.
func waiter(p *analyze.Pass, s *graph.Service) (by *graph.Service, at source.Place) {
	for _, o := range activeServices(p.Graph) {
		if d := dependency(o, s.Name); d != nil && d.Condition == graph.Healthy {
			return o, d.Place
		}
	}
	return nil, source.Place{}
}

// trivial is the part of a check because of which it cannot fail: all of it,
// or what it ends with whatever happens before.
func trivial(c check) (source.Place, bool) {
	called := programs(c)
	if len(called) > 0 && !slices.ContainsFunc(called, func(v graph.Value) bool {
		return !slices.Contains([]string{"true", "exit", "echo", ":"}, base(v.Text))
	}) && !strings.Contains(text(c), "exit 1") {
		return whole(c), true
	}
	script, ok := c.script()
	if !ok {
		script, ok = runsShell(c.words())
	}
	if !ok {
		return source.Place{}, false
	}
	m := regexp.MustCompile(`(?:\|\||;)\s*(?:true|:|exit 0)\s*;?\s*$`).FindStringIndex(script.Value)
	if m == nil || regexp.MustCompile(`\b(?:exit|kill|return)\b|\bset -\w*e`).MatchString(script.Value[:m[0]]) {
		return source.Place{}, false
	}
	return script.Place.At(source.Span{Start: m[0], End: m[1]}), true
}

// whole is the place of what a check runs.
func whole(c check) source.Place {
	if len(c.Test) > 0 {
		return c.Test[len(c.Test)-1].Place
	}
	return c.Place
}

// text is all of a check in one line.
func text(c check) string {
	words := make([]string, len(c.Test))
	for i, t := range c.Test {
		words[i] = t.Value
	}
	return strings.Join(words, " ")
}

// asksSocket reports whether a check runs the program that the contract
// suggests, without the host that the suggestion names.
func asksSocket(s *graph.Service, c check) bool {
	suggested := shell.Commands(s.Contract.Ready.Clause.Via)
	if len(suggested) == 0 || !strings.Contains(s.Contract.Ready.Clause.Via, "127.0.0.1") {
		return false
	}
	program := suggested[0].Words[0].Text
	runs := slices.ContainsFunc(programs(c), func(v graph.Value) bool { return base(v.Text) == program })
	line := text(c)
	return runs && !strings.Contains(line, "-h") && !strings.Contains(line, "127.0.0.1") && !strings.Contains(line, "localhost") && !strings.Contains(line, "PGHOST")
}

// premature is the shape of findings about a check that passes too early.
func premature(p *analyze.Pass, s *graph.Service, at source.Place, why string) analyze.Finding {
	f := analyze.Finding{
		Message: fmt.Sprintf("the healthcheck of %s %s", tick(s.Name), why),
		Service: s.Name, Key: "healthcheck", Place: at,
	}
	if by, place := waiter(p, s); by != nil {
		f.Related = []graph.Related{{Message: tick(by.Name) + " waits for it", Service: by.Name, Place: place}}
	}
	return f
}

// suggestion is the check that a service's contract suggests, as an example.
func suggestion(s *graph.Service) string {
	if via := s.Contract.Ready.Clause.Via; via != "" {
		return fmt.Sprintf(": `test: %s`", via)
	}
	return ""
}
