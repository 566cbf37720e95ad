package build

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// secrets are the places of a project's secrets: values of variables that are
// named or typed so, passwords in addresses, and what the environment that
// ctypes runs in contributed.
func secrets(g *graph.Graph) []source.Place {
	var places []source.Place
	for _, s := range g.Services {
		typed := secretVariables(s)
		for _, v := range s.Environment {
			if v.Value != "" && (typed[v.Name] || IsSecretName(v.Name)) {
				places = append(places, v.Place)
			}
			for _, old := range v.Shadowed {
				if IsSecretName(v.Name) {
					places = append(places, old.Place)
				}
			}
			places = append(places, fromProcess(v.Text)...)
		}
		for _, l := range s.Labels {
			if IsSecretName(l.Name) {
				places = append(places, l.Place)
			}
		}
	}
	for _, e := range g.Edges {
		for _, login := range e.Logins {
			for _, a := range login {
				if a.Secret && !a.Place.IsZero() && a.Text != "" {
					places = append(places, a.Place)
				}
			}
		}
	}
	return places
}

func secretVariables(s *graph.Service) map[string]bool {
	typed := map[string]bool{}
	for _, f := range s.Contract.Variables {
		if f.Clause.Format.Secret() {
			for _, name := range f.Clause.Names {
				typed[name] = true
			}
		}
	}
	return typed
}

// fromProcess are the runs of a text that the process environment contributed.
func fromProcess(t graph.Text) []source.Place {
	var places []source.Place
	for _, p := range t.Parts {
		if p.Origin == graph.FromProcess && p.Span.Start < p.Span.End {
			places = append(places, t.Place.At(p.Span))
		}
	}
	return places
}

// IsSecretName reports whether a variable's name says that its value is a
// secret. The name of a file with a secret is none.
func IsSecretName(name string) bool {
	upper := strings.ToUpper(name)
	if strings.HasSuffix(upper, "_FILE") || strings.HasSuffix(upper, "_PATH") {
		return false
	}
	for _, word := range []string{"PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "PRIVATE_KEY", "APIKEY", "ACCESSKEY"} {
		if strings.Contains(upper, word) {
			return true
		}
	}
	for _, word := range strings.FieldsFunc(upper, func(r rune) bool { return r == '_' || r == '-' || r == '.' }) {
		switch word {
		case "KEY", "KEYS", "PASS", "PWD", "PW", "AUTH":
			return true
		}
	}
	return false
}
