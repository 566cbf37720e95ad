package build

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// secrets are the places of a project's secrets: values of variables that are
// named or typed so, passwords in addresses and in commands, and what the
// environment that ctypes runs in contributed.
func secrets(g *graph.Graph) []source.Place {
	places := inEnvFiles(g.Project)
	patterns := newSecretPatterns()
	for _, s := range g.Services {
		places = append(places, patterns.inService(s)...)
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

// inService are the places of the secrets in a service's definition.
func (p secretPatterns) inService(s *graph.Service) []source.Place {
	var places []source.Place
	typed := secretVariables(s)
	variables := s.Environment
	if s.Build != nil {
		variables = slices.Concat(variables, s.Build.Args)
	}
	for _, v := range variables {
		for _, t := range append([]graph.Text{v.Text}, v.Shadowed...) {
			if t.Value != "" && (typed[v.Name] || IsSecretName(v.Name)) {
				places = append(places, t.Place)
			}
			places = append(places, p.inText(t)...)
		}
		places = append(places, fromProcess(v.Text)...)
	}
	for _, v := range s.InFiles {
		places = append(places, v.Place)
	}
	for _, l := range s.Labels {
		if IsSecretName(l.Name) {
			places = append(places, l.Place)
		}
		places = append(places, p.inText(l.Text)...)
	}
	var commands [][]graph.Text
	for _, c := range []*graph.Command{s.Command, s.Entrypoint} {
		if c != nil {
			commands = append(commands, c.Words)
		}
	}
	if s.Health != nil {
		commands = append(commands, s.Health.Test)
	}
	for _, words := range commands {
		places = append(places, p.inWords(words)...)
	}
	return places
}

// inEnvFiles are the places of the secrets in the env files of a project.
func inEnvFiles(p *graph.Project) []source.Place {
	var places []source.Place
	for _, name := range p.EnvFiles {
		f := p.Sources.File(name)
		if f == nil {
			continue
		}
		at := 0
		for line := range strings.Lines(string(f.Data)) {
			name, value, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "=")
			if name = strings.TrimPrefix(strings.TrimSpace(name), "export "); ok && value != "" && !strings.HasPrefix(name, "#") && IsSecretName(name) {
				end := at + len(strings.TrimRight(line, "\r\n"))
				places = append(places, source.Place{File: f.Name, Span: source.Span{Start: end - len(value), End: end}})
			}
			at += len(line)
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

// secretPatterns find secrets in texts that hold more than one.
type secretPatterns struct {
	// address finds the password of a URL; named, in a command, what follows a
	// flag or an assignment that is named so; attached what follows the -p of a
	// MySQL client. flag matches a whole word.
	address, named, attached, flag *regexp.Regexp
}

func newSecretPatterns() secretPatterns {
	const name = `(?i)(?:^|\s)-{0,2}[\w-]*(?:pass|secret|token|masterauth)[\w-]*`
	return secretPatterns{
		address:  regexp.MustCompile(`://[^\s/@:"']*:([^\s/@"']+)@`),
		named:    regexp.MustCompile(name + `(?:=|\s+)["']?([^\s"'$-][^\s"']*)`),
		attached: regexp.MustCompile(`^-p([^\s"'$=]+)$|\b(?:mysql|mariadb)[\w-]*\s(?:.*\s)?-p([^\s"'$=]+)`),
		flag:     regexp.MustCompile(name + `$`),
	}
}

// inText are the passwords of the addresses in a text.
func (p secretPatterns) inText(t graph.Text) []source.Place {
	if !strings.Contains(t.Value, "@") {
		return nil
	}
	return groups(t, p.address)
}

// inWords are the secrets in the words of a command.
func (p secretPatterns) inWords(words []graph.Text) []source.Place {
	var places []source.Place
	for i, w := range words {
		places = append(places, p.inText(w)...)
		places = append(places, groups(w, p.named)...)
		places = append(places, groups(w, p.attached)...)
		follows := i > 0 && strings.HasPrefix(words[i-1].Value, "-") && p.flag.MatchString(words[i-1].Value)
		if follows && w.Value != "" && !strings.ContainsAny(w.Value[:1], "-$") {
			places = append(places, w.Place)
		}
	}
	return places
}

// groups are the places of what a pattern's groups match in a text.
func groups(t graph.Text, pattern *regexp.Regexp) []source.Place {
	var places []source.Place
	for _, m := range pattern.FindAllStringSubmatchIndex(t.Value, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				places = append(places, t.Place.At(source.Span{Start: m[g], End: m[g+1]}))
			}
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
