package compose

import (
	"maps"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// converter turns compose-go's project into the graph's: its values, with the
// places that the files give them.
type converter struct {
	layout  *layout
	sources *sources
	project *types.Project
}

// convert fills in a project.
func (c *converter) convert(p *graph.Project) {
	all := c.project.AllServices()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		cfg := all[name]
		_, active := c.project.Services[name]
		r := c.reader("services", name)
		p.Services = append(p.Services, r.service(&cfg, active))
	}
	for _, key := range slices.Sorted(maps.Keys(c.project.Networks)) {
		n := c.project.Networks[key]
		p.Networks = append(p.Networks, &graph.Network{
			Key: key, Name: n.Name, External: bool(n.External), Internal: n.Internal, Driver: n.Driver,
			Place: c.reader("networks", key).key(),
		})
	}
	for _, key := range slices.Sorted(maps.Keys(c.project.Volumes)) {
		v := c.project.Volumes[key]
		p.Volumes = append(p.Volumes, &graph.Volume{
			Key: key, Name: v.Name, External: bool(v.External), Driver: v.Driver, Options: v.DriverOpts,
			Place: c.reader("volumes", key).key(),
		})
	}
	c.extension(p)
}

// reader reads one resource of the project.
type reader struct {
	*converter
	name string
	path source.Path
	view view
}

func (c *converter) reader(section, name string) reader {
	return reader{c, name, source.NewPath(section, name), c.layout.resource(c.layout.root, resourceName{section, name})}
}

// key is the place of the resource's name; nowhere for one that compose adds.
func (r reader) key() source.Place {
	if len(r.view) == 0 {
		return source.Place{}
	}
	return source.Place{Path: r.path, Key: true}
}

// place is the route of a value below the resource.
func (r reader) place(keys ...string) source.Place { return source.Place{Path: r.path.Join(keys...)} }

func (r reader) at(keys ...string) view { return r.layout.at(r.view, keys...) }

// text is a string of the model, with its place and what is interpolated in it.
func (r reader) text(value string, keys ...string) graph.Text {
	top := r.at(keys...).top()
	if top.node == nil {
		return graph.Text{Value: value}
	}
	return r.textAt(target{layer: top}, value, r.path.Join(keys...))
}

// textAt is the text of a target that a route leads to.
func (r reader) textAt(at target, value string, path source.Path) graph.Text {
	t := graph.Text{Value: value, Place: source.Place{Path: path}}
	if at.node.Kind != yaml.ScalarNode || at.form == whole && strings.IndexByte(at.node.Value, '$') < 0 {
		return t
	}
	if e, ok := at.text(); ok && e.value == value {
		t.Parts = e.parts
	}
	return t
}

// written is a scalar as the user wrote it, "" for anything else.
func written(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// item is an entry of a list, and the number that its route has.
type item struct {
	layer
	number int
}

// listed returns the entries of a list that are there.
func (r reader) listed(v view) []item {
	var items []item
	for i, l := range r.layout.items(v) {
		if l.node != nil {
			items = append(items, item{l, i})
		}
	}
	return items
}

// texts are the items of a list of strings as compose merged them.
func (r reader) texts(values []string, keys ...string) []graph.Text {
	at := map[string]item{}
	for _, it := range r.listed(r.at(keys...)) {
		if value, ok := it.value(); ok {
			at[value] = it
		}
	}
	texts := make([]graph.Text, 0, len(values))
	for _, value := range values {
		it, ok := at[value]
		if !ok {
			texts = append(texts, graph.Text{Value: value})
			continue
		}
		texts = append(texts, r.textAt(target{layer: it.layer}, value, r.path.Join(keys...).Index(it.number)))
	}
	return texts
}
