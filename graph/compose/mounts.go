package compose

import (
	"path"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// mounts are everything that is put into a service's file system: volumes,
// tmpfs, configs and secrets, each in the order that compose merged them.
func (r reader) mounts(cfg *types.ServiceConfig) []graph.Mount {
	all := make([]graph.Mount, 0, len(cfg.Volumes)+len(cfg.Tmpfs)+len(cfg.Configs)+len(cfg.Secrets))
	written := r.writtenVolumes()
	for i := range cfg.Volumes {
		v := &cfg.Volumes[i]
		m := volumeMount(v)
		if it, ok := written[path.Clean(v.Target)]; ok {
			r.placeVolume(&m, it)
		}
		all = append(all, m)
	}
	for _, t := range r.texts(cfg.Tmpfs, "tmpfs") {
		target, options, _ := strings.Cut(t.Value, ":")
		all = append(all, graph.Mount{
			Kind: graph.Tmpfs, Raw: t.Value, Target: target, ReadOnly: hasOption(options, "ro"), Known: t.Known(),
			Place: t.Place, TargetPlace: t.Place.At(source.Span{End: len(target)}),
		})
	}
	for _, t := range r.texts(cfg.VolumesFrom, "volumes_from") {
		// Whatever the other has; where is not looked up.
		all = append(all, graph.Mount{Kind: graph.OtherMount, Raw: t.Value, Place: t.Place})
	}
	placed := r.writtenFiles("configs")
	for _, f := range cfg.Configs {
		m := fileMount(graph.ConfigFile, types.FileReferenceConfig(f), placed)
		if c, ok := r.project.Configs[f.Source]; ok {
			m.File = c.File
			m.Content = r.content("configs", f.Source, types.FileObjectConfig(c))
		}
		all = append(all, m)
	}
	placed = r.writtenFiles("secrets")
	for _, f := range cfg.Secrets {
		m := fileMount(graph.SecretFile, types.FileReferenceConfig(f), placed)
		if s, ok := r.project.Secrets[f.Source]; ok {
			m.File = s.File
		}
		all = append(all, m)
	}
	return all
}

func hasOption(options, option string) bool {
	for o := range strings.SplitSeq(options, ",") {
		if o == option {
			return true
		}
	}
	return false
}

// volumeMount is a mount as compose-go has it.
func volumeMount(v *types.ServiceVolumeConfig) graph.Mount {
	m := graph.Mount{Source: v.Source, Target: v.Target, ReadOnly: v.ReadOnly, Known: true}
	switch v.Type {
	case types.VolumeTypeBind:
		m.Kind = graph.Bind
	case types.VolumeTypeVolume:
		m.Kind = graph.NamedVolume
		if v.Source == "" {
			m.Kind = graph.AnonymousVolume
		}
	case types.VolumeTypeTmpfs:
		m.Kind = graph.Tmpfs
	default:
		m.Kind = graph.OtherMount
	}
	if v.Bind != nil {
		m.CreateHostPath = bool(v.Bind.CreateHostPath)
	}
	if v.Volume != nil {
		m.Subpath, m.NoCopy = v.Volume.Subpath, v.Volume.NoCopy
	}
	if v.Image != nil {
		m.Subpath = v.Image.SubPath
	}
	m.Raw = v.String()
	return m
}

// writtenVolumes are the entries of volumes by the path that they are mounted
// at; of equal ones the last.
func (r reader) writtenVolumes() map[string]item {
	found := map[string]item{}
	for _, it := range r.listed(r.at("volumes")) {
		if it.node.Kind == yaml.MappingNode {
			t := it.layer
			t.node = r.layout.child(it.node, "target").Value
			value, _ := t.value()
			found[path.Clean(value)] = it
			continue
		}
		if value, ok := it.value(); ok {
			s := splitVolume(value)
			found[path.Clean(value[s.target.Start:s.target.End])] = it
		}
	}
	return found
}

// placeVolume says where a mount stands.
func (r reader) placeVolume(m *graph.Mount, it item) {
	m.Place = r.place("volumes", strconv.Itoa(it.number))
	if it.node.Kind == yaml.MappingNode {
		m.TargetPlace = source.Place{Path: m.Place.Path.Join("target")}
		for _, p := range source.Pairs(it.node) {
			e, ok := target{layer: layer{unit: it.unit, node: p.Value}}.text()
			if !ok {
				continue
			}
			t := graph.Text{Value: e.value, Parts: e.parts, Place: source.Place{Path: m.Place.Path.Join(p.Key.Value)}}
			m.Known = m.Known && t.Known()
			switch p.Key.Value {
			case "source":
				m.SourceRaw = t
			case "read_only":
				m.ModePlace = t.Place
			}
		}
		return
	}
	e, _ := target{layer: it.layer}.text()
	s := splitVolume(e.value)
	m.Raw = written(it.node)
	m.Known = graph.Text{Parts: e.parts}.Known()
	m.TargetPlace = m.Place.At(s.target)
	if !s.mode.IsZero() {
		m.ModePlace = m.Place.At(s.mode)
	}
	if !s.source.IsZero() {
		var piece source.Alignment
		piece.Verbatim(s.source.End-s.source.Start, s.source.Start)
		m.SourceRaw = graph.Text{
			Value: e.value[s.source.Start:s.source.End], Place: m.Place.At(s.source), Parts: project(e.parts, piece),
		}
	}
}

// volumeSpec is where the parts of a short volume are: SOURCE:TARGET:MODE.
type volumeSpec struct{ source, target, mode source.Span }

// splitVolume splits a short volume at its colons, but for that of a Windows
// drive.
func splitVolume(text string) volumeSpec {
	var sections []source.Span
	start := 0
	for i := range len(text) {
		if text[i] != ':' || i-start == 1 && isLetter(text[start]) {
			continue
		}
		sections = append(sections, source.Span{Start: start, End: i})
		start = i + 1
	}
	sections = append(sections, source.Span{Start: start, End: len(text)})
	if len(sections) == 1 || len(text) < 3 {
		return volumeSpec{target: source.Span{End: len(text)}}
	}
	spec := volumeSpec{source: sections[0], target: sections[1]}
	if len(sections) > 2 {
		spec.mode = sections[2]
	}
	return spec
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// fileMount is an entry of configs or secrets, placed where it is written.
func fileMount(kind graph.MountKind, f types.FileReferenceConfig, written map[fileKey]graph.Mount) graph.Mount {
	m, ok := written[fileKey{f.Source, f.Target}]
	if !ok {
		m = written[fileKey{f.Source, ""}] // compose adds the target of the short form
	}
	m.Kind, m.Source, m.Target, m.UID, m.GID, m.ReadOnly = kind, f.Source, f.Target, f.UID, f.GID, true
	if m.Raw == "" {
		m.Raw = f.Source
	}
	if f.Mode != nil {
		mode := uint32(*f.Mode) //nolint:gosec // a file mode
		m.Mode = &mode
	}
	base := "/"
	if kind == graph.SecretFile {
		base = "/run/secrets/"
	}
	if m.Target == "" {
		m.Target = f.Source
	}
	if !path.IsAbs(m.Target) {
		m.Target = base + m.Target
	}
	return m
}

// fileKey identifies an entry of configs or secrets; the target is empty when
// it is not written.
type fileKey struct{ source, target string }

// writtenFiles are the entries of configs or secrets as they are written.
func (r reader) writtenFiles(key string) map[fileKey]graph.Mount {
	found := map[fileKey]graph.Mount{}
	for _, it := range r.listed(r.at(key)) {
		place := r.place(key, strconv.Itoa(it.number))
		if it.node.Kind != yaml.MappingNode {
			value, _ := it.value()
			t := r.textAt(target{layer: it.layer}, value, place.Path)
			found[fileKey{value, ""}] = graph.Mount{
				Place: place, TargetPlace: place, SourceRaw: t, Known: t.Known(), Raw: written(it.node),
			}
			continue
		}
		from, to := r.field(it.layer, place.Path, "source"), r.field(it.layer, place.Path, "target")
		m := graph.Mount{Place: place, SourceRaw: from, Known: from.Known() && to.Known(), TargetPlace: to.Place}
		if to.Place.IsZero() {
			m.TargetPlace = from.Place
		}
		found[fileKey{from.Value, to.Value}] = m
	}
	return found
}

// field is a string of a mapping; zero when it is not there.
func (r reader) field(l layer, path source.Path, key string) graph.Text {
	node := r.layout.child(l.node, key).Value
	e, ok := target{layer: layer{unit: l.unit, node: node}}.text()
	if !ok {
		return graph.Text{}
	}
	return graph.Text{Value: e.value, Parts: e.parts, Place: source.Place{Path: path.Join(key)}}
}

// content is the text of a config that is not a file.
func (r reader) content(section, name string, c types.FileObjectConfig) graph.Text {
	inner := r.reader(section, name)
	if c.Environment == "" {
		return inner.text(c.Content, "content")
	}
	_, origin, ok := r.layout.root.scope.lookup(c.Environment)
	if !ok {
		origin = graph.FromNothing
	}
	return graph.Text{
		Value: c.Content, Place: inner.place("environment"),
		Parts: []graph.Part{{Span: source.Span{End: len(c.Content)}, Variable: c.Environment, Origin: origin}},
	}
}
