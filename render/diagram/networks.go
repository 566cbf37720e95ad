package diagram

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

// drawNetworks draws networks as nodes, so that a service on several of them
// is seen to be on each.
func (b *builder) drawNetworks() {
	networks := map[string]*graph.Network{}
	for _, n := range b.project().Networks {
		networks[n.Key] = n
	}
	for _, s := range b.drawn {
		n := b.serviceNode(s)
		if mode := modeWords(s); mode != "" {
			n.Lines = append(n.Lines, b.text(mode))
		}
		for _, a := range s.Networks {
			e := b.edge(Edge{Kind: Member, From: n.ID, To: b.networkNode(a.Network, networks[a.Network]).ID, Flow: Flat, At: b.place(a.Place)}, "")
			e.Label = short(b.aliases(a))
		}
	}
	b.addDoors()
	b.settle()
}

func (b *builder) networkNode(key string, network *graph.Network) *Node {
	n := b.node(Network, key)
	if network == nil || len(n.Lines) > 0 {
		return n
	}
	n.At = b.place(network.Place)
	var words []string
	if network.Internal {
		words = append(words, "internal")
	}
	if network.External {
		words = append(words, "external")
	}
	if network.Driver != "" && network.Driver != "bridge" {
		words = append(words, b.text(network.Driver))
	}
	if len(words) > 0 {
		n.Lines = append(n.Lines, strings.Join(words, ", "))
	}
	return n
}

// aliases are the further names of a service on a network.
func (b *builder) aliases(a graph.Attachment) string {
	names := make([]string, 0, len(a.Aliases))
	for _, t := range a.Aliases {
		names = append(names, b.text(t.Value))
	}
	return strings.Join(names, ", ")
}

// modeWords says what a service without networks has instead.
func modeWords(s *graph.Service) string {
	mode := s.NetworkMode.Value
	switch mode {
	case "", "bridge", "default":
		return ""
	case "host":
		return "on the host's network"
	case "none":
		return "no network"
	}
	_, other, _ := strings.Cut(mode, ":")
	return "on the network of " + other
}

// frameOf is the frame that a service stands in. One that is the only service
// on just these networks stands free, and alone says which they are.
func (b *builder) frameOf(s *graph.Service) (frame, alone string) {
	names := b.groups(s)
	if len(names) == 0 {
		if b.options.Group == ByNetwork {
			return "", modeWords(s)
		}
		return "", ""
	}
	label := strings.Join(names, joint)
	switch {
	case len(b.sets) == 1 && label == "default":
		return "", ""
	case len(names) > 1 && b.sets[label] == 1:
		return "", "on " + strings.Join(names, ", ")
	}
	return string(b.options.Group) + "/" + b.text(label), ""
}

// groups are the networks or the profiles of a service, sorted.
func (b *builder) groups(s *graph.Service) []string {
	var names []string
	switch b.options.Group {
	case ByNetwork:
		for _, a := range s.Networks {
			names = append(names, a.Network)
		}
	case ByProfile:
		names = slices.Clone(s.Profiles)
	case NoGroups:
	}
	slices.Sort(names)
	return names
}

// frames are the frames that nodes stand in, in order.
func (b *builder) frames() []Frame {
	frames := []Frame{}
	for _, n := range b.out.Nodes {
		if n.Frame != "" && (len(frames) == 0 || frames[len(frames)-1].ID != n.Frame) {
			_, label, _ := strings.Cut(n.Frame, "/")
			frames = append(frames, Frame{ID: n.Frame, Label: label})
		}
	}
	return frames
}
