package compose

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// consistency checks what compose-go's own consistency check does, but all of
// it at once, with places, and in linear time.
type consistency struct {
	*converter
	problems *problems
}

// checked is a service that is checked.
type checked struct {
	*consistency
	cfg *types.ServiceConfig
	*graph.Service
	path source.Path
}

// check reports where the active services of a project contradict each other
// or name what is not there.
func check(c *converter, p *graph.Project) {
	k := &consistency{c, c.layout.problems}
	for _, s := range p.Services {
		if !s.Active {
			continue
		}
		cfg := c.project.Services[s.Name]
		one := checked{k, &cfg, s, source.NewPath("services", s.Name)}
		one.image()
		one.networks()
		one.dependencies()
		one.files()
		one.scaling()
		one.limits()
		one.watches()
		one.mounts()
		one.health()
	}
	k.jobs()
	k.secrets()
	k.cycles(p)
}

// report adds a problem of a service. Keys lead to the place below it; without
// any, it is the service's name.
func (s checked) report(key, message, help string, keys ...string) {
	s.reportAt(key, message, help, source.Place{Path: s.path.Join(keys...), Key: len(keys) == 0})
}

func (s checked) reportAt(key, message, help string, place source.Place) {
	s.problems.add(graph.Problem{Service: s.Name, Key: key, Message: message, Help: help, Place: place})
}

// undefined reports a name that the project does not define, unless a part of
// the project is missing.
func (s checked) undefined(what, name string, place source.Place, known func() []string) {
	if s.layout.incomplete(what + "s") {
		return
	}
	help := s.problems.suggest(name, known)
	if help == "" {
		help = "define it under the top-level `" + what + "s`"
	}
	s.reportAt(name, fmt.Sprintf("`%s` uses the %s `%s`, which is not defined", s.Name, what, name), help, place)
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// namesOf returns keys when they are asked for.
func namesOf[V any](m map[string]V) func() []string {
	return func() []string { return keys(m) }
}

func (s checked) image() {
	b := s.cfg.Build
	if b == nil && s.cfg.Image == "" && s.cfg.Provider == nil {
		if !s.problems.partial && !s.layout.damaged[resourceName{"services", s.Name}] {
			s.report(s.Name, fmt.Sprintf("`%s` has neither `image` nor `build`", s.Name), "")
		}
		return
	}
	if b == nil {
		return
	}
	if b.DockerfileInline != "" && b.Dockerfile != "" {
		s.report("dockerfile_inline", "`build` has both `dockerfile` and `dockerfile_inline`", "", "build", "dockerfile_inline")
	}
	for _, name := range keys(b.AdditionalContexts) {
		target, ok := strings.CutPrefix(b.AdditionalContexts[name], types.ServicePrefix)
		if !ok {
			continue
		}
		other, known := s.project.AllServices()[target]
		place := source.Place{Path: s.path.Join("build", "additional_contexts", name)}
		switch {
		case !known && !s.layout.incomplete("services"):
			s.reportAt(target, fmt.Sprintf("the build context `%s` is `%s`, which is no service", name, target), s.problems.suggest(target, namesOf(s.project.AllServices())), place)
		case known && other.Build == nil:
			s.reportAt(target, fmt.Sprintf("the build context `%s` is `%s`, which has no `build`", name, target), "", place)
		}
	}
	if len(b.Platforms) > 0 && s.cfg.Platform != "" && !slices.Contains(b.Platforms, s.cfg.Platform) {
		s.report(s.cfg.Platform, fmt.Sprintf("`platforms` of `build` lacks `%s`, the service's `platform`", s.cfg.Platform), "", "build", "platforms")
	}
	for _, secret := range b.Secrets {
		if _, ok := s.project.Secrets[secret.Source]; !ok {
			s.undefined("secret", secret.Source, source.Place{Path: s.path.Join("build", "secrets")}, namesOf(s.project.Secrets))
		}
	}
}

func (s checked) networks() {
	if s.cfg.NetworkMode != "" && len(s.cfg.Networks) > 0 {
		s.report("network_mode", fmt.Sprintf("`%s` has both `network_mode` and `networks`", s.Name), "", "network_mode")
	}
	for _, a := range s.Networks {
		if _, ok := s.project.Networks[a.Network]; !ok {
			s.undefined("network", a.Network, a.Place, namesOf(s.project.Networks))
		}
	}
}

// dependencies checks the services that a service depends on.
func (s checked) dependencies() {
	reported := map[string]bool{}
	for _, d := range s.DependsOn {
		cfg := s.cfg.DependsOn[d.Service]
		if _, ok := s.project.Services[d.Service]; ok {
			continue
		}
		if _, disabled := s.project.DisabledServices[d.Service]; disabled && !cfg.Required {
			continue
		}
		place := d.Place
		if place.Path.Base() == "condition" {
			place = source.Place{Path: place.Path.Parent(), Key: true}
		}
		reported[d.Service] = true
		s.unavailable(d.Service, place)
	}
	name, shares := strings.CutPrefix(s.cfg.NetworkMode, types.ServicePrefix)
	if _, ok := s.project.Services[name]; shares && !ok && !reported[name] {
		s.unavailable(name, source.Place{
			Path: s.path.Join("network_mode"), Span: source.Span{Start: len(types.ServicePrefix), End: len(s.cfg.NetworkMode)},
		})
	}
}

// unavailable reports a service that another needs and that is not started
// with it.
func (s checked) unavailable(name string, place source.Place) {
	if other, ok := s.project.DisabledServices[name]; ok {
		profiles := slices.Sorted(slices.Values(other.Profiles))
		s.reportAt(name,
			fmt.Sprintf("`%s` depends on `%s`, which is only in the %s, not active", s.Name, name, profileWords(profiles)),
			"activate it with `--profile "+profiles[0]+"`, or mark the dependency with `required: false`", place)
		return
	}
	if _, ok := s.project.AllJobs()[name]; ok {
		s.reportAt(name, fmt.Sprintf("`%s` depends on `%s`, which is a job: services depend on services only", s.Name, name), "", place)
		return
	}
	if !s.layout.incomplete("services") {
		s.reportAt(name, fmt.Sprintf("`%s` depends on `%s`, which is no service", s.Name, name), s.problems.suggest(name, namesOf(s.project.AllServices())), place)
	}
}

func profileWords(profiles []string) string {
	if len(profiles) == 1 {
		return "profile `" + profiles[0] + "`"
	}
	return "profiles " + quotedList(profiles, "and")
}

// files checks the volumes, configs, secrets and models that a service uses.
func (s checked) files() {
	for i := range s.Mounts {
		m := &s.Mounts[i]
		switch m.Kind {
		case graph.NamedVolume:
			if _, ok := s.project.Volumes[m.Source]; !ok {
				s.undefined("volume", m.Source, m.SourceRaw.Place, namesOf(s.project.Volumes))
			}
		case graph.ConfigFile:
			if _, ok := s.project.Configs[m.Source]; !ok {
				s.undefined("config", m.Source, m.SourceRaw.Place, namesOf(s.project.Configs))
			}
		case graph.SecretFile:
			if _, ok := s.project.Secrets[m.Source]; !ok {
				s.undefined("secret", m.Source, m.SourceRaw.Place, namesOf(s.project.Secrets))
			}
		case graph.Bind, graph.AnonymousVolume, graph.Tmpfs, graph.OtherMount:
		}
	}
	for _, name := range s.Models {
		if _, ok := s.project.Models[name]; !ok {
			s.undefined("model", name, source.Place{Path: s.path.Join("models", name), Key: true}, namesOf(s.project.Models))
		}
	}
}

func (s checked) scaling() {
	var replicas *int
	if s.cfg.Deploy != nil {
		replicas = s.cfg.Deploy.Replicas
	}
	if s.cfg.Scale != nil && replicas != nil && *s.cfg.Scale != *replicas {
		s.report("scale", fmt.Sprintf("`scale` is %d and `deploy.replicas` is %d", *s.cfg.Scale, *replicas), "", "scale")
	}
	if s.cfg.Scale != nil && *s.cfg.Scale < 0 {
		s.report("scale", "`scale` must be at least 0", "", "scale")
	}
	if replicas != nil && *replicas < 0 {
		s.report("replicas", "`replicas` must be at least 0", "", "deploy", "replicas")
	}
	if n := s.cfg.GetScale(); n > 1 && s.cfg.ContainerName != "" {
		s.report(s.cfg.ContainerName, fmt.Sprintf("%d containers of `%s` cannot all have the name `%s`", n, s.Name, s.cfg.ContainerName),
			"drop `container_name`", "container_name")
	}
}

// limits checks resources that are given in two ways.
func (s checked) limits() {
	if s.cfg.Deploy == nil {
		return
	}
	differ := func(key, other string, differs bool) {
		if differs {
			s.report(key, fmt.Sprintf("`%s` and `deploy.resources.%s` say different things", key, other), "keep one of them", key)
		}
	}
	if l := s.cfg.Deploy.Resources.Limits; l != nil {
		differ("cpus", "limits.cpus", s.cfg.CPUS != 0 && l.NanoCPUs.Value() != s.cfg.CPUS)
		differ("mem_limit", "limits.memory", s.cfg.MemLimit != 0 && l.MemoryBytes != s.cfg.MemLimit)
		differ("pids_limit", "limits.pids", s.cfg.PidsLimit != 0 && l.Pids != s.cfg.PidsLimit)
	}
	if r := s.cfg.Deploy.Resources.Reservations; r != nil {
		differ("mem_reservation", "reservations.memory", s.cfg.MemReservation != 0 && r.MemoryBytes != s.cfg.MemReservation)
	}
}

func (s checked) watches() {
	if s.cfg.Develop == nil {
		return
	}
	for i, w := range s.cfg.Develop.Watch {
		if w.Target == "" && w.Action != types.WatchActionRebuild && w.Action != types.WatchActionRestart {
			s.report("target", fmt.Sprintf("a watch rule that does `%s` needs `target`", w.Action), "", "develop", "watch", strconv.Itoa(i))
		}
	}
}

// mounts checks that nothing is mounted where something else is.
func (s checked) mounts() {
	taken := map[string]source.Place{}
	for i := range s.Mounts {
		m := &s.Mounts[i]
		if m.Kind == graph.ConfigFile || m.Kind == graph.SecretFile || m.Kind == graph.OtherMount {
			continue
		}
		first, ok := taken[m.Target]
		if !ok {
			taken[m.Target] = m.TargetPlace
			continue
		}
		s.problems.add(graph.Problem{
			Service: s.Name, Key: m.Target, Place: m.TargetPlace,
			Message: fmt.Sprintf("two things are mounted at `%s`", path.Clean(m.Target)),
			Related: []graph.Related{{Message: "it is taken here", Service: s.Name, Place: first}},
		})
	}
}

func (s checked) health() {
	h := s.cfg.HealthCheck
	if h == nil || len(h.Test) == 0 {
		return
	}
	switch h.Test[0] {
	case "CMD", "CMD-SHELL", "NONE":
		return
	}
	words := []string{"CMD", "CMD-SHELL", "NONE"}
	help := suggestion(h.Test[0], words)
	if help == "" {
		help = "put `CMD` in front to run the command as it is"
	}
	place := source.Place{Path: s.path.Join("healthcheck", "test")}
	if len(s.Health.Test) > 0 {
		place = s.Health.Test[0].Place
	}
	s.reportAt(h.Test[0], fmt.Sprintf("`test` must start with %s, not `%s`", quotedList(words, "or"), h.Test[0]), help, place)
}

// jobs checks the names and dependencies of jobs.
func (k *consistency) jobs() {
	services := k.project.AllServices()
	all := k.project.AllJobs()
	for _, name := range keys(all) {
		if _, ok := services[name]; ok {
			k.problems.add(graph.Problem{
				Key: name, Message: fmt.Sprintf("`%s` is both a service and a job", name),
				Place: source.Place{Path: source.NewPath("jobs", name), Key: true},
			})
		}
	}
	for _, name := range keys(k.project.Jobs) {
		depends := k.project.Jobs[name].DependsOn
		for _, dep := range keys(depends) {
			_, job := k.project.Jobs[dep]
			_, service := k.project.Services[dep]
			_, disabled := k.project.DisabledServices[dep]
			if job || service || disabled && !depends[dep].Required || k.layout.incomplete("services") {
				continue
			}
			k.problems.add(graph.Problem{
				Key: dep, Message: fmt.Sprintf("the job `%s` depends on `%s`, which is no active service or job", name, dep),
				Help:  k.problems.suggest(dep, func() []string { return append(keys(services), keys(all)...) }),
				Place: source.Place{Path: source.NewPath("jobs", name, "depends_on", dep), Key: true},
			})
		}
	}
}

func (k *consistency) secrets() {
	for _, name := range keys(k.project.Secrets) {
		s := k.project.Secrets[name]
		if bool(s.External) || s.File != "" || s.Environment != "" || k.problems.about("secrets", name) {
			continue
		}
		k.problems.add(graph.Problem{
			Key: name, Message: fmt.Sprintf("the secret `%s` needs `file` or `environment`", name),
			Place: source.Place{Path: source.NewPath("secrets", name), Key: true},
		})
	}
}
