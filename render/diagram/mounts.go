package diagram

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// drawVolumes draws who reads and writes what. Services that mount nothing are
// left out.
func (b *builder) drawVolumes() {
	b.addMounts()
	b.settle()
}

// mounted is a mount that can be drawn.
type mounted struct {
	service *graph.Service
	mount   graph.Mount
	kind    NodeKind
	name    string
}

// addMounts adds volumes, paths of the host, configs and secrets. In a view of
// services there is an arrow for what several of them share; the rest takes
// room that only a small drawing has.
func (b *builder) addMounts() {
	all := b.mounts()
	users := map[string]map[string]bool{}
	for _, m := range all {
		id := nodeID(m.kind, m.name)
		if users[id] == nil {
			users[id] = map[string]bool{}
		}
		users[id][m.service.Name] = true
	}
	for _, m := range all {
		shared := len(users[nodeID(m.kind, m.name)]) > 1
		verdict := b.findings.verdict(b.findings.ofMount(m.service, m.mount))
		switch {
		case b.options.OnlyErrors && verdict != Error:
		case verdict != Unsaid, b.options.View == VolumesView, b.out.Detail == High,
			b.out.Detail == Normal && shared && m.kind == Volume:
			b.addMount(m)
		case b.out.Detail == Normal && m.kind == Volume:
			b.keeps(m)
		}
	}
}

// mounts are all mounts that could be drawn.
func (b *builder) mounts() []mounted {
	var all []mounted
	for _, s := range b.drawn {
		for _, m := range s.Mounts {
			if kind, name := b.mountName(m); name != "" {
				all = append(all, mounted{s, m, kind, name})
			}
		}
	}
	return all
}

// mountName is what a mount's node is called; "" for what has no name of its own.
// Paths of the host are as the user wrote them: where the project lies is no
// part of it.
func (b *builder) mountName(m graph.Mount) (NodeKind, string) {
	name := m.Source
	switch m.Kind {
	case graph.NamedVolume:
		return Volume, b.text(name)
	case graph.Bind:
		if m.SourceRaw.Value != "" {
			name = m.SourceRaw.Value
		}
		if len(name) > 1 {
			name = strings.TrimRight(name, "/")
		}
		return HostPath, b.text(name)
	case graph.ConfigFile:
		return Config, b.text(name)
	case graph.SecretFile:
		return Secret, b.text(name)
	case graph.AnonymousVolume, graph.Tmpfs, graph.OtherMount:
	}
	return "", ""
}

func (b *builder) addMount(m mounted) {
	n := b.node(m.kind, m.name)
	n.Name = short(n.Name)
	if (m.kind == Secret || m.kind == Config) && len(n.Lines) == 0 {
		n.Lines = append(n.Lines, string(m.kind))
	}
	e := b.edge(Edge{
		Kind: Mount, From: b.serviceNode(m.service).ID, To: n.ID, Flow: flow(m), At: b.place(m.mount.Place),
	}, m.mount.Target)
	if b.options.View == VolumesView || b.out.Detail == High && m.kind != Secret && m.kind != Config {
		e.Label = short(b.text(m.mount.Target))
	}
	mode := "mounts"
	if m.mount.ReadOnly {
		mode = "reads"
	}
	e.Sides = append(e.Sides, b.text("`"+m.service.Name+"` "+mode+" `"+m.name+"` at "+m.mount.Target))
	e.Sides = append(e.Sides, b.uses(m)...)
	e.Findings = append(e.Findings, b.findings.take(b.findings.ofMount(m.service, m.mount))...)
}

// keeps says on a service's node that it has a volume of its own.
func (b *builder) keeps(m mounted) {
	n := b.serviceNode(m.service)
	n.Lines = append(n.Lines, short("volume "+m.name))
}

// uses is what a contract says of a mount's target.
func (b *builder) uses(m mounted) []string {
	var lines []string
	for _, f := range m.service.Contract.Volumes {
		if f.Clause.At.String() != m.mount.Target || f.Clause.Format.IsZero() {
			continue
		}
		text := "`" + m.service.Name + "` " + strings.ToLower(f.Clause.Requires.String()) + " " + f.Clause.Format.String()
		lines = append(lines, b.text(text+": "+origin(f.From)))
	}
	return lines
}

// flow is where files go: what is mounted read-only is read, and a contract may
// say that files are only written, or only read.
func flow(m mounted) Flow {
	if m.mount.ReadOnly || m.kind == Secret || m.kind == Config {
		return In
	}
	for _, f := range m.service.Contract.Volumes {
		if f.Clause.At.String() != m.mount.Target {
			continue
		}
		switch f.Clause.Requires {
		case contract.Read:
			return In
		case contract.Write:
			return Out
		}
	}
	return Both
}
