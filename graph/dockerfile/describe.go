package dockerfile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

// Options say what is built.
type Options struct {
	// Target is the stage, by name or number; "" is the last one.
	Target string
	// Args are the build arguments.
	Args []graph.Variable
	// Platform is what is built for: linux/arm64; "" when unsaid.
	Platform string
	// Base tells what the image is made from says of itself, nil if it is not
	// known. Without it the description is of the Dockerfile alone.
	Base func(reference string) *graph.Metadata
}

// Describe tells what a Dockerfile says of the image that it builds, what its
// base image says included. The metadata is nil where there is no stage to
// build. The problems are findings about the file.
func Describe(file *File, o Options) (*graph.Metadata, []graph.Problem) {
	d := &describer{
		file: file, options: o, global: scope{args: platformArgs(o.Platform), closed: true},
	}
	problems := file.problems()
	all := d.split()
	if len(all.list) == 0 {
		return nil, problems
	}
	final, ok := all.target(o.Target)
	if !ok {
		return nil, append(problems, graph.Problem{
			Rule: "compose-invalid", Key: o.Target, Place: file.place(all.list[len(all.list)-1].from.Span),
			Message: fmt.Sprintf("the Dockerfile has no stage `%s`", o.Target),
		})
	}
	return d.describe(final.chain(), all.statements), problems
}

// describer describes one image.
type describer struct {
	file    *File
	options Options
	global  scope
	scope   scope
	image   *graph.Metadata
	env     ordered[graph.Variable]
	volumes ordered[graph.Text]
	ports   ordered[graph.Exposure]
	labels  map[string]label
	shell   []graph.Text
	// commandSet says that the stage at hand has set the command.
	commandSet bool
	triggers   []*Instruction // of the stage above
	expanded   int            // bytes that variables came to so far
}

// describe goes through a chain of stages, from the base image on.
func (d *describer) describe(chain []*stage, statements []statement) *graph.Metadata {
	d.image = &graph.Metadata{Built: true, Platform: d.options.Platform}
	d.labels = map[string]label{}
	d.scope = scope{args: map[string]value{}, env: map[string]value{}}
	base := d.base(chain[0].base)
	for _, s := range chain {
		d.commandSet = false
		triggers := d.triggers
		d.triggers = nil
		for _, i := range slices.Concat(triggers, s.instructions) {
			d.apply(i)
		}
		statements = append(statements, s.statements...)
	}
	d.finish(statements)
	return Overlay(d.image, base)
}

// base looks the base image up and takes over what instructions build on.
func (d *describer) base(reference string) *graph.Metadata {
	if reference == scratch {
		d.scope.closed = true
		d.image.WorkingDir.Value = "/"
		return &graph.Metadata{HealthKnown: true}
	}
	d.image.Base = reference
	if reference == "" || d.options.Base == nil {
		return nil
	}
	base := d.options.Base(reference)
	if base == nil {
		return nil
	}
	d.scope.closed = true
	for _, v := range base.Env {
		d.scope.env[v.Name] = value{v.Value, v.Known()}
	}
	d.image.WorkingDir = base.WorkingDir
	return base
}

// finish turns what was collected into facts.
func (d *describer) finish(statements []statement) {
	d.image.Env, d.image.Volumes, d.image.Exposed = d.env.values, d.volumes.values, d.ports.values
	slices.SortFunc(d.image.Exposed, compareExposures)
	slices.SortFunc(d.image.Volumes, compareTexts)
	for _, name := range slices.Sorted(maps.Keys(d.labels)) {
		l := d.labels[name]
		d.image.Labels = append(d.image.Labels, l.Label)
		d.image.Contracts = append(d.image.Contracts, d.file.labelContract(l, d.file.Source.Name)...)
	}
	d.image.Contracts = append(d.image.Contracts, d.file.contractText(statements)...)
	d.image.HealthKnown = d.image.Health != nil
}

func compareExposures(a, b graph.Exposure) int {
	return cmp.Or(
		cmp.Compare(a.Ports.First, b.Ports.First),
		cmp.Compare(a.Ports.Last, b.Ports.Last),
		cmp.Compare(a.Protocol, b.Protocol))
}

func compareTexts(a, b graph.Text) int { return cmp.Compare(a.Value, b.Value) }

// Overlay lays what a Dockerfile says over what its base image says, as a
// build does. Neither is changed. With a base of nil it returns built.
func Overlay(built, base *graph.Metadata) *graph.Metadata {
	if base == nil {
		return built
	}
	md := *built
	md.Repository, md.Tag = base.Repository, base.Tag
	md.Env = overlay(built.Env, base.Env, variableName)
	md.Exposed = overlay(built.Exposed, base.Exposed, portOf)
	slices.SortStableFunc(md.Exposed, compareExposures)
	md.Volumes = overlay(built.Volumes, base.Volumes, textValue)
	slices.SortStableFunc(md.Volumes, compareTexts)
	if built.User.Value == "" {
		md.User = base.User
	}
	md.WorkingDir = overlayDir(built.WorkingDir, base.WorkingDir)
	if built.Entrypoint == nil {
		md.Entrypoint = base.Entrypoint
	}
	// A new entrypoint does away with the command that is not for it.
	if built.Command == nil && built.Entrypoint == nil {
		md.Command = base.Command
	}
	if built.Health == nil {
		md.Health, md.HealthKnown = base.Health, base.HealthKnown
	}
	md.Labels = overlay(built.Labels, base.Labels, labelName)
	slices.SortStableFunc(md.Labels, func(a, b graph.Label) int { return cmp.Compare(a.Name, b.Name) })
	md.Contracts = append(inherited(built.Labels, base), built.Contracts...)
	return &md
}

// overlay replaces those of base that have the key of one of built, and adds
// the others of built.
func overlay[T any, K comparable](built, base []T, key func(T) K) []T {
	var all ordered[T]
	for _, v := range base {
		all.set(key(v), v)
	}
	for _, v := range built {
		all.set(key(v), v)
	}
	return all.values
}

// ordered is a list in which each key is there once, where it came first.
type ordered[T any] struct {
	values []T
	places map[any]int
}

// set adds a value, or replaces the one of its key.
func (o *ordered[T]) set(key any, v T) {
	if n, ok := o.places[key]; ok {
		o.values[n] = v
		return
	}
	if o.places == nil {
		o.places = map[any]int{}
	}
	o.places[key] = len(o.values)
	o.values = append(o.values, v)
}

// The keys that overlay and ordered go by.

func variableName(v graph.Variable) string { return v.Name }
func labelName(l graph.Label) string       { return l.Name }
func textValue(t graph.Text) string        { return t.Value }

func portOf(e graph.Exposure) graph.Exposure {
	return graph.Exposure{Ports: e.Ports, Protocol: e.Protocol}
}

// overlayDir joins a working directory that is relative to its base's.
func overlayDir(built, base graph.Text) graph.Text {
	if built.Value == "" {
		return base
	}
	if isAbsolute(built.Value) || !base.Known() {
		return built
	}
	joined := built
	joined.Value = joinDir(cmp.Or(base.Value, "/"), built.Value)
	joined.Parts = slices.DeleteFunc(slices.Clone(built.Parts), func(p graph.Part) bool { return p.Variable == "" })
	return joined
}

// inherited are the contracts in those labels of the base image that the
// built one does not set.
func inherited(built []graph.Label, base *graph.Metadata) []graph.ContractText {
	own := map[string]bool{}
	for _, l := range built {
		own[l.Name] = true
	}
	var kept []graph.Label
	for _, l := range base.Labels {
		if !own[l.Name] {
			kept = append(kept, l)
		}
	}
	name := base.Repository
	if base.Tag != "" {
		name += ":" + base.Tag
	}
	return graph.LabelContracts(kept, strings.TrimPrefix(name, ":"))
}
