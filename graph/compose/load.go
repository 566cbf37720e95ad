package compose

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Load loads a project. What is wrong with it are the project's Problems; of a
// project that cannot be read at all, one of them is fatal and the rest is
// empty. The error is about the options, or the context's.
func Load(ctx context.Context, options Options) (*graph.Project, error) {
	switch {
	case options.Path != "" && len(options.Files) > 0:
		return nil, errPathAndFiles
	case !filepath.IsAbs(options.WorkingDir):
		return nil, errWorkingDir
	}
	options.WorkingDir = filepath.Clean(options.WorkingDir)
	l := newLoading(options)
	p := l.load(ctx)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("loading the project: %w", err)
	}
	return p, nil
}

// loading is the load of one project.
type loading struct {
	selection
	layout  *layout
	sources *sources
	project *graph.Project
	// shown is the project's name as reports show it, where the environment
	// that ctypes runs in has a part in it.
	shown string
}

func newLoading(options Options) *loading {
	found := &problems{}
	budget := maxExpandedTotal
	d := newDisk(options)
	env := &envReader{disk: d, problems: found, budget: &budget}
	l := &loading{
		selection: selection{options: options, disk: d, env: env, problems: found},
		layout:    newLayout(d, env, found),
		project:   &graph.Project{},
	}
	l.sources = &sources{disk: d, layout: l.layout, env: map[source.Path]envValues{}}
	l.project.Sources, l.project.Disk = l.sources, d
	return l
}

func (l *loading) load(ctx context.Context) *graph.Project {
	defer l.finish()
	l.find()
	l.project.Dir, l.project.Root = l.dir, l.root
	if l.problems.stopped() {
		return l.project
	}
	files := l.read(l.layout)
	if l.problems.stopped() {
		return l.project
	}
	g := &group{dir: l.dir, scope: l.scope}
	l.layout.root = g
	l.name(files)
	l.layout.build(g, files, nil)
	if l.problems.stopped() || ctx.Err() != nil {
		return l.project
	}
	engine := &engine{layout: l.layout, name: l.project.Name, profiles: l.profiles, budget: maxExpandedTotal}
	model := l.model(ctx, engine)
	if model == nil || ctx.Err() != nil {
		return l.project
	}
	c := converter{l.layout, l.sources, model}
	c.convert(l.project)
	check(&c, l.project)
	l.project.Unset = unsetReferences(l.layout, l.sources)
	return l.project
}

// model has compose-go load the project: at once where it can, else in parts
// that leave out what it refuses.
func (l *loading) model(ctx context.Context, e *engine) *types.Project {
	l.layout.spare()
	var refused error
	if !l.problems.any() && !l.layout.own && len(l.layout.spares) == 0 {
		model, err := e.load(ctx)
		if err == nil || ctx.Err() != nil {
			return model
		}
		refused = err
	}
	s, err := newSalvage(e)
	if err != nil {
		l.problems.fatal(graph.Problem{Message: err.Error()})
		return nil
	}
	model := s.project()
	if refused != nil && !l.problems.any() {
		l.problems.add(graph.Problem{
			Message: "docker compose refuses this project: " + plainWords(refused),
			Place:   l.layout.start(),
		})
	}
	return model
}

// finish puts the problems in order and names the files.
func (l *loading) finish() {
	l.project.EnvFiles, l.project.EnvFilesUnread = l.env.read, l.problems.unread
	l.project.Drawn = l.env.drawn
	if l.shown != "" {
		l.project.Name = l.shown
	}
	if len(l.project.EnvFiles) == 0 && len(l.project.Unset) > 0 {
		l.project.EnvTemplate = l.envTemplate()
	}
	l.project.Partial = l.problems.partial || len(l.layout.lost) > 0
	for _, f := range l.layout.order {
		l.project.Files = append(l.project.Files, f.text.Name)
	}
	l.project.Extended = l.layout.extendedFiles()
	l.project.Problems = l.problems.sorted(l.sources)
}

// name settles the project's name: what the user says, COMPOSE_PROJECT_NAME,
// the files' own, the folder's.
func (l *loading) name(files []*composeFile) {
	name, said := l.options.ProjectName, true
	if name == "" {
		name = l.scope.all["COMPOSE_PROJECT_NAME"]
	}
	place := source.Place{}
	if name == "" {
		said = false
		name, place = l.writtenName(files)
	}
	if name == "" {
		name = filepath.Base(l.dir)
	}
	normal := loader.NormalizeProjectName(name)
	switch {
	case said && normal != name:
		l.problems.add(graph.Problem{
			Message: "`" + name + "` is not a valid project name",
			Key:     name,
			Help:    "a name is made of lower-case letters, digits, `-` and `_`, and starts with a letter or a digit",
		})
	case normal == "":
		l.problems.add(graph.Problem{
			Message: "the project has no name: nothing is left of `" + name + "`",
			Key:     name, Place: place,
			Help: "set `name` in the compose file",
		})
	}
	if normal == "" {
		normal = "default"
	}
	l.project.Name = normal
	l.scope.all["COMPOSE_PROJECT_NAME"] = normal
}

// writtenName is the name that the files give the project; the last one wins.
func (l *loading) writtenName(files []*composeFile) (string, source.Place) {
	name, place := "", source.Place{}
	for _, f := range files {
		for _, d := range f.documents {
			n := source.Lookup(d.Root, "name").Value
			if n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
				continue
			}
			u := &unit{file: f, doc: d, group: l.layout.root}
			if e := expand(n.Value, u.group.scope.lookup, nil); len(e.failures) == 0 {
				name, place = e.value, l.layout.place(u, n)
				l.shown = withoutProcess(e)
			}
		}
	}
	return name, place
}

// withoutProcess is a value with references in place of what variables of the
// process contributed; "" when they contributed nothing.
func withoutProcess(e expansion) string {
	var b strings.Builder
	end := 0
	for _, p := range e.parts {
		if p.Origin == graph.FromProcess && p.Span.Start < p.Span.End {
			b.WriteString(e.value[end:p.Span.Start] + "${" + p.Variable + "}")
			end = p.Span.End
		}
	}
	if end == 0 {
		return ""
	}
	return b.String() + e.value[end:]
}
