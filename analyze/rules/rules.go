// Package rules holds the rules, one file each, with the page that documents
// it beside it.
package rules

import (
	"embed"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
)

//go:embed *.md
var pages embed.FS

// All returns every rule, by name.
func All() []analyze.Rule {
	all := slices.Concat(compose(), images(), environment(), hosts(), ports(), types(), health(), order(), volumes(), schemas())
	for i := range all {
		all[i].Page = page(all[i].Name)
	}
	slices.SortFunc(all, func(a, b analyze.Rule) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// page is a rule's documentation; a test sees to it that there is one.
func page(name string) string {
	text, err := pages.ReadFile(name + ".md")
	if err != nil {
		return ""
	}
	return string(text)
}
