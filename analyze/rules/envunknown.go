package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/near"
)

func envUnknown() analyze.Rule {
	return analyze.Rule{
		Name: "env-unknown", Severity: analyze.Warning,
		Title: "a variable is set that the image does not read, and one of nearly its name is not",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				if s.Contract.Complete {
					checkNames(p, s)
				}
			}
		},
	}
}

func checkNames(p *analyze.Pass, s *graph.Service) {
	declared := declaredNames(s)
	for i := range s.Environment {
		v := &s.Environment[i]
		if !unknownTo(s, v) {
			continue
		}
		names := slices.DeleteFunc(near.Suggest(v.Name, declared), func(name string) bool { return setting(s, name) != contract.No })
		if len(names) == 0 || toldAsMissing(s, v) || forAnother(p, s, v) {
			continue
		}
		p.Report(analyze.Finding{
			Message: fmt.Sprintf("%s does not read %s; did you mean %s?", tick(s.Name), tick(v.Name), list(tickAll(names), "or")),
			Service: s.Name, Key: v.Name, Place: v.KeyPlace,
			Label: "no variable of this image has this name",
			Notes: layersText(s), Help: fmt.Sprintf("rename it to %s", tick(names[0])),
			Fixes: renamed(v, names[0]),
		})
	}
}

// unknownTo reports whether a variable is nothing that a service's contract, or
// its own command, speaks of.
func unknownTo(s *graph.Service, v *graph.Variable) bool {
	return v.Source != graph.FromImage && !isDeclared(s, v.Name) && !mentions(s, v.Name)
}

// forAnother reports whether a variable stands in a text that another service
// gets too, whose image reads it.
func forAnother(p *analyze.Pass, s *graph.Service, v *graph.Variable) bool {
	at := p.Sources.Resolve(v.KeyPlace)
	return slices.ContainsFunc(activeServices(p.Graph), func(o *graph.Service) bool {
		if o == s || !isDeclared(o, v.Name) {
			return false
		}
		shared := variable(o, v.Name)
		return shared != nil && !at.IsZero() && p.Sources.Resolve(shared.KeyPlace) == at
	})
}

// toldAsMissing reports whether a variable stands in place of one that the
// service needs, which is reported as missing.
func toldAsMissing(s *graph.Service, v *graph.Variable) bool {
	for _, f := range s.Contract.Variables {
		if f.Maybe {
			continue
		}
		for _, name := range lacking(requirement{s, f}) {
			if misspelled(s, name) == v {
				return true
			}
		}
	}
	return false
}

// declaredNames are the variables that a service's contract speaks of, those
// that name files with values included.
func declaredNames(s *graph.Service) []string {
	var names []string
	for _, f := range s.Contract.Variables {
		if f.Clause.Wildcard {
			continue
		}
		for _, name := range f.Clause.Names {
			names = append(names, name)
			if file := f.Clause.FileVariable(name); file != "" {
				names = append(names, file)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// isDeclared reports whether a contract speaks of a variable.
func isDeclared(s *graph.Service, name string) bool {
	for _, f := range s.Contract.Variables {
		for _, n := range f.Clause.Names {
			if n == name || f.Clause.Wildcard && strings.HasPrefix(name, n) || f.Clause.FileVariable(n) == name {
				return true
			}
		}
	}
	return slices.ContainsFunc(s.Contract.Forbids, func(f graph.Fact[contract.EnvironmentForbid]) bool { return f.Clause.Name == name }) ||
		slices.ContainsFunc(s.Contract.Ignores, func(f graph.Fact[contract.EnvironmentIgnore]) bool { return f.Clause.Name == name })
}

// mentions reports whether the project's own command, entrypoint or healthcheck
// of a service spells a variable's name, so that something in the container
// reads it whatever the image does.
func mentions(s *graph.Service, name string) bool {
	var words []graph.Text
	for _, c := range []*graph.Command{s.Entrypoint, s.Command} {
		if c != nil {
			words = append(words, c.Words...)
		}
	}
	if s.Health != nil {
		words = append(words, s.Health.Test...)
	}
	return slices.ContainsFunc(words, func(w graph.Text) bool { return strings.Contains(w.Value, name) })
}

// layersText names the contracts that a service has.
func layersText(s *graph.Service) []string {
	var notes []string
	for _, l := range s.Contract.Layers {
		if l.Layer <= contract.BaseLayer {
			notes = append(notes, fmt.Sprintf("the variables of %s are %s", tick(s.Name), origin(l)))
		}
	}
	return notes[:min(1, len(notes))]
}
