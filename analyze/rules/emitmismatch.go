package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func emitMismatch() analyze.Rule {
	return analyze.Rule{
		Name: "emit-mismatch", Severity: analyze.Error,
		Title: "what a service emits for a variable and what the variable holds differ",
		Run: func(p *analyze.Pass) {
			emitters := emittersByVariable(p.Graph)
			if len(emitters) == 0 {
				return
			}
			for _, c := range activeServices(p.Graph) {
				for i := range c.Environment {
					v := &c.Environment[i]
					if reads(c, v.Name) && setting(c, v.Name) == contract.Yes && !toBeFilled(v.Text) {
						checkEmitted(p, c, v, emitters[v.Name])
					}
				}
			}
		},
	}
}

// emitter is a service that emits a value.
type emitter struct {
	service *graph.Service
	emits   graph.Emitted
}

func emittersByVariable(g *graph.Graph) map[string][]emitter {
	all := map[string][]emitter{}
	for _, s := range activeServices(g) {
		for _, e := range s.Contract.Emits {
			if !e.Maybe && e.Value.Known && e.Value.Text != "" {
				all[e.Clause.Variable] = append(all[e.Clause.Variable], emitter{s, e})
			}
		}
	}
	return all
}

// checkEmitted compares a variable with what the services that can be reached
// emit for it; any one of them will do.
func checkEmitted(p *analyze.Pass, c *graph.Service, v *graph.Variable, emitters []emitter) {
	var first *emitter
	for i, e := range emitters {
		if e.service == c || p.Resolve(c, e.service.Name).Outcome != unify.Reached || !wellFormed(p, c, v.Name, e.emits.Value.Text) {
			continue
		}
		if strings.TrimRight(v.Value, "/") == strings.TrimRight(e.emits.Value.Text, "/") {
			return
		}
		if first == nil {
			first = &emitters[i]
		}
	}
	if first != nil {
		reportEmitted(p, c, v, *first)
	}
}

func reportEmitted(p *analyze.Pass, c *graph.Service, v *graph.Variable, e emitter) {
	f := analyze.Finding{
		Message: fmt.Sprintf("%s of %s is not what %s emits for it", tick(v.Name), tick(c.Name), tick(e.service.Name)),
		Service: c.Name, OtherService: e.service.Name, Key: v.Name, Place: v.Place, Producer: e.emits.From.Confidence,
		Related: []graph.Related{{Message: "emits it", Service: e.service.Name, Place: e.service.Place}},
		Notes:   []string{fmt.Sprintf("%s emits it: %s", tick(e.service.Name), origin(e.emits.From))},
		Help:    "give both sides the same value",
	}
	if text := e.emits.Value.Text; !e.emits.Value.Secret && !e.emits.Clause.Format.Secret() {
		f.Message = fmt.Sprintf("%s of %s differs from %s, which %s emits for it", tick(v.Name), tick(c.Name), tick(text), tick(e.service.Name))
		f.Help = fmt.Sprintf("use %s", tick(text))
		f.Fixes = replace(v.At(source.Span{}, v.Name), text, analyze.Unsafe)
	}
	p.Report(f)
}

// wellFormed reports whether a value is of the formats that a service's contract
// states for a variable.
func wellFormed(p *analyze.Pass, s *graph.Service, name, value string) bool {
	return !slices.ContainsFunc(s.Contract.Variables, func(f graph.Fact[contract.Environment]) bool {
		return slices.Contains(f.Clause.Names, name) && f.Clause.Format.Check(value, p.Types) != nil
	})
}

// reads reports whether a service's contract names a variable among those that
// the image reads.
func reads(s *graph.Service, name string) bool {
	return slices.ContainsFunc(s.Contract.Variables, func(f graph.Fact[contract.Environment]) bool {
		return !f.Clause.Wildcard && slices.Contains(f.Clause.Names, name)
	})
}
