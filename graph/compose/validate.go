package compose

import (
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// validate reports what compose refuses in a merged model beyond its schema.
func (s *salvage) validate(model map[string]any) {
	each(model, "volumes", s.externalVolume)
	each(model, "configs", func(name string, m map[string]any) {
		s.oneSource("configs", name, m, "file", "environment", "content")
	})
	each(model, "secrets", func(name string, m map[string]any) {
		s.oneSource("secrets", name, m, "file", "environment")
	})
	each(model, "services", func(name string, m map[string]any) {
		s.hostAddresses(name, m)
		s.devices(name, m)
		s.watches(name, m)
	})
}

// each visits the mappings of a section in order of name.
func each(model map[string]any, section string, visit func(string, map[string]any)) {
	resources, _ := model[section].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(resources)) {
		if m, ok := resources[name].(map[string]any); ok {
			visit(name, m)
		}
	}
}

// invalidValue reports a value of the merged model.
func (s *salvage) invalidValue(message string, keys ...string) {
	problem := graph.Problem{Message: message, Key: attributeOf(keys), Place: source.Place{Path: source.NewPath(keys...)}}
	if keys[0] == "services" {
		problem.Service = keys[1]
	}
	if len(keys) == 2 {
		problem.Place.Key = true
	}
	s.layout.problems.add(problem)
}

func (s *salvage) externalVolume(name string, m map[string]any) {
	if m["external"] != true {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if key != "name" && key != "external" && !strings.HasPrefix(key, "x-") && key != "#extensions" {
			s.invalidValue("`"+name+"` is external, so `"+key+"` cannot be set here", "volumes", name, key)
		}
	}
}

// oneSource reports a config or a secret that has more than one source, or
// none.
func (s *salvage) oneSource(section, name string, m map[string]any, sources ...string) {
	var set []string
	for _, key := range sources {
		if _, ok := m[key]; ok {
			set = append(set, key)
		}
	}
	_, driver := m["driver"]
	_, external := m["external"]
	what := noun([]string{section, name})
	switch {
	case len(set) > 1:
		s.invalidValue(what+" can have only one of "+quotedList(set, "and"), section, name)
	case len(set) == 0 && !driver && !external:
		s.invalidValue(what+" needs "+quotedList(sources, "or")+", or `external: true`", section, name)
	}
}

func (s *salvage) hostAddresses(service string, m map[string]any) {
	if _, ok := m["ports"]; !ok {
		return
	}
	// Of the short form they were checked already.
	v := s.layout.resource(s.layout.root, resourceName{"services", service})
	for i, item := range s.layout.items(s.layout.at(v, "ports")) {
		address, ok := layer{unit: item.unit, node: s.layout.child(item.node, "host_ip").Value}.value()
		if ok && net.ParseIP(address) == nil {
			s.invalidValue("`"+address+"` is not an IP address", "services", service, "ports", strconv.Itoa(i), "host_ip")
		}
	}
}

// devices reports device requests that say both how many and which.
func (s *salvage) devices(service string, m map[string]any) {
	check := func(list any, keys ...string) {
		requests, _ := list.([]any)
		for i, r := range requests {
			request, _ := r.(map[string]any)
			_, count := request["count"]
			_, ids := request["device_ids"]
			if count && ids {
				s.invalidValue("a device request has `count` or `device_ids`, not both", append(keys, strconv.Itoa(i))...)
			}
		}
	}
	check(m["gpus"], "services", service, "gpus")
	keys := []string{"deploy", "resources", "reservations", "devices"}
	var value any = m
	for _, key := range keys {
		inner, _ := value.(map[string]any)
		value = inner[key]
	}
	check(value, append([]string{"services", service}, keys...)...)
}

func (s *salvage) watches(service string, m map[string]any) {
	develop, _ := m["develop"].(map[string]any)
	rules, _ := develop["watch"].([]any)
	for i, r := range rules {
		rule, _ := r.(map[string]any)
		if path, ok := rule["path"].(string); ok && path == "" {
			s.invalidValue("`path` of a watch rule is empty", "services", service, "develop", "watch", strconv.Itoa(i), "path")
		}
	}
}
