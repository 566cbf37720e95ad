package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func needUnwired() analyze.Rule {
	return analyze.Rule{
		Name: "need-unwired", Severity: analyze.Warning,
		Title: "a service connects to something, and nothing says to what",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, d := range s.Contract.Clauses {
					if c, ok := d.Statement.Clause.(contract.Connect); ok && d.Holds == contract.Yes && !d.Statement.Optionally && unwired(s, c) {
						reportUnwired(p, s, d, c)
					}
				}
			}
		},
	}
}

// unwired reports whether no variable tells the target of a connection, and
// none of them is reported as missing by itself.
func unwired(s *graph.Service, c contract.Connect) bool {
	if len(c.To.Refs) == 0 {
		return false
	}
	for _, name := range c.To.Refs {
		if setting(s, name) != contract.No || hasDefault(s, name) || dials(s, name) {
			return false
		}
	}
	return true
}

// dials reports whether a connection is known whose target a reference told,
// which may be a part of the command.
func dials(s *graph.Service, name string) bool {
	return slices.ContainsFunc(s.Contract.Connections, func(e *graph.Edge) bool { return e.Variable == name })
}

// hasDefault reports whether a variable has a default, is needed, or may be
// given in a file: all of which tell where the connection leads, or are told.
func hasDefault(s *graph.Service, name string) bool {
	return slices.ContainsFunc(s.Contract.Variables, func(f graph.Fact[contract.Environment]) bool {
		c := f.Clause
		if !slices.Contains(c.Names, name) {
			return false
		}
		file := c.FileVariable(name)
		return !c.Default.IsZero() || c.Needed || file != "" && setting(s, file) != contract.No
	})
}

func reportUnwired(p *analyze.Pass, s *graph.Service, d graph.Decided, c contract.Connect) {
	wants := "something"
	if !c.For.IsZero() {
		wants = tick(c.For.String())
	}
	f := analyze.Finding{
		Message: fmt.Sprintf("%s connects to %s, and nothing says where that is", tick(s.Name), wants),
		Service: s.Name, Key: c.To.Refs[0], Place: s.Place, Consumer: d.From.Confidence, Notes: []string{stated(d.From, d.Statement.Doc)},
		Related: []graph.Related{{Message: "the connection", Service: s.Name, Place: d.From.Place}},
		Help:    "set " + list(tickAll(c.To.Refs), "or"),
	}
	for _, name := range c.To.Refs {
		if v := variable(s, name); v != nil {
			f.Key, f.Place, f.Label = v.Name, v.KeyPlace, "this is empty"
		}
	}
	names := serving(p, s, c.For)
	if len(names) > 0 {
		f.Help += "; it may lead to " + list(tickAll(names), "or")
	}
	p.Report(f)
}
