package compose

import (
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// ports are the entries of ports; of equal ones the last.
func (r reader) ports() []graph.Publication {
	var all []graph.Publication
	position := map[graph.Publication]int{}
	for _, it := range r.listed(r.at("ports")) {
		place := r.place("ports", strconv.Itoa(it.number))
		var p graph.Publication
		var ok bool
		if it.node.Kind == yaml.MappingNode {
			p, ok = r.longPort(it.layer, place.Path)
		} else {
			p, ok = r.shortPort(it.layer, place)
		}
		if !ok {
			continue
		}
		key := graph.Publication{HostIP: p.HostIP, Published: p.Published, Target: p.Target, Protocol: p.Protocol}
		p.Place = place
		if i, ok := position[key]; ok {
			all[i] = p
			continue
		}
		position[key] = len(all)
		all = append(all, p)
	}
	return all
}

// shortPort reads a mapping like 8080:80.
func (r reader) shortPort(l layer, place source.Place) (graph.Publication, bool) {
	e, ok := target{layer: l}.text()
	if !ok {
		return graph.Publication{}, false
	}
	spec, err := parsePort(e.value)
	if err != nil {
		return graph.Publication{}, false
	}
	p := graph.Publication{
		Raw: written(l.node), HostIP: spec.hostIP, Published: spec.published, Target: spec.target,
		Protocol: transport(spec.protocol), Mode: "ingress", TargetPlace: place.At(spec.targetAt),
		Known: graph.Text{Parts: e.parts}.Known(),
	}
	if spec.published.Last > 0 {
		p.PublishedPlace = place.At(spec.publishedAt)
	}
	return p, true
}

// longPort reads a mapping with target, published and so on.
func (r reader) longPort(l layer, path source.Path) (graph.Publication, bool) {
	known := true
	field := func(key string) string {
		node := r.layout.child(l.node, key).Value
		if node == nil {
			return ""
		}
		e, _ := target{layer: layer{unit: l.unit, node: node}}.text()
		known = known && graph.Text{Parts: e.parts}.Known()
		return e.value
	}
	p := graph.Publication{
		HostIP: field("host_ip"), Protocol: transport(field("protocol")),
		AppProtocol: field("app_protocol"), Mode: field("mode"),
		TargetPlace: source.Place{Path: path.Join("target")},
	}
	target, published := field("target"), field("published")
	p.Known = known
	p.Raw = target
	if published != "" || p.HostIP != "" {
		p.Raw = published + ":" + target
	}
	if p.HostIP != "" {
		p.Raw = p.HostIP + ":" + p.Raw
	}
	if protocol := field("protocol"); protocol != "" {
		p.Raw += "/" + protocol
	}
	var err error
	if p.Target, err = parsePorts(target); err != nil {
		return p, false
	}
	if ports, err := parsePorts(published); err == nil {
		p.Published = ports
		p.PublishedPlace = source.Place{Path: path.Join("published")}
	}
	if p.Mode == "" {
		p.Mode = "ingress"
	}
	return p, true
}

// transport is the protocol of a port, tcp unless it says otherwise.
func transport(protocol string) contract.Transport {
	switch strings.ToLower(protocol) {
	case "udp":
		return contract.UDP
	case "sctp":
		return contract.SCTP
	}
	return contract.TCP
}

// expose are the entries of expose.
func (r reader) expose(cfg *types.ServiceConfig) []graph.Exposure {
	var all []graph.Exposure
	for _, t := range r.texts(cfg.Expose, "expose") {
		number, protocol, _ := strings.Cut(t.Value, "/")
		ports, err := parsePorts(number)
		if err != nil {
			continue
		}
		all = append(all, graph.Exposure{Ports: ports, Protocol: transport(protocol), Place: t.Place.At(source.Span{End: len(number)})})
	}
	return all
}
