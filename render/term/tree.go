package term

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/render"
)

// twig is a line of the tree: what it is about, and what there is to say of it.
type twig struct {
	stem, name, verdict string
	ink                 ink
}

// tree adds the services with their verdicts, and below each the services that
// it connects to with theirs.
func (p *page) tree(r *analyze.Report) {
	if r.Graph == nil || r.Graph.Project == nil {
		return
	}
	links := map[*graph.Service][]*unify.Link{}
	for _, l := range r.Links {
		if l.To != nil && l.To != l.Edge.Service {
			links[l.Edge.Service] = append(links[l.Edge.Service], l)
		}
	}
	var twigs []twig
	services := slices.DeleteFunc(slices.Clone(r.Graph.Services), func(s *graph.Service) bool { return !s.Active })
	for i, s := range services {
		stem, below := branch(i == len(services)-1)
		twigs = append(twigs, p.service(r, s, stem))
		leaves := p.leaves(r, links[s])
		for j, leaf := range leaves {
			leaf.stem, _ = branch(j == len(leaves)-1)
			leaf.stem = below + leaf.stem
			twigs = append(twigs, leaf)
		}
	}
	p.twigs(twigs)
}

// branch is what leads to an item of a list, and what stands below it.
func branch(last bool) (stem, below string) {
	if last {
		return "└─ ", "   "
	}
	return "├─ ", "│  "
}

// service is a service's line. It is unchecked when nothing is known of it.
func (p *page) service(r *analyze.Report, s *graph.Service, stem string) twig {
	t := twig{stem: stem, name: render.Clean(s.Name), verdict: "ok", ink: good}
	var found [analyze.Error + 1]int
	worst := analyze.Severity(0)
	for _, d := range r.Diagnostics {
		if d.Service == s.Name && d.Severity > analyze.Info {
			found[d.Severity]++
			worst = max(worst, d.Severity)
		}
	}
	switch {
	case worst > 0:
		var parts []string
		for severity := worst; severity > analyze.Info; severity-- {
			if n := found[severity]; n > 0 {
				parts = append(parts, count(n, severity.String(), severity.String()+"s"))
			}
		}
		t.verdict, t.ink = strings.Join(parts, ", "), inkOf(worst)
	case slices.ContainsFunc(r.Unchecked, func(u graph.Unchecked) bool { return u.Service == s.Name }):
		t.verdict, t.ink = "unchecked", gutter
	}
	return t
}

// leaves are the lines of the services that a service connects to, one for each
// port.
func (p *page) leaves(r *analyze.Report, links []*unify.Link) []twig {
	var leaves []twig
	for _, l := range links {
		leaf := twig{name: "→ " + render.Clean(l.To.Name), verdict: "unknown", ink: gutter}
		if l.Port != 0 {
			leaf.name += " " + strconv.Itoa(l.Port)
		}
		if l.Verdict == unify.Fits {
			leaf.verdict, leaf.ink = "ok", good
		}
		for _, d := range r.Diagnostics {
			if d.Link == l && d.Severity > analyze.Info {
				leaf.verdict, leaf.ink = d.Rule, inkOf(d.Severity)
			}
		}
		if !slices.Contains(leaves, leaf) {
			leaves = append(leaves, leaf)
		}
	}
	return leaves
}

// twigs adds lines with their verdicts below each other.
func (p *page) twigs(all []twig) {
	column := 0
	for _, t := range all {
		column = max(column, width(t.stem+t.name))
	}
	for _, t := range all {
		gap := strings.Repeat(" ", column-width(t.stem+t.name)+2)
		p.row(p.paint(gutter, t.stem) + t.name + gap + p.paint(t.ink, t.verdict))
	}
	p.open = p.open || len(all) > 0
	p.gap()
}
