package compose

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// service converts one service.
func (r reader) service(cfg *types.ServiceConfig, active bool) *graph.Service {
	s := &graph.Service{
		Name:          r.name,
		Place:         source.Place{Path: r.path, Key: true},
		Active:        active,
		Profiles:      cfg.Profiles,
		Image:         r.text(cfg.Image, "image"),
		Platform:      cfg.Platform,
		ContainerName: r.text(cfg.ContainerName, "container_name"),
		Hostname:      r.text(cfg.Hostname, "hostname"),
		Networks:      r.networks(cfg),
		NetworkMode:   r.text(cfg.NetworkMode, "network_mode"),
		Links:         r.links(cfg.Links, "links"),
		ExternalLinks: r.links(cfg.ExternalLinks, "external_links"),
		ExtraHosts:    r.extraHosts(cfg.ExtraHosts, "extra_hosts"),
		OwnDNS:        len(cfg.DNS)+len(cfg.DNSSearch) > 0,
		Lost:          r.lost(),
		Command:       r.command(cfg.Command, "command"),
		Entrypoint:    r.command(cfg.Entrypoint, "entrypoint"),
		Labels:        r.labels(cfg),
		Ports:         r.ports(),
		Expose:        r.expose(cfg),
		Mounts:        r.mounts(cfg),
		DependsOn:     r.dependsOn(cfg),
		Health:        r.health(cfg.HealthCheck),
		User:          r.text(cfg.User, "user"),
		WorkingDir:    r.text(cfg.WorkingDir, "working_dir"),
		ReadOnly:      cfg.ReadOnly,
		Restart:       r.restart(cfg),
		Replicas:      r.replicas(cfg),
		Models:        slices.Sorted(maps.Keys(cfg.Models)),
		PullPolicy:    cfg.PullPolicy,
		Build:         r.build(cfg.Build),
		Extension:     r.extension(),
	}
	if cfg.Provider != nil {
		s.Provider = cfg.Provider.Type
	}
	r.environment(s, cfg, active)
	return s
}

// networks are the networks of a service, by name.
func (r reader) networks(cfg *types.ServiceConfig) []graph.Attachment {
	all := make([]graph.Attachment, 0, len(cfg.Networks))
	v := r.at("networks")
	for _, name := range slices.Sorted(maps.Keys(cfg.Networks)) {
		a := graph.Attachment{Network: name, Place: r.key()}
		if _, ok := r.layout.entry(v, namesList, name); ok {
			a.Place = source.Place{Path: r.path.Join("networks", name), Key: true}
		}
		if n := cfg.Networks[name]; n != nil {
			a.Aliases = r.texts(n.Aliases, "networks", name, "aliases")
		}
		all = append(all, a)
	}
	return all
}

func (r reader) links(links []string, key string) []graph.Link {
	all := make([]graph.Link, 0, len(links))
	for _, t := range r.texts(links, key) {
		service, alias, found := strings.Cut(t.Value, ":")
		if !found {
			alias = service
		}
		all = append(all, graph.Link{Service: service, Alias: alias, Place: t.Place.At(source.Span{End: len(service)})})
	}
	return all
}

// extraHosts are the entries of extra_hosts, by name.
func (r reader) extraHosts(hosts types.HostsList, keys ...string) []graph.ExtraHost {
	v := r.at(keys...)
	places := map[string]source.Place{}
	for _, it := range r.listed(v) {
		if value, ok := it.value(); ok {
			name, _, found := strings.Cut(value, "=")
			if !found {
				name, _, _ = strings.Cut(value, ":")
			}
			places[name] = source.Place{Path: r.path.Join(keys...).Index(it.number)}
		}
	}
	var all []graph.ExtraHost
	for _, name := range slices.Sorted(maps.Keys(hosts)) {
		place, ok := places[name]
		if !ok {
			place = source.Place{Path: r.path.Join(keys...).Join(name)}
		}
		for _, address := range hosts[name] {
			all = append(all, graph.ExtraHost{Name: name, Address: address, Place: place})
		}
	}
	return all
}

// dependsOn are the dependencies of a service, by name; those that links and
// shared namespaces imply stand where these are.
func (r reader) dependsOn(cfg *types.ServiceConfig) []graph.Dependency {
	v, implied := r.at("depends_on"), r.implied()
	all := make([]graph.Dependency, 0, len(cfg.DependsOn))
	for _, name := range slices.Sorted(maps.Keys(cfg.DependsOn)) {
		dep := cfg.DependsOn[name]
		d := graph.Dependency{Service: name, Condition: graph.Condition(dep.Condition), Required: dep.Required}
		if entry, ok := r.layout.entry(v, namesList, name); ok {
			d.Place = source.Place{Path: r.path.Join("depends_on", name), Key: true}
			if len(r.layout.at(entry.view, "condition")) > 0 {
				d.Place = r.place("depends_on", name, "condition")
			}
		} else if d.Place, ok = implied[name]; !ok {
			d.Place = r.key()
		}
		all = append(all, d)
	}
	return all
}

// implied are the places that make a service depend on others without saying
// so, by the other's name; the first one counts.
func (r reader) implied() map[string]source.Place {
	places := map[string]source.Place{}
	add := func(name string, place source.Place) {
		if _, ok := places[name]; !ok {
			places[name] = place
		}
	}
	for _, key := range []string{"links", "volumes_from"} {
		for _, it := range r.listed(r.at(key)) {
			value, _ := it.value()
			service, _, _ := strings.Cut(value, ":")
			add(service, source.Place{Path: r.path.Join(key).Index(it.number), Span: source.Span{End: len(service)}})
		}
	}
	for _, key := range []string{"network_mode", "ipc", "pid", "uts", "cgroup"} {
		value, _ := r.at(key).top().value()
		if service, ok := strings.CutPrefix(value, types.ServicePrefix); ok {
			add(service, r.place(key).At(source.Span{Start: len(types.ServicePrefix), End: len(value)}))
		}
	}
	return places
}

// command is a command or an entrypoint in words.
func (r reader) command(words types.ShellCommand, key string) *graph.Command {
	top := r.at(key).top()
	if words == nil || top.node == nil {
		return nil
	}
	cmd := &graph.Command{Shell: top.node.Kind == yaml.ScalarNode, Place: r.place(key), Words: make([]graph.Text, 0, len(words))}
	if cmd.Shell {
		e, _ := target{layer: top}.text()
		split, _ := shellWords(e.value)
		for i, w := range split {
			place := source.Place{Path: r.path.Join(key).Index(i)}
			cmd.Words = append(cmd.Words, graph.Text{Value: w.value, Parts: project(e.parts, w.align), Place: place})
		}
		return cmd
	}
	for i, it := range r.listed(view{top}) {
		if i < len(words) {
			cmd.Words = append(cmd.Words, r.textAt(target{layer: it.layer}, words[i], r.path.Join(key).Index(it.number)))
		}
	}
	return cmd
}

// health is a service's healthcheck.
func (r reader) health(cfg *types.HealthCheckConfig) *graph.Healthcheck {
	if cfg == nil {
		return nil
	}
	h := &graph.Healthcheck{
		Disabled:    cfg.Disable || len(cfg.Test) > 0 && cfg.Test[0] == "NONE",
		Interval:    duration(cfg.Interval),
		Timeout:     duration(cfg.Timeout),
		StartPeriod: duration(cfg.StartPeriod),
		Place:       r.place("healthcheck"),
	}
	if cfg.Retries != nil {
		h.Retries = int(min(*cfg.Retries, 1<<30))
	}
	top := r.at("healthcheck", "test").top()
	if top.node == nil {
		return h
	}
	values := []string(cfg.Test)
	if h.String = top.node.Kind == yaml.ScalarNode; h.String {
		values = values[min(1, len(values)):] // compose puts CMD-SHELL in front
	}
	for i, it := range r.listed(view{top}) {
		if i < len(values) {
			h.Test = append(h.Test, r.textAt(target{layer: it.layer}, values[i], r.path.Join("healthcheck", "test").Index(it.number)))
		}
	}
	return h
}

func duration(d *types.Duration) time.Duration {
	if d == nil {
		return 0
	}
	return time.Duration(*d)
}

// replicas is how many containers of a service run.
func (r reader) replicas(cfg *types.ServiceConfig) graph.Count {
	switch {
	case cfg.Scale != nil:
		return graph.Count{N: *cfg.Scale, Set: true, Place: r.place("scale")}
	case cfg.Deploy != nil && cfg.Deploy.Replicas != nil:
		return graph.Count{N: *cfg.Deploy.Replicas, Set: true, Place: r.place("deploy", "replicas")}
	}
	return graph.Count{}
}

// restart is the policy by which the engine starts a service again, in the
// user's words. That of deploy comes first, as it does for docker compose.
func (r reader) restart(cfg *types.ServiceConfig) graph.Text {
	if d := cfg.Deploy; d != nil && d.RestartPolicy != nil && d.RestartPolicy.Condition != "" {
		return r.text(d.RestartPolicy.Condition, "deploy", "restart_policy", "condition")
	}
	return r.text(cfg.Restart, "restart")
}

// build is a service's build section.
func (r reader) build(cfg *types.BuildConfig) *graph.Build {
	if cfg == nil {
		return nil
	}
	b := &graph.Build{
		Context: cfg.Context, Remote: !filepath.IsAbs(cfg.Context), Dockerfile: cfg.Dockerfile,
		Target: cfg.Target, Place: r.place("build"),
		Inline: r.text(cfg.DockerfileInline, "build", "dockerfile_inline"),
	}
	if !b.Remote && b.Dockerfile != "" && !filepath.IsAbs(b.Dockerfile) {
		b.Dockerfile = filepath.Join(b.Context, b.Dockerfile)
	}
	for _, e := range r.layout.entries(r.at("build", "args"), assignmentsList) {
		value, ok := cfg.Args[e.name]
		if !ok {
			value = nil
		}
		b.Args = append(b.Args, r.variable(e, value, r.path.Join("build", "args", e.name)))
	}
	sortVariables(b.Args)
	b.Labels = r.labelEntries(cfg.Labels, "build", "labels")
	return b
}
