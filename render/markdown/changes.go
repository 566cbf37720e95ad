package markdown

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/view"
)

// ChangesMarker begins each comment about changes, invisibly.
const ChangesMarker = "<!-- ctypes diff -->"

// WriteChanges writes a comment about what changed: what breaks first.
func WriteChanges(w io.Writer, c view.Changes) error {
	c = c.Clean()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n### ctypes: %s\n", ChangesMarker, title(c.Summary))
	breaking := part{limit: tableShare}
	others := part{limit: detailShare}
	for i := range c.Changes {
		if c.Changes[i].Breaking {
			breaking.add(changeRow(&c.Changes[i]))
		} else {
			others.add(changeRow(&c.Changes[i]))
		}
	}
	if breaking.kept > 0 {
		b.WriteString("\n**Breaking**\n" + changeHead + breaking.text.String())
		breaking.rest(&b, "change")
	}
	if others.kept > 0 {
		b.WriteString("\n<details>\n<summary>" + render.Plural(others.kept+others.dropped, "other change") + "</summary>\n" + changeHead + others.text.String())
		others.rest(&b, "change")
		b.WriteString("\n</details>\n")
	}
	fmt.Fprintf(&b, "\n%s between %s and %s, by [ctypes](%s)\n", code(c.Project), escape(c.Base), escape(c.Head), render.Home)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the comment: %w", err)
	}
	return nil
}

const changeHead = "\n| | what | service | before | after |\n|---|---|---|---|---|\n"

func title(s view.ChangeSummary) string {
	n := s.Added + s.Removed + s.Changed
	switch {
	case n == 0:
		return "no changes"
	case s.Breaking > 0:
		return render.Plural(n, "change") + ", " + strconv.Itoa(s.Breaking) + " breaking"
	}
	return render.Plural(n, "change")
}

func changeRow(c *view.Change) string {
	what := string(c.Kind)
	if c.Name != "" {
		what += " " + code(c.Name)
	}
	cell := code
	if c.Kind == view.FindingKind {
		cell = escape
	}
	after := cell(c.After)
	if c.Breaking {
		after = strings.TrimSpace(after + " " + escape(c.Why))
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", c.Action, what, code(c.Service), cell(c.Before), after)
}
