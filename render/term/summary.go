package term

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/render"
)

// named is how many services a line of the summary names before it counts.
const named = 8

// summary adds what was found, what was looked at, where each contract is
// from, and what was not checked and why, so that silence can be trusted.
func (p *page) summary(r *analyze.Report, told []analyze.Diagnostic) {
	p.verdict(r, told)
	s := r.Summary
	if s.Services == 0 {
		return
	}
	p.fact("checked", join(
		count(s.Services, "service", "services"),
		links(s),
		count(s.Volumes, "volume", "volumes"),
		count(s.Variables, "variable", "variables"),
	))
	p.contracts(r)
	p.unchecked(r.Unchecked)
	if s.Suppressed > 0 {
		p.fact("ignored", count(s.Suppressed, "finding", "findings"))
	}
	if s.Accepted > 0 {
		p.fact("accepted", count(s.Accepted, "finding", "findings")+" by the baseline")
	}
	if s.Known > 0 {
		p.fact("known", count(s.Known, "finding", "findings")+" of the base, not told again")
	}
}

// verdict adds the line that counts what was told.
func (p *page) verdict(r *analyze.Report, told []analyze.Diagnostic) {
	name := "the project"
	if r.Graph != nil && r.Graph.Project != nil && r.Graph.Name != "" {
		name = "`" + render.Clean(r.Graph.Name) + "`"
		if p.many && len(r.Graph.Files) > 0 {
			name += " (" + render.Clean(r.Graph.Files[0]) + ")"
		}
	}
	if len(told) == 0 {
		p.row(p.paint(good, "no findings") + p.paint(strong, " in "+name))
		return
	}
	var found [analyze.Error + 1]int
	for _, d := range told {
		found[d.Severity]++
	}
	p.row(strings.Join(p.tally(found), ", ") + p.paint(strong, " in "+name))
}

// tally counts findings by severity, the worst first.
func (p *page) tally(found [analyze.Error + 1]int) []string {
	var parts []string
	for s := analyze.Error; s >= analyze.Info; s-- {
		if n := found[s]; n > 0 {
			parts = append(parts, p.paint(inkOf(s), count(n, s.String(), s.String()+"s")))
		}
	}
	return parts
}

// fact adds one line of the summary.
func (p *page) fact(head, text string) {
	const column = 13
	p.hanging("  "+p.paint(gutter, head)+strings.Repeat(" ", column-2-len(head)), column, text)
}

func links(s analyze.Summary) string {
	text := count(s.Links, "link", "links")
	if s.Links > 0 {
		text += fmt.Sprintf(" (%d typed)", s.TypedLinks)
	}
	return text
}

// contracts adds where the services' contracts are from: every service's
// layers on request, else the services by their strongest layer.
func (p *page) contracts(r *analyze.Report) {
	if r.Graph == nil || r.Graph.Project == nil {
		return
	}
	if p.verbose {
		p.layers(r.Graph.Services)
		return
	}
	var by [contract.ImpliedLayer + 1][]string
	for _, s := range r.Graph.Services {
		if l := strongest(s); s.Active {
			by[l] = append(by[l], s.Name)
		}
	}
	var parts []string
	for l := contract.ServiceLayer; l <= contract.ImpliedLayer; l++ {
		if len(by[l]) > 0 {
			parts = append(parts, layerTitle(l)+" for "+list(by[l]))
		}
	}
	if none := by[0]; len(none) > 0 {
		parts = append(parts, "none for "+list(none))
	}
	if len(parts) > 0 {
		p.fact("contracts", strings.Join(parts, "; "))
	}
}

func (p *page) layers(services []*graph.Service) {
	head := "contracts"
	for _, s := range services {
		if !s.Active {
			continue
		}
		parts := make([]string, 0, len(s.Contract.Layers))
		for _, l := range s.Contract.Layers {
			parts = append(parts, layer(l))
		}
		text := "none"
		if len(parts) > 0 {
			text = strings.Join(parts, ", ")
		}
		p.fact(head, s.Name+": "+p.hide(text))
		head = ""
	}
}

// strongest is the strongest layer of a service's contract, 0 for none.
func strongest(s *graph.Service) contract.Layer {
	if len(s.Contract.Layers) == 0 {
		return 0
	}
	return s.Contract.Layers[0].Layer
}

// layerTitle names a layer in a sentence.
func layerTitle(l contract.Layer) string {
	switch l {
	case contract.ServiceLayer:
		return "x-ctypes"
	case contract.ProjectLayer:
		return "project files"
	case contract.DirectiveLayer:
		return "Dockerfile"
	case contract.ReferrerLayer:
		return "referrer"
	case contract.LabelLayer:
		return "image labels"
	case contract.CatalogLayer:
		return "catalog"
	case contract.BaseLayer:
		return "catalog of the base image"
	case contract.HintLayer:
		return "hints"
	case contract.ConfigLayer:
		return "image config"
	case contract.ImpliedLayer:
		return "compose values"
	}
	return "unknown"
}

// layer names a layer and the text it is from.
func layer(p graph.Provenance) string {
	title, origin := layerTitle(p.Layer), familiar(p.Origin)
	switch {
	case origin == "":
		return title
	case strings.HasPrefix(origin, title):
		return origin
	}
	return title + " " + origin
}

// familiar shortens the names of images in the library of Docker Hub.
func familiar(origin string) string {
	return strings.TrimPrefix(strings.TrimPrefix(origin, "docker.io/library/"), "docker.io/")
}

// unchecked adds what nothing could be said of, the services of one reason
// together.
func (p *page) unchecked(all []graph.Unchecked) {
	var whys []string
	services := map[string][]string{}
	for _, u := range all {
		if !slices.Contains(whys, u.Why) {
			whys = append(whys, u.Why)
		}
		services[u.Why] = append(services[u.Why], u.Service)
	}
	head := "unchecked"
	for _, why := range whys {
		p.fact(head, list(services[why])+": "+why)
		head = ""
	}
}

// list names things, and counts those that are too many to name.
func list(names []string) string {
	if len(names) <= named+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:named], ", "), len(names)-named)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func join(parts ...string) string { return strings.Join(parts, ", ") }
