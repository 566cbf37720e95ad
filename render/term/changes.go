package term

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/view"
)

// WriteChanges writes what changed, a line each, by kind; what breaks is first.
func WriteChanges(w io.Writer, c view.Changes, o Options) error {
	c = c.Clean()
	p := newPage(o, &analyze.Report{})
	p.changes("breaking", c.Changes, func(ch *view.Change) bool { return ch.Breaking })
	for _, kind := range view.Kinds() {
		p.changes(string(kind)+"s", c.Changes, func(ch *view.Change) bool { return !ch.Breaking && ch.Kind == kind })
	}
	p.gap()
	p.row(p.changeVerdict(c))
	return p.flush(w)
}

// changes adds the changes that are chosen below a title.
func (p *page) changes(title string, all []view.Change, chosen func(*view.Change) bool) {
	first := true
	for i := range all {
		ch := &all[i]
		if !chosen(ch) {
			continue
		}
		if first {
			p.gap()
			p.row(p.paint(strong, title))
			first, p.open = false, true
		}
		sign, ink := signOf(ch)
		p.hanging("  "+p.paint(ink, sign)+" ", 4, changeText(ch))
	}
}

// signOf is how a change is marked.
func signOf(ch *view.Change) (string, ink) {
	sign, ink := "~", mild
	switch ch.Action {
	case view.Added:
		sign, ink = "+", good
	case view.Removed:
		sign, ink = "-", bad
	case view.Changed:
	}
	if ch.Breaking {
		return "!", worst
	}
	return sign, ink
}

// changeText says what changed, in one line.
func changeText(ch *view.Change) string {
	words := "`" + ch.Service + "`"
	if ch.Breaking {
		words = string(ch.Kind) + " of " + words
		if ch.Kind == view.ServiceKind {
			words = "service `" + ch.Service + "`"
		}
	}
	if ch.Service == "" {
		words = "the project"
	}
	if ch.Name != "" {
		words += " " + ch.Name
	}
	switch {
	case ch.Action == view.Changed:
		words += ": " + orNothing(ch.Before) + " -> " + orNothing(ch.After)
	case ch.Before+ch.After != "":
		words += ": " + ch.Before + ch.After
	}
	if ch.Why != "" {
		words += "; " + ch.Why
	}
	return words
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// changeVerdict is the last line.
func (p *page) changeVerdict(c view.Changes) string {
	ends := fmt.Sprintf(" in `%s` between %s and %s", c.Project, c.Base, c.Head)
	s := c.Summary
	if s.Added+s.Removed+s.Changed == 0 {
		return p.paint(good, "no changes") + p.paint(strong, ends)
	}
	var parts []string
	for _, n := range []struct {
		count int
		word  string
	}{{s.Added, "added"}, {s.Removed, "removed"}, {s.Changed, "changed"}} {
		if n.count > 0 {
			parts = append(parts, strconv.Itoa(n.count)+" "+n.word)
		}
	}
	text := strings.Join(parts, ", ")
	if s.Breaking > 0 {
		text += "; " + p.paint(worst, render.Plural(s.Breaking, "breaking change"))
	}
	return text + p.paint(strong, ends)
}
