// Package template tells reports in the user's own words: a Go template is
// executed for each project, with the report as docs/json.md describes it.
package template

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/view"
)

// New returns a renderer for a template's text. Templates may call
//
//	json VALUE         the value as JSON
//	replace OLD NEW S  S with each OLD replaced by NEW
//	rule NAME          the rule of that name: .Name, .Title, .Severity, .Page, .URL
//
// Its error is about the text.
func New(text string, rules []analyze.Rule) (render.Renderer, error) {
	t, err := template.New("template").Option("missingkey=error").Funcs(template.FuncMap{
		"json": encode,
		"replace": func(old, replacement, s string) string {
			return strings.ReplaceAll(s, old, replacement)
		},
		"rule": func(name string) (rule, error) { return find(rules, name) },
	}).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("reading the template: %w", err)
	}
	return renderer{t}, nil
}

type renderer struct{ template *template.Template }

// Render implements render.Renderer.
func (r renderer) Render(w io.Writer, report *analyze.Report) error {
	if err := r.template.Execute(w, view.New(report).Clean()); err != nil {
		return fmt.Errorf("executing the template: %w", err)
	}
	return nil
}

// Close implements render.Renderer. Where a document needs an end, the
// template has to write it for each project.
func (renderer) Close(io.Writer) error { return nil }

// rule is what templates see of a rule.
type rule struct{ Name, Title, Severity, Page, URL string }

func find(rules []analyze.Rule, name string) (rule, error) {
	i := slices.IndexFunc(rules, func(r analyze.Rule) bool { return r.Name == name })
	if i < 0 {
		return rule{}, fmt.Errorf("there is no rule `%s`", name)
	}
	r := rules[i]
	return rule{r.Name, r.Title, r.Severity.String(), r.Page, render.RuleURL(r.Name)}, nil
}

func encode(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", fmt.Errorf("encoding a value: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
