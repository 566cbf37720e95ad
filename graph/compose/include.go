package compose

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// include reads the groups of files that a unit includes.
func (t *layout) include(u *unit, chain []*composeFile) {
	entries := source.Lookup(u.doc.Root, "include").Value
	if entries == nil || entries.Kind != yaml.SequenceNode {
		return // the schema says what is wrong, if anything is
	}
	for _, entry := range entries.Content {
		if g := t.includeEntry(u, source.Deref(entry), chain); g != nil {
			u.included = append(u.included, g)
		}
	}
}

// includeEntry reads what one entry of include names; nil when some of it
// cannot be read.
func (t *layout) includeEntry(u *unit, entry *yaml.Node, chain []*composeFile) *group {
	paths := u.texts(entry)
	var dir, env source.Pair
	if entry != nil && entry.Kind == yaml.MappingNode {
		paths = u.texts(source.Lookup(entry, "path").Value)
		dir, env = source.Lookup(entry, "project_directory"), source.Lookup(entry, "env_file")
	}
	if len(paths) == 0 {
		return nil
	}
	files := t.includedFiles(u, paths, chain)
	if files == nil {
		t.problems.partial = true
		return nil
	}
	g := &group{dir: filepath.Dir(files[0].path), scope: u.group.scope}
	if value, ok := u.value(dir.Value); ok && value != "" {
		g.dir = absolute(u.group.dir, value)
		t.own = t.own || len(chain) > 1
	}
	g.scope = t.env.extend(u.group.scope, t.includedEnv(u, env.Value, g.dir))
	t.own = t.own || env.Value != nil && len(chain) > 1 || g.scope.partial && !u.group.scope.partial
	t.build(g, files, chain)
	return g
}

// includedFiles reads the files of an entry; nil when one cannot be read.
func (t *layout) includedFiles(u *unit, paths []text, chain []*composeFile) []*composeFile {
	files := make([]*composeFile, 0, len(paths))
	for i, p := range paths {
		from := graph.Problem{
			Message: "the included file `" + p.value + "` cannot be read",
			Key:     p.value,
			Place:   t.place(u, p.node),
		}
		path := absolute(u.group.dir, p.value)
		switch {
		case remote(p.value):
			t.refuseRemote(from, "include", p.value)
			return nil
		case i == 0 && slices.ContainsFunc(chain, func(f *composeFile) bool { return f.path == path }):
			t.includeCycle(from, chain, path)
			return nil
		case len(t.order) >= maxFiles:
			from.Message = "the project is made of too many files"
			t.problems.add(from)
			return nil
		}
		f := t.read(path, from)
		if f == nil {
			return nil
		}
		files = append(files, f)
	}
	return files
}

func (t *layout) includeCycle(from graph.Problem, chain []*composeFile, path string) {
	var names []string
	for _, f := range chain {
		if len(names) > 0 || f.path == path {
			names = append(names, "`"+f.text.Name+"`")
		}
	}
	from.Message = "files include each other in a circle: " + strings.Join(append(names, names[0]), " includes ")
	t.problems.add(from)
}

// includedEnv returns the env files of an entry: those it names, else the .env
// file of its folder.
func (t *layout) includedEnv(u *unit, named *yaml.Node, dir string) []string {
	if named == nil {
		path := filepath.Join(dir, ".env")
		if entry := t.disk.Stat(path); entry == graph.MissingEntry || entry == graph.FolderEntry {
			return nil
		}
		return []string{path}
	}
	var files []string
	for _, f := range u.texts(named) {
		if f.value == os.DevNull {
			continue
		}
		path := absolute(u.group.dir, f.value)
		if t.disk.Stat(path) == graph.MissingEntry {
			t.problems.add(graph.Problem{
				Message: "the env file `" + f.value + "` does not exist",
				Key:     f.value,
				Place:   t.place(u, f.node),
			})
			continue
		}
		files = append(files, path)
	}
	return files
}

// refuseRemote reports a file that would have to be fetched.
func (t *layout) refuseRemote(from graph.Problem, what, path string) {
	from.Message = what + " of `" + path + "` is not followed: ctypes fetches no compose files"
	from.Help = "check out the files and name them by a local path"
	t.problems.add(from)
	t.problems.partial = true
}

// remote reports whether docker compose would fetch a path: from a git
// repository or a registry.
func remote(path string) bool {
	for _, prefix := range []string{"oci://", "https://", "http://", "git://", "ssh://", "git@", "github.com/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// absolute joins a path to the folder it is relative to.
func absolute(dir, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}
