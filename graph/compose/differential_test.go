package compose_test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/ctypes-dev/ctypes/graph"
)

// differences compares a project with what compose-go's own load makes of the
// same files, service by service.
func differences(got *graph.Project, want *types.Project) []string {
	var all []string
	differ := func(service, what string, a, b any) {
		if fmt.Sprint(a) != fmt.Sprint(b) {
			all = append(all, fmt.Sprintf("%s: %s is %q, compose says %q", service, what, fmt.Sprint(a), fmt.Sprint(b)))
		}
	}
	differ("", "name", got.Name, want.Name)
	names := make([]string, 0, len(got.Services))
	for _, s := range got.Services {
		names = append(names, s.Name)
	}
	services := want.AllServices()
	differ("", "services", names, slices.Sorted(maps.Keys(services)))
	for _, s := range got.Services {
		cfg := services[s.Name]
		_, active := want.Services[s.Name]
		say := func(what string, a, b any) { differ(s.Name, what, a, b) }
		say("active", s.Active, active)
		say("image", s.Image.Value, cfg.Image)
		say("container name", s.ContainerName.Value, cfg.ContainerName)
		say("network mode", s.NetworkMode.Value, cfg.NetworkMode)
		say("user", s.User.Value, cfg.User)
		if cfg.Deploy == nil || cfg.Deploy.RestartPolicy == nil {
			say("restart", s.Restart.Value, cfg.Restart)
		}
		say("read only", s.ReadOnly, cfg.ReadOnly)
		if active {
			say("environment", environment(s), environmentOf(cfg))
			say("labels", labels(s), slices.Sorted(maps.Keys(cfg.Labels)))
		}
		say("command", words(s.Command), []string(cfg.Command))
		say("entrypoint", words(s.Entrypoint), []string(cfg.Entrypoint))
		say("ports", publications(s), publicationsOf(cfg))
		say("mounts", mounts(s), mountsOf(cfg))
		say("networks", len(s.Networks), len(cfg.Networks))
		for _, a := range s.Networks {
			_, ok := cfg.Networks[a.Network]
			say("network "+a.Network, true, ok)
		}
		say("dependencies", dependencies(s), dependenciesOf(cfg))
		say("expose", len(s.Expose) <= len(cfg.Expose), true)
		say("health", shell(health(s)), shell(healthOf(cfg)))
		if (s.Build == nil) != (cfg.Build == nil) {
			say("build", s.Build, cfg.Build)
		} else if s.Build != nil {
			say("build context", s.Build.Context, cfg.Build.Context)
			say("inline", s.Build.Inline.Value, cfg.Build.DockerfileInline)
			say("build args", args(s), argsOf(cfg))
		}
	}
	return all
}

func environment(s *graph.Service) []string {
	var all []string
	for _, v := range s.Environment {
		switch {
		case v.Name == "":
		case v.State == graph.PassThrough:
			all = append(all, v.Name)
		default:
			all = append(all, v.Name+"="+v.Value)
		}
	}
	sort.Strings(all)
	return all
}

func environmentOf(cfg types.ServiceConfig) []string {
	var all []string
	for name, value := range cfg.Environment {
		switch {
		case name == "":
		case value == nil:
			all = append(all, name)
		default:
			all = append(all, name+"="+*value)
		}
	}
	sort.Strings(all)
	return all
}

func args(s *graph.Service) []string {
	var all []string
	for _, v := range s.Build.Args {
		if v.State != graph.PassThrough {
			all = append(all, v.Name+"="+v.Value)
		}
	}
	sort.Strings(all)
	return all
}

func argsOf(cfg types.ServiceConfig) []string {
	var all []string
	for name, value := range cfg.Build.Args {
		if value != nil {
			all = append(all, name+"="+*value)
		}
	}
	sort.Strings(all)
	return all
}

func labels(s *graph.Service) []string {
	all := make([]string, 0, len(s.Labels))
	for _, l := range s.Labels {
		all = append(all, l.Name)
	}
	return all
}

func words(c *graph.Command) []string {
	var all []string
	if c != nil {
		for _, w := range c.Words {
			all = append(all, w.Value)
		}
	}
	return all
}

func publications(s *graph.Service) []string {
	var all []string
	for _, p := range s.Ports {
		for i := range p.Target.Last - p.Target.First + 1 {
			published := ""
			switch {
			case p.Published.Last == 0:
			case p.Target.First == p.Target.Last && p.Published.First != p.Published.Last:
				published = fmt.Sprintf("%d-%d", p.Published.First, p.Published.Last)
			default:
				published = strconv.Itoa(p.Published.First + i)
			}
			all = append(all, fmt.Sprintf("%s:%s:%d/%s", p.HostIP, published, p.Target.First+i, strings.ToLower(p.Protocol.String())))
		}
	}
	sort.Strings(all)
	return slices.Compact(all)
}

func publicationsOf(cfg types.ServiceConfig) []string {
	all := make([]string, 0, len(cfg.Ports))
	for _, p := range cfg.Ports {
		all = append(all, fmt.Sprintf("%s:%s:%d/%s", p.HostIP, p.Published, p.Target, strings.ToLower(p.Protocol)))
	}
	sort.Strings(all)
	return slices.Compact(all)
}

func mounts(s *graph.Service) []string {
	all := make([]string, 0, len(s.Mounts))
	for _, m := range s.Mounts {
		all = append(all, m.Source+":"+path.Clean(m.Target))
	}
	return all
}

func mountsOf(cfg types.ServiceConfig) []string {
	all := make([]string, 0, len(cfg.Volumes)+len(cfg.Tmpfs)+len(cfg.Configs)+len(cfg.Secrets))
	for _, v := range cfg.Volumes {
		all = append(all, v.Source+":"+path.Clean(v.Target))
	}
	for _, t := range cfg.Tmpfs {
		target, _, _ := strings.Cut(t, ":")
		all = append(all, ":"+path.Clean(target))
	}
	for _, c := range cfg.Configs {
		target := c.Target
		if target == "" {
			target = c.Source
		}
		if !path.IsAbs(target) {
			target = "/" + target
		}
		all = append(all, c.Source+":"+path.Clean(target))
	}
	for _, c := range cfg.Secrets {
		target := c.Target
		if !path.IsAbs(target) {
			target = "/run/secrets/" + target
		}
		all = append(all, c.Source+":"+path.Clean(target))
	}
	return all
}

func dependencies(s *graph.Service) []string {
	all := make([]string, 0, len(s.DependsOn))
	for _, d := range s.DependsOn {
		all = append(all, fmt.Sprintf("%s:%s:%v", d.Service, d.Condition, d.Required))
	}
	sort.Strings(all)
	return all
}

func dependenciesOf(cfg types.ServiceConfig) []string {
	all := make([]string, 0, len(cfg.DependsOn))
	for name, d := range cfg.DependsOn {
		all = append(all, fmt.Sprintf("%s:%s:%v", name, d.Condition, d.Required))
	}
	sort.Strings(all)
	return all
}

func health(s *graph.Service) []string {
	var all []string
	if s.Health != nil {
		for _, t := range s.Health.Test {
			all = append(all, t.Value)
		}
	}
	return all
}

func healthOf(cfg types.ServiceConfig) []string {
	if cfg.HealthCheck == nil {
		return nil
	}
	return cfg.HealthCheck.Test
}

// shell drops the CMD-SHELL that compose-go puts before a string.
func shell(test []string) []string {
	if len(test) == 2 && test[0] == "CMD-SHELL" {
		return test[1:]
	}
	return test
}
