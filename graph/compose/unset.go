package compose

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// unset collects the references of compose files to variables that are set
// nowhere and have no default, each once, in order of place.
type unset struct {
	layout *layout
	found  []graph.Reference
	seen   map[*yaml.Node]bool
}

// unsetReferences returns those of all files, env files included.
func unsetReferences(t *layout, resolver source.Resolver) []graph.Reference {
	u := unset{layout: t, seen: map[*yaml.Node]bool{}, found: t.env.unset}
	u.group(t.root)
	for _, g := range t.baseGroups() {
		u.base(g)
	}
	type placed struct {
		graph.Reference
		at source.Range
	}
	all := make([]placed, 0, len(u.found))
	for _, r := range u.found {
		all = append(all, placed{r, resolver.Resolve(r.Place)})
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		return cmp.Or(a.at.Compare(b.at), strings.Compare(a.Service, b.Service))
	})
	all = slices.CompactFunc(all, func(a, b placed) bool { return a.at == b.at })
	references := make([]graph.Reference, 0, len(all))
	for _, r := range all {
		references = append(references, r.Reference)
	}
	return references
}

func (u *unset) group(g *group) {
	for _, unit := range g.units {
		for _, inner := range unit.included {
			u.group(inner)
		}
		u.mapping(unit, unit.doc.Root, nil)
	}
}

// base visits the services that are extended in a file of their own, and what
// they refer to.
func (u *unset) base(g *group) {
	for _, unit := range g.units {
		services := u.layout.section(unit, "services")
		for _, p := range source.Pairs(services) {
			if g.used[p.Key.Value] {
				u.visit(unit, p.Value, []string{"services", p.Key.Value}, true)
			}
		}
	}
}

func (u *unset) mapping(unit *unit, n *yaml.Node, path []string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		u.visit(unit, n.Content[i+1], with(path, n.Content[i].Value), false)
	}
}

// visit visits a value; of aliases only when told to follow them, since
// otherwise it comes by what they stand for.
func (u *unset) visit(unit *unit, n *yaml.Node, path []string, follow bool) {
	if n.Kind == yaml.AliasNode && follow {
		n = source.Deref(n)
	}
	if n == nil || u.seen[n] || u.layout.dropped[n] {
		return
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if strings.IndexByte(n.Value, '$') >= 0 && n.Tag == "!!str" {
			u.seen[n] = true
			u.scalar(unit, n, path)
		}
	case yaml.MappingNode:
		u.seen[n] = true
		for i := 0; i+1 < len(n.Content); i += 2 {
			u.visit(unit, n.Content[i+1], with(path, n.Content[i].Value), follow)
		}
	case yaml.SequenceNode:
		u.seen[n] = true
		for _, item := range n.Content {
			u.visit(unit, item, path, follow)
		}
	case yaml.AliasNode, yaml.DocumentNode, yaml.StreamNode:
	}
}

func (u *unset) scalar(unit *unit, n *yaml.Node, path []string) {
	scope := unit.group.scope
	e := expand(n.Value, scope.lookup, nil)
	if len(e.unset) == 0 || scope.partial {
		return
	}
	service := ""
	if len(path) > 1 && path[0] == "services" {
		service = path[1]
	}
	align := unit.doc.Scalar(n)
	for _, r := range e.unset {
		u.found = append(u.found, graph.Reference{
			Variable: r.name, Braced: r.braced, Service: service, Path: source.NewPath(itemPath(path, n.Value)...),
			Place: source.Place{File: unit.file.text.Name, Span: align.Origin(r.span)},
		})
	}
}

// itemPath is the route to a scalar, through the name of a KEY=VALUE item where
// it is one.
func itemPath(path []string, value string) []string {
	if len(path) == 0 || path[len(path)-1] != "environment" && path[len(path)-1] != "labels" {
		return path
	}
	name, _, _ := strings.Cut(value, "=")
	return with(path, name)
}
