package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/shell"
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
				if trivial(c) {
					reportPremature(p, s, c, "passes always", "check that it answers")
				} else if _, scripts := initScripts(s); scripts && asksSocket(s, c) {
					reportPremature(p, s, c, "asks the server's socket, where it already answers while init scripts run",
						fmt.Sprintf("ask the port: `test: %s`", s.Contract.Ready.Clause.Via))
				}
			}
		},
	}
}

// awaited reports whether some service waits for another to be healthy.
func awaited(p *analyze.Pass, s *graph.Service) bool {
	return slices.ContainsFunc(activeServices(p.Graph), func(o *graph.Service) bool {
		d := dependency(o, s.Name)
		return d != nil && d.Condition == graph.Healthy
	})
}

// trivial reports whether a check runs nothing that can fail.
func trivial(c check) bool {
	called := programs(c)
	return len(called) > 0 && !slices.ContainsFunc(called, func(v graph.Value) bool {
		return !slices.Contains([]string{"true", "exit", "echo", ":"}, v.Text)
	}) && !strings.Contains(text(c), "exit 1")
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

func reportPremature(p *analyze.Pass, s *graph.Service, c check, why, help string) {
	f := analyze.Finding{
		Message: fmt.Sprintf("the healthcheck of %s %s", tick(s.Name), why),
		Service: s.Name, Key: "healthcheck", Place: c.Place, Help: help,
	}
	if len(c.Test) > 0 {
		f.Place = c.Test[len(c.Test)-1].Place
	}
	p.Report(f)
}
