package analyze

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

// Redactor keeps what the process environment contributed out of reports: a
// review bot's environment is none of the project's business. It puts the
// reference in place of the value.
type Redactor struct {
	values []contribution // longest first
}

// contribution is a value of the process environment that reached the project.
type contribution struct {
	value, reference string
}

// newRedactor gathers what the process environment contributed to a project.
// Names of services stay: they stand in the project anyway.
func newRedactor(g *graph.Graph) Redactor {
	known := map[string]bool{"": true}
	for _, s := range g.Services {
		known[s.Name] = true
	}
	var r Redactor
	for _, s := range g.Services {
		texts := []graph.Text{s.Image, s.ContainerName, s.Hostname, s.User, s.NetworkMode, s.WorkingDir, s.Restart}
		for _, v := range s.Environment {
			texts = append(texts, v.Text)
		}
		for _, l := range s.Labels {
			texts = append(texts, l.Text)
		}
		for _, m := range s.Mounts {
			texts = append(texts, m.SourceRaw)
		}
		for _, c := range []*graph.Command{s.Command, s.Entrypoint} {
			if c != nil {
				texts = append(texts, c.Words...)
			}
		}
		for _, t := range texts {
			r.learn(t, known)
		}
	}
	slices.SortFunc(r.values, func(a, b contribution) int {
		if len(a.value) != len(b.value) {
			return len(b.value) - len(a.value)
		}
		return strings.Compare(a.value, b.value)
	})
	return r
}

func (r *Redactor) learn(t graph.Text, known map[string]bool) {
	for _, p := range t.Parts {
		if p.Origin != graph.FromProcess || p.Span.End > len(t.Value) || p.Span.Start > p.Span.End {
			continue
		}
		if value := t.Value[p.Span.Start:p.Span.End]; !known[value] {
			known[value] = true
			r.values = append(r.values, contribution{value, "${" + p.Variable + "}"})
		}
	}
}

// Text is a text with every such value replaced by its reference.
func (r Redactor) Text(s string) string {
	for _, c := range r.values {
		s = replaceWhole(s, c.value, c.reference)
	}
	return s
}

// replaceWhole replaces a value where it is not part of a longer word.
func replaceWhole(s, value, reference string) string {
	if !strings.Contains(s, value) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		j := strings.Index(s[i:], value)
		if j < 0 {
			b.WriteString(s[i:])
			break
		}
		start, end := i+j, i+j+len(value)
		b.WriteString(s[i:start])
		if start > 0 && isWord(s[start-1]) && isWord(value[0]) || end < len(s) && isWord(s[end]) && isWord(value[len(value)-1]) {
			b.WriteString(value)
		} else {
			b.WriteString(reference)
		}
		i = end
	}
	return b.String()
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// diagnostic redacts all texts of a diagnostic.
func (r Redactor) diagnostic(d Diagnostic) Diagnostic {
	if len(r.values) == 0 {
		return d
	}
	d.Message, d.Label, d.Help, d.Key = r.Text(d.Message), r.Text(d.Label), r.Text(d.Help), r.Text(d.Key)
	for i := range d.Notes {
		d.Notes[i] = r.Text(d.Notes[i])
	}
	for i := range d.Related {
		d.Related[i].Message = r.Text(d.Related[i].Message)
	}
	for i := range d.Fixes {
		d.Fixes[i].Title = r.Text(d.Fixes[i].Title)
	}
	return d
}
