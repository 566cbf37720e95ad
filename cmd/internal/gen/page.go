package main

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
)

// rulesPage is the page of all rules, made from their own texts.
func rulesPage(all []analyze.Rule) string {
	var b strings.Builder
	b.WriteString("<!-- Written by `make generate` from analyze/rules; edit the pages there. -->\n\n# Rules\n\n")
	b.WriteString("A rule's severity is the worst that it reports: what is only inferred from a value or a name is told with\nless. " +
		"`ctypes explain RULE` prints a rule's part of this page, and a comment silences one finding:\n" +
		"`# ctypes: ignore[RULE] reason`, on the line or above it.\n\n")
	b.WriteString("| rule | severity | what it finds |\n|---|---|---|\n")
	for _, r := range all {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", r.Name, r.Name, r.Severity, strings.ReplaceAll(r.Title, "|", "\\|"))
	}
	for _, r := range all {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", r.Name, body(r))
	}
	return b.String()
}

// body is a rule's page without its own title, its headings one level down.
func body(r analyze.Rule) string {
	var b strings.Builder
	fenced := false
	for line := range strings.Lines(strings.TrimSpace(r.Page)) {
		switch {
		case strings.HasPrefix(line, "```"):
			fenced = !fenced
		case !fenced && strings.HasPrefix(line, "# "):
			continue
		case !fenced && strings.HasPrefix(line, "#"):
			line = "#" + line
		}
		b.WriteString(line)
	}
	return strings.TrimSpace(b.String())
}
