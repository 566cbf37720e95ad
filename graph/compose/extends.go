package compose

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// baseKey identifies a file that extends names: its values depend on the scope
// too.
type baseKey struct {
	path  string
	scope *scope
}

// baseGroups are the files that extends names, in order of path.
func (t *layout) baseGroups() []*group {
	groups := slices.Collect(maps.Values(t.bases))
	slices.SortStableFunc(groups, func(a, b *group) int { return strings.Compare(a.path(), b.path()) })
	return groups
}

// extendedFiles are the files that extends names and that are used for nothing
// else, as shown.
func (t *layout) extendedFiles() []string {
	whole := map[*composeFile]bool{}
	var walk func(g *group)
	walk = func(g *group) {
		for _, u := range g.units {
			whole[u.file] = true
			for _, included := range u.included {
				walk(included)
			}
		}
	}
	if t.root != nil {
		walk(t.root)
	}
	var names []string
	for _, f := range t.order {
		if !whole[f] {
			names = append(names, f.text.Name)
		}
	}
	return names
}

// path is that of a group's first file.
func (g *group) path() string {
	if len(g.units) == 0 {
		return ""
	}
	return g.units[0].file.path
}

// extension is one step of a chain of extends.
type extension struct {
	unit *unit
	resourceName
}

// extendAll finds what the services and jobs of a unit extend.
func (t *layout) extendAll(u *unit) {
	for _, section := range []string{"services", "jobs"} {
		for _, p := range source.Pairs(source.Lookup(u.doc.Root, section).Value) {
			t.extend(u, resourceName{section, p.Key.Value}, nil)
		}
	}
}

// extend finds what one service extends, and what that extends in turn. The
// chain are the services that led to it. It fails for services that extend
// each other in a circle.
func (t *layout) extend(u *unit, name resourceName, chain []extension) bool {
	if _, done := u.extends[name]; done {
		return true
	}
	value := source.Lookup(t.child(source.Deref(t.section(u, name.section)), name.name).Value, "extends").Value
	if value == nil || value.Tag == "!reset" {
		return true
	}
	ref, file := value, (*yaml.Node)(nil)
	if value.Kind == yaml.MappingNode {
		ref, file = source.Lookup(value, "service").Value, source.Lookup(value, "file").Value
	}
	target, ok := u.value(ref)
	if !ok {
		return true // the schema says what is wrong
	}
	step := extension{u, name}
	if t.circular[step] {
		return false
	}
	problem := graph.Problem{Service: name.name, Key: target, Place: t.place(u, ref)}
	if at := slices.Index(chain, step); at >= 0 {
		problem.Service = chain[0].name
		t.extendsCircle(problem, append(slices.Clip(chain[at:]), step))
		return false
	}
	chain = append(slices.Clip(chain), step)
	if path, ok := u.value(file); ok && path != "" {
		return t.extendFile(step, text{path, file}, problem, chain)
	}
	b := base{resourceName: resourceName{name.section, target}}
	if !t.has(u, b.resourceName) {
		problem.Message = "`" + name.name + "` extends `" + target + "`, which is no service of `" + u.file.text.Name + "`"
		problem.Help = t.problems.suggest(target, func() []string { return t.unitNames(u, name.section) })
		t.unextended(problem)
		return true
	}
	if !t.extend(u, b.resourceName, chain) {
		return false
	}
	u.extends[name] = b
	return true
}

// extendFile follows extends into another file.
func (t *layout) extendFile(from extension, file text, problem graph.Problem, chain []extension) bool {
	u := from.unit
	unreadable := problem
	unreadable.Key, unreadable.Place = file.value, t.place(u, file.node)
	if remote(file.value) {
		t.refuseRemote(unreadable, "extends", file.value)
		return true
	}
	path := absolute(u.group.dir, file.value)
	key := baseKey{path, u.group.scope}
	g, ok := t.bases[key]
	if !ok {
		unreadable.Message = "the file `" + file.value + "`, which `" + from.name + "` extends, cannot be read"
		f := t.read(path, unreadable)
		if f == nil {
			t.problems.partial = true
			return true
		}
		g = &group{dir: filepath.Dir(path), scope: u.group.scope, extended: true, used: map[string]bool{}}
		t.bases[key] = g
		t.build(g, []*composeFile{f}, nil)
	}
	b := base{g, resourceName{"services", problem.Key}}
	found := false
	for _, other := range g.units {
		if t.has(other, b.resourceName) {
			found = true
			if !t.extend(other, b.resourceName, chain) {
				return false
			}
		}
	}
	if !found {
		problem.Message = "`" + from.name + "` extends `" + b.name + "`, which is no service of `" + file.value + "`"
		problem.Help = t.problems.suggest(b.name, func() []string { return t.names(g, "services") })
		t.unextended(problem)
		return true
	}
	g.used[b.name] = true
	u.extends[from.resourceName] = b
	return true
}

// unextended reports a service that is not all there.
func (t *layout) unextended(problem graph.Problem) {
	t.problems.add(problem)
	t.problems.partial = true
}

func (t *layout) extendsCircle(problem graph.Problem, chain []extension) {
	words := make([]string, 0, len(chain))
	for i, s := range chain {
		word := "`" + s.name + "`"
		if previous := chain[max(i-1, 0)]; s.unit.file != previous.unit.file || i == 0 && s.unit.file != chain[1].unit.file {
			word += " of `" + s.unit.file.text.Name + "`"
		}
		words = append(words, word)
		t.circular[s] = true
	}
	problem.Message = "services extend each other in a circle: " + strings.Join(words, " extends ")
	t.unextended(problem)
}
