package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/near"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// secretsFolder is where the engine puts secrets that name no other target.
const secretsFolder = "/run/secrets/"

func envSecretFile() analyze.Rule {
	return analyze.Rule{
		Name: "env-secret-file", Severity: analyze.Error,
		Title: "a variable names a secret's file, and nothing is mounted there",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, v := range s.Environment {
					if namesSecret(v) && !mounted(s, v.Value) {
						reportSecretFile(p, s, v)
					}
				}
			}
		},
	}
}

func namesSecret(v graph.Variable) bool {
	return v.State == graph.Set && v.Known() && !toBeFilled(v.Text) && strings.HasSuffix(strings.ToUpper(v.Name), "_FILE") && strings.HasPrefix(v.Value, secretsFolder)
}

// mounted reports whether a path is on any mount, or may be on one that is not
// fully known.
func mounted(s *graph.Service, path string) bool {
	for _, m := range s.Mounts {
		if !m.Known || m.Target == path || strings.HasPrefix(path, strings.TrimSuffix(m.Target, "/")+"/") {
			return true
		}
	}
	return false
}

func reportSecretFile(p *analyze.Pass, s *graph.Service, v graph.Variable) {
	f := analyze.Finding{
		Message: fmt.Sprintf("%s of %s names %s, where nothing is mounted", tick(v.Name), tick(s.Name), tick(v.Value)),
		Service: s.Name, Key: v.Name, Place: v.Place, Label: "nothing is mounted here",
	}
	var targets []string
	for _, m := range s.Mounts {
		if m.Kind == graph.SecretFile {
			targets = append(targets, m.Target)
			f.Related = append(f.Related, graph.Related{Message: "this secret is mounted at " + m.Target, Service: s.Name, Place: m.Place})
		}
	}
	name := strings.TrimPrefix(v.Value, secretsFolder)
	switch hits := near.Suggest(v.Value, targets); {
	case len(hits) > 0:
		f.Help = fmt.Sprintf("did you mean %s?", list(tickAll(hits), "or"))
		f.Fixes = replace(v.At(source.Span{}, v.Name), hits[0], analyze.Unsafe)
	case len(targets) == 1:
		f.Help = fmt.Sprintf("the only secret of %s is at %s", tick(s.Name), tick(targets[0]))
		f.Fixes = replace(v.At(source.Span{}, v.Name), targets[0], analyze.Unsafe)
	default:
		f.Help = fmt.Sprintf("add %s to the `secrets` of %s", tick(name), tick(s.Name))
		f.Related = append(f.Related, givenTo(p, name)...)
	}
	p.Report(f)
}

// givenTo is where the secret of a name is given to the first other service.
func givenTo(p *analyze.Pass, name string) []graph.Related {
	for _, s := range p.Services {
		for _, m := range s.Mounts {
			if m.Kind == graph.SecretFile && m.Source == name {
				return []graph.Related{{Message: "given to " + tick(s.Name) + " here", Service: s.Name, Place: m.Place}}
			}
		}
	}
	return nil
}
