package compose

import (
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// layout is the compose files of a project and how they are put together.
type layout struct {
	disk     *disk
	env      *envReader
	problems *problems
	root     *group

	parsed map[string]*composeFile // by absolute path
	order  []*composeFile          // as they were read
	bases  map[baseKey]*group      // files that extends names
	// circular are the services that extend each other in a circle.
	circular map[extension]bool
	indexes  map[*yaml.Node]map[string]source.Pair
	merged   map[resourceKey]view
	lists    map[listKey]map[string]entry
	// dropped are values that the model does without, because compose refuses
	// them; damaged are the resources that they are missing from, and lost the
	// sections that lack some resource.
	dropped map[*yaml.Node]bool
	damaged map[resourceName]bool
	lost    map[string]bool
	// own says that compose-go must not load the project at once: it would read
	// an env file that may not be read, a file that an overlay stands for, or
	// one relative to the process rather than to the project.
	own bool
	// size is what the files hold together.
	size size
	// spares are what compose-go gets in the place of values that would cost it
	// too much.
	spares map[*yaml.Node]string
}

// composeFile is a compose file as it was read.
type composeFile struct {
	path      string // absolute; - for standard input
	text      *source.File
	documents []*source.Document
}

// group is a list of compose files that are merged in order and then stand for
// one model: those of the project, those of an include, or the one that an
// extends names.
type group struct {
	units []*unit
	// dir is what relative paths are relative to.
	dir   string
	scope *scope
	// extended says that only some services are used, by extends.
	extended bool
	// used are those services.
	used map[string]bool
}

// unit is one document of a group's files.
type unit struct {
	file  *composeFile
	doc   *source.Document
	group *group
	// included are the groups of its include section, in order.
	included []*group
	// extends are what its services extend, by section and name.
	extends map[resourceName]base
}

type resourceName struct{ section, name string }

// base is what a service extends.
type base struct {
	// group is the file's that extends names; nil for the unit itself.
	group *group
	resourceName
}

func newLayout(d *disk, env *envReader, p *problems) *layout {
	return &layout{
		disk: d, env: env, problems: p,
		parsed: map[string]*composeFile{}, bases: map[baseKey]*group{},
		circular: map[extension]bool{}, indexes: map[*yaml.Node]map[string]source.Pair{}, merged: map[resourceKey]view{}, lists: map[listKey]map[string]entry{},
		dropped: map[*yaml.Node]bool{}, damaged: map[resourceName]bool{}, lost: map[string]bool{},
	}
}

// read returns a compose file, nil after reporting why it cannot be read; from
// is what names it.
func (t *layout) read(path string, from graph.Problem) *composeFile {
	if f, ok := t.parsed[path]; ok {
		return f
	}
	text, err := t.disk.Read(path)
	if err != nil {
		from.Message += ": " + err.Error()
		t.problems.add(from)
		return nil
	}
	if _, ok := t.disk.overlay[filepath.Clean(path)]; ok {
		t.own = true
	}
	return t.keep(path, text)
}

// keep parses a text and keeps it; nil after reporting why it is none.
func (t *layout) keep(path string, text *source.File) *composeFile {
	documents, problem := t.parse(text)
	if problem != nil {
		t.problems.fatal(*problem)
		return nil
	}
	f := &composeFile{path: path, text: text, documents: documents}
	t.parsed[path] = f
	t.order = append(t.order, f)
	return f
}

// build puts the files of a group together. The chain are the files that led
// to it by include.
func (t *layout) build(g *group, files []*composeFile, chain []*composeFile) {
	for _, f := range files {
		for _, d := range f.documents {
			u := &unit{file: f, doc: d, group: g, extends: map[resourceName]base{}}
			g.units = append(g.units, u)
			if d.Root.Kind != yaml.MappingNode {
				t.notMapping(u)
				continue
			}
			if !g.extended {
				t.include(u, append(slices.Clip(chain), f))
				t.extendAll(u)
			}
		}
	}
}

func (t *layout) notMapping(u *unit) {
	t.problems.fatal(graph.Problem{
		Message: "a compose file must be a mapping with `services`, not " + kindOf(u.doc.Root),
		Place:   t.place(u, u.doc.Root),
	})
}

// drop goes on without a value of a resource.
func (t *layout) drop(n *yaml.Node, of resourceName) {
	t.dropped[n] = true
	t.damaged[of] = true
}

// incomplete reports whether names may be missing from a section, so that
// nothing follows from not finding one.
func (t *layout) incomplete(section string) bool { return t.problems.partial || t.lost[section] }

// kindOf names the kind of a value for people.
func kindOf(n *yaml.Node) string {
	n = source.Deref(n)
	switch {
	case n == nil:
		return "nothing"
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	}
	switch n.Tag {
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "a boolean"
	case "!!null":
		return "empty"
	}
	return "a string"
}

// place is where a node stands; of a collection, its first line.
func (t *layout) place(u *unit, n *yaml.Node) source.Place {
	span := u.doc.Span(n)
	switch n.Kind {
	case yaml.ScalarNode:
		if inner := u.doc.Scalar(n).Origin(source.Span{}); inner != span {
			span = inner
		}
	case yaml.MappingNode, yaml.SequenceNode, yaml.AliasNode, yaml.DocumentNode, yaml.StreamNode:
	}
	return source.Place{File: u.file.text.Name, Span: firstLine(u.file.text, span)}
}

// value returns a string as the unit's scope fills it in.
func (u *unit) value(n *yaml.Node) (string, bool) {
	n = source.Deref(n)
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return "", false
	}
	e := expand(n.Value, u.group.scope.lookup, nil)
	return e.value, len(e.failures) == 0
}

// text is a string of a unit and the node it stands in.
type text struct {
	value string
	node  *yaml.Node
}

// texts returns a string, or the strings of a list; what is no string is left
// out.
func (u *unit) texts(n *yaml.Node) []text {
	n = source.Deref(n)
	if n == nil {
		return nil
	}
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	var found []text
	for _, item := range nodes {
		if value, ok := u.value(item); ok && source.Deref(item).Tag == "!!str" {
			found = append(found, text{value, item})
		}
	}
	return found
}
