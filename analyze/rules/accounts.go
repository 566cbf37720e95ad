package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// makesAccounts reports whether a link's client holds the password of the
// server's administrator beside its own login: it may make what it asks for.
func makesAccounts(l *unify.Link) bool {
	admin, _ := l.Login.Among[0].Lookup("password")
	var own []string
	for _, login := range l.Edge.Logins {
		if password, ok := login.Lookup("password"); ok {
			own = append(own, password.Key)
		}
	}
	return slices.ContainsFunc(l.Edge.Service.Environment, func(v graph.Variable) bool {
		administers := v.Name == admin.Key || namesPassword(v.Name) && strings.Contains(strings.ToUpper(v.Name), "ROOT")
		return administers && !slices.Contains(own, v.Name) && v.State != graph.Empty
	})
}

// madeElsewhere reports whether the command of some service makes what a link
// asks for, going by its words: create user shop.
func madeElsewhere(p *analyze.Pass, l *unify.Link) bool {
	wanted, err := regexp.Compile(`(?is)\b(?:create|add|mb|grant|make-?bucket)\w*\b.*\b` + regexp.QuoteMeta(l.Login.Wants.Text) + `\b`)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(activeServices(p.Graph), func(s *graph.Service) bool {
		for _, c := range []*graph.Command{s.Entrypoint, s.Command} {
			if c != nil && wanted.MatchString(line(c)) {
				return true
			}
		}
		return false
	})
}

// line is a command in one line.
func line(c *graph.Command) string {
	words := make([]string, len(c.Words))
	for i, w := range c.Words {
		words[i] = w.Value
	}
	return strings.Join(words, " ")
}

// olderData is the volume with the data of a link's server when it was made
// outside of the project: the server keeps the accounts that it finds there.
func olderData(p *analyze.Pass, l *unify.Link) *graph.Volume {
	if l.Passed != nil {
		return olderVolume(p, l.Passed.Endpoint.Service)
	}
	return olderVolume(p, l.To)
}

// olderVolume is the external volume that a service keeps its data on.
func olderVolume(p *analyze.Pass, s *graph.Service) *graph.Volume {
	for _, f := range s.Contract.Volumes {
		for _, m := range s.Mounts {
			if f.Clause.Persist != contract.Yes || m.Kind != graph.NamedVolume || !unify.Inside(m.Target, unify.VolumePath(f)) && !unify.Inside(unify.VolumePath(f), m.Target) {
				continue
			}
			if i := slices.IndexFunc(p.Volumes, func(v *graph.Volume) bool { return v.Key == m.Source && v.External }); i >= 0 {
				return p.Volumes[i]
			}
		}
	}
	return nil
}
