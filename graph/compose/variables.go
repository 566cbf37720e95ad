package compose

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func sortVariables(all []graph.Variable) {
	slices.SortStableFunc(all, func(a, b graph.Variable) int { return strings.Compare(a.Name, b.Name) })
}

// environment are the variables of a service: those of its environment, then
// those that only its env files set.
func (r reader) environment(s *graph.Service, cfg *types.ServiceConfig, active bool) {
	files := r.envFiles(s, cfg, active)
	own := map[string]bool{}
	for _, e := range r.layout.entries(r.at("environment"), assignmentsList) {
		value, ok := cfg.Environment[e.name]
		if !ok {
			continue
		}
		v := r.variable(e, value, r.path.Join("environment", e.name))
		v.Shadowed = files.all(e.name)
		own[e.name] = true
		s.Environment = append(s.Environment, v)
	}
	for _, name := range files.names {
		if own[name] || name == "" {
			continue
		}
		text := files.all(name)[0]
		key := text.Place
		key.Key = true
		s.Environment = append(s.Environment, graph.Variable{
			Name: name, Text: text, State: state(text), Source: graph.FromServiceEnvFile, KeyPlace: key, List: true,
		})
	}
	sortVariables(s.Environment)
}

func state(t graph.Text) graph.State {
	if t.Value == "" {
		return graph.Empty
	}
	return graph.Set
}

// variable is an entry of an environment; a nil value is one that is taken
// from an environment that does not have it.
func (r reader) variable(e entry, value *string, path source.Path) graph.Variable {
	v := graph.Variable{
		Name: e.name, Source: graph.FromEnvironment, List: e.key == nil,
		KeyPlace: source.Place{Path: path, Key: true},
	}
	bare := e.form == nameOnly || e.form == whole && e.node.Tag == "!!null"
	switch {
	case value == nil:
		v.State = graph.PassThrough
		v.Text = graph.Text{Place: source.Place{Path: path}}
		return v
	case bare:
		_, origin, _ := e.unit.group.scope.lookup(e.name)
		v.Text = graph.Text{Value: *value, Place: source.Place{Path: path}}
		v.Parts = []graph.Part{{Span: source.Span{End: len(*value)}, Variable: e.name, Origin: origin}}
		if origin == graph.FromNothing { // the project's name, which compose itself sets
			v.Parts[0].Origin = graph.FromDefault
		}
	default:
		v.Text = r.textAt(e.target, *value, path)
	}
	v.State = state(v.Text)
	return v
}

// fileValues are the values that a service's env files set.
type fileValues struct {
	names  []string // in order of first appearance
	values map[string][]graph.Text
}

// all returns the values of a name, the last one first.
func (f *fileValues) all(name string) []graph.Text {
	values := slices.Clone(f.values[name])
	slices.Reverse(values)
	return values
}

func (f *fileValues) add(name string, text graph.Text) {
	if _, ok := f.values[name]; !ok {
		f.names = append(f.names, name)
	}
	f.values[name] = append(f.values[name], text)
}

// envFiles reads the env files of a service as docker compose does: values
// refer to the project's environment first, then to the service's.
func (r reader) envFiles(s *graph.Service, cfg *types.ServiceConfig, active bool) *fileValues {
	found := &fileValues{values: map[string][]graph.Text{}}
	if len(cfg.EnvFiles) == 0 {
		return found
	}
	numbers := r.fileNumbers("env_file")
	seen := map[string]string{}
	for name, value := range cfg.Environment {
		if value != nil {
			seen[name] = *value
		}
	}
	for i, f := range cfg.EnvFiles {
		number, ok := numbers[f.Path]
		if !ok {
			number = i
		}
		ref := fileRef{
			what: "env file", path: f.Path, format: f.Format, required: bool(f.Required),
			route: r.path.Join("env_file").Index(number), active: active,
		}
		if unread := r.valueFile(ref, r.serviceLookup(cfg), seen, found); unread != "" {
			s.EnvFilesUnread = append(s.EnvFilesUnread, unread)
		}
	}
	return found
}

// serviceLookup is what the values of env files refer to.
func (r reader) serviceLookup(cfg *types.ServiceConfig) lookup {
	scope := r.layout.root.scope
	return func(name string) (string, graph.Origin, bool) {
		if value, origin, ok := scope.lookup(name); ok {
			return value, origin, true
		}
		if value := cfg.Environment[name]; value != nil {
			return *value, graph.FromDefault, true
		}
		return "", graph.FromNothing, false
	}
}

// fileNumbers returns the numbers that the files of a list have in routes, by
// absolute path.
func (r reader) fileNumbers(key string) map[string]int {
	numbers := map[string]int{}
	for _, it := range r.listed(r.at(key)) {
		n := it.layer
		if it.node.Kind == yaml.MappingNode {
			n.node = r.layout.child(it.node, "path").Value
		}
		if value, ok := n.value(); ok {
			numbers[absolute(it.unit.group.dir, value)] = it.number
		}
	}
	return numbers
}

// fileRef is a reference of a service to a file of variables or labels.
type fileRef struct {
	what, path, format string
	required, active   bool
	route              source.Path
}

// valueFile reads a file of variables. It returns the name of one that is not
// there or may not be read; what is wrong is a problem if the service is
// active.
func (r reader) valueFile(ref fileRef, lookup lookup, seen map[string]string, into *fileValues) (unread string) {
	name := r.layout.disk.names.show(ref.path)
	place := source.Place{Path: ref.route}
	if _, ok := r.layout.find(ref.route.Join("path")); ok {
		place.Path = ref.route.Join("path")
	}
	problem := graph.Problem{Service: r.name, Key: name, Place: place}
	file, err := r.layout.disk.Read(ref.path)
	switch {
	case errors.Is(err, errOutside) && r.layout.disk.exists(ref.path):
		return name
	case errors.Is(err, errMissing) || errors.Is(err, errOutside):
		if ref.required && ref.active {
			problem.Message = "the " + ref.what + " `" + name + "` does not exist"
			r.layout.problems.add(problem)
		}
		return name
	case err != nil:
		if ref.active {
			problem.Message = "the " + ref.what + " `" + name + "` cannot be read: " + err.Error()
			r.layout.problems.add(problem)
		}
		return name
	}
	found, err := r.parseValues(ref, file, lookup, seen)
	switch {
	case err == nil || !ref.active:
	case errors.Is(err, errFormat):
		problem.Key, problem.Place = ref.format, source.Place{Path: ref.route.Join("format")}
		problem.Message = "`" + ref.format + "` is not a format of env files: expected `raw`, or none"
		r.layout.problems.add(problem)
	default:
		wrong := envFileProblem(file, err)
		wrong.Service, wrong.Key = r.name, name
		r.layout.problems.add(wrong)
	}
	values := envValues{file, make(map[string]assignment, len(found))}
	for _, a := range found {
		values.values[a.name] = a
	}
	r.sources.env[ref.route] = values
	for _, a := range found {
		if values.values[a.name].key != a.key {
			continue // the file sets it again below
		}
		text := graph.Text{Value: a.value, Parts: a.parts, Place: source.Place{Path: ref.route.Join(variablesKey, a.name)}}
		into.add(a.name, text)
	}
	r.layout.env.note(r.name, file, found)
	return ""
}

// errFormat is an env_file format that docker compose does not have.
var errFormat = errors.New("unknown format")

func (r reader) parseValues(ref fileRef, file *source.File, lookup lookup, seen map[string]string) ([]assignment, error) {
	switch ref.format {
	case "", ".env":
		return parseDotenv(file.Data, lookup, seen, r.layout.env.budget)
	case "raw":
		return parseRaw(file.Data, lookup, seen)
	}
	return nil, errFormat
}

// lost are the variables of merged environments that the service's own
// replaces.
func (r reader) lost() []graph.Variable {
	var all []graph.Variable
	kept := map[string]bool{}
	for _, e := range r.layout.entries(r.at("environment"), assignmentsList) {
		kept[e.name] = true
	}
	for _, l := range r.view {
		if l.node.Kind != yaml.MappingNode {
			continue
		}
		own := source.Lookup(l.node, "environment")
		if own.Value == nil || own.Merged {
			continue
		}
		for _, m := range source.Merges(l.node) {
			merged := source.Lookup(m, "environment")
			if merged.Value == nil {
				continue
			}
			inner := view{{l.unit, merged.Key, merged.Value}}
			for _, e := range r.layout.entries(inner, assignmentsList) {
				if !kept[e.name] {
					kept[e.name] = true
					all = append(all, r.lostVariable(e))
				}
			}
		}
	}
	sortVariables(all)
	return all
}

// lostVariable is a variable that no route leads to, so its place is that of
// its bytes.
func (r reader) lostVariable(e entry) graph.Variable {
	file := e.unit.file.text.Name
	v := graph.Variable{
		Name: e.name, Source: graph.FromEnvironment, List: e.key == nil, State: graph.PassThrough,
		KeyPlace: source.Place{File: file, Span: e.keySpan()},
	}
	v.Place = source.Place{File: file, Span: e.span(source.Span{})}
	if text, ok := e.text(); ok && e.form != nameOnly && e.node.Tag != "!!null" {
		v.Value, v.Parts = text.value, text.parts
		v.State = state(v.Text)
	}
	return v
}

// labels are the labels of a service: its own, then those of label files.
func (r reader) labels(cfg *types.ServiceConfig) []graph.Label {
	all := r.labelEntries(cfg.Labels, "labels")
	if len(cfg.LabelFiles) == 0 {
		return all
	}
	found := &fileValues{values: map[string][]graph.Text{}}
	seen := map[string]string{}
	numbers := r.fileNumbers("label_file")
	for i, path := range cfg.LabelFiles {
		number, ok := numbers[path]
		if !ok {
			number = i
		}
		known := maps.Clone(seen)
		lookup := func(name string) (string, graph.Origin, bool) {
			value, ok := known[name]
			return value, graph.FromEnvFile, ok
		}
		ref := fileRef{what: "label file", path: path, required: true, route: r.path.Join("label_file").Index(number), active: r.isActive()}
		fresh := map[string]string{}
		r.valueFile(ref, lookup, fresh, found)
		maps.Copy(seen, fresh)
	}
	for _, name := range found.names {
		if _, own := cfg.Labels[name]; !own {
			all = append(all, graph.Label{Name: name, Text: found.all(name)[0]})
		}
	}
	slices.SortStableFunc(all, func(a, b graph.Label) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func (r reader) isActive() bool {
	_, ok := r.project.Services[r.name]
	return ok
}

// labelEntries are labels that stand in the compose files, by name.
func (r reader) labelEntries(labels types.Labels, keys ...string) []graph.Label {
	var all []graph.Label
	for _, e := range r.layout.entries(r.at(keys...), assignmentsList) {
		value, ok := labels[e.name]
		if !ok {
			continue
		}
		all = append(all, graph.Label{Name: e.name, Text: r.textAt(e.target, value, r.path.Join(keys...).Join(e.name))})
	}
	slices.SortStableFunc(all, func(a, b graph.Label) int { return strings.Compare(a.Name, b.Name) })
	return all
}
