package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// environment are the rules about a service's own variables.
func environment() []analyze.Rule {
	return []analyze.Rule{
		emitMismatch(), envExclusive(), envForbidden(), envFormat(), envHostPort(), envMergeLost(), envMissing(), envNoneOf(),
		envSecretFile(), envShadowed(), envTogether(), envUnknown(), envUnread(),
	}
}

// requirement is an ENVIRONMENT statement of a service that certainly holds.
type requirement struct {
	service *graph.Service
	fact    graph.Fact[contract.Environment]
}

// onRequirements is a rule's Run that looks at each ENVIRONMENT statement that
// certainly holds.
func onRequirements(look func(*analyze.Pass, requirement)) func(*analyze.Pass) {
	return func(p *analyze.Pass) {
		for _, s := range activeServices(p.Graph) {
			if s.Replicas.Set && s.Replicas.N == 0 {
				continue // nothing runs that would miss anything
			}
			for _, f := range s.Contract.Variables {
				if !f.Maybe {
					look(p, requirement{s, f})
				}
			}
		}
	}
}

// variable is a service's variable by name; nil when compose does not set it.
func variable(s *graph.Service, name string) *graph.Variable {
	i, ok := slices.BinarySearchFunc(s.Environment, name, func(v graph.Variable, name string) int { return strings.Compare(v.Name, name) })
	if !ok {
		return nil
	}
	return &s.Environment[i]
}

// setting says whether a variable is set, in the project or in the image.
func setting(s *graph.Service, name string) contract.Answer {
	if v := variable(s, name); v != nil {
		switch {
		case v.State == graph.PassThrough || !v.Known():
			return contract.Unsaid
		case v.Value == "":
			return contract.No
		}
		return contract.Yes
	}
	if s.Meta != nil && slices.ContainsFunc(s.Meta.Env, func(v graph.Variable) bool { return v.Name == name && v.Value != "" }) {
		return contract.Yes
	}
	if len(s.EnvFilesUnread) > 0 || assignsItself(s, name) {
		return contract.Unsaid
	}
	return contract.No
}

// assignsItself reports whether a service's own command sets a variable before
// it runs the image's program.
func assignsItself(s *graph.Service, name string) bool {
	script, ok := scriptOf(s)
	return ok && assigns(script, name)
}

// given says whether a variable has a value, itself or in a file. Any statement
// may name the variable for the file.
func given(s *graph.Service, name string) contract.Answer {
	if answer := setting(s, name); answer != contract.No {
		return answer
	}
	for _, f := range s.Contract.Variables {
		if file := f.Clause.FileVariable(name); file != "" && slices.Contains(f.Clause.Names, name) {
			if answer := setting(s, file); answer != contract.No {
				return answer
			}
		}
	}
	return contract.No
}

// missing is the shape of findings about what is not there: they point at the
// variable where it is empty, else at the service. A password that an image
// wants for a new database may not be missed by one that is there already.
func missing(p *analyze.Pass, r requirement, name, message string) analyze.Finding {
	f := analyze.Finding{
		Message: message, Service: r.service.Name, Key: name, Place: r.service.Place,
		Consumer: r.fact.From.Confidence, Notes: []string{stated(r.fact.From, r.fact.Doc)},
	}
	if v := variable(r.service, name); v != nil {
		f.Place, f.Label = v.KeyPlace, "this is empty"
	}
	if v := olderVolume(p, r.service); v != nil && namesPassword(name) && r.fact.From.Confidence == graph.Catalog {
		f.Severity = analyze.Warning
		f.Notes = append(f.Notes, fmt.Sprintf("the volume %s is external: it may hold data already, for which this does not count", tick(v.Key)))
	}
	return f
}

// stated says where a requirement is from, and why it is there.
func stated(from graph.Provenance, doc string) string {
	if doc == "" {
		return origin(from)
	}
	return origin(from) + ": " + doc
}
