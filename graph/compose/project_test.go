package compose_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/compose"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// everything is the project that has one of each.
func everything(t *testing.T) (*graph.Project, func(string) *graph.Service) {
	t.Helper()
	a := unpack(t, filepath.Join("testdata", "places", "everything.txtar"), nil)
	p := load(t, compose.Options{WorkingDir: a.dir, Environment: map[string]string{"VERSION": "7"}})
	if len(p.Problems) > 0 {
		t.Fatal(p.Problems)
	}
	return p, func(name string) *graph.Service {
		t.Helper()
		for _, s := range p.Services {
			if s.Name == name {
				return s
			}
		}
		t.Fatal("no service", name)
		return nil
	}
}

func TestServices(t *testing.T) {
	t.Parallel()
	p, service := everything(t)
	names := make([]string, 0, len(p.Services))
	for _, s := range p.Services {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "ai db job off web" {
		t.Errorf("services are %s", got)
	}
	web := service("web")
	if web.Active || service("off").Active || !service("db").Active {
		t.Error("profiles decide what is active")
	}
	checks := map[string]bool{
		"name":           p.Name == "everything",
		"container name": web.ContainerName.Value == "the-web",
		"hostname":       web.Hostname.Value == "web.internal",
		"platform":       web.Platform == "linux/amd64",
		"user":           web.User.Value == "1000:1000" && at(p, web.User.Place) == "compose.yaml:78:12 1000:1000",
		"working dir":    web.WorkingDir.Value == "/srv",
		"read only":      web.ReadOnly,
		"replicas":       web.Replicas.Set && web.Replicas.N == 1 && service("off").Replicas.N == 3 && !service("db").Replicas.Set,
		"models":         len(web.Models) == 1 && web.Models[0] == "llm",
		"pull policy":    web.PullPolicy == "always",
		"provider":       service("ai").Provider == "model" && service("ai").Image.Value == "",
		"network mode":   service("db").NetworkMode.Value == "service:job",
		"restart":        at(p, web.Restart.Place) == "compose.yaml:6:12 unless-stopped",
		"place":          at(p, web.Place) == "compose.yaml:8:3 web",
	}
	for what, ok := range checks {
		if !ok {
			t.Errorf("%s is wrong: %+v", what, web)
		}
	}
}

func TestNetworksAndHosts(t *testing.T) {
	t.Parallel()
	p, service := everything(t)
	web := service("web")
	if len(web.Networks) != 2 || web.Networks[1].Network != "front" || web.Networks[1].Aliases[1].Value != "api.local" {
		t.Errorf("networks: %+v", web.Networks)
	}
	if n := service("job").Networks; len(n) != 1 || n[0].Network != "default" || at(p, n[0].Place) != "compose.yaml:102:3 job" {
		t.Errorf("the default network: %+v", n)
	}
	if l := web.Links; len(l) != 1 || l[0].Service != "db" || l[0].Alias != "database" || at(p, l[0].Place) != "compose.yaml:35:9 db" {
		t.Errorf("links: %+v", l)
	}
	if l := web.ExternalLinks; len(l) != 1 || l[0].Service != "legacy" || l[0].Alias != "legacy" {
		t.Errorf("external links: %+v", l)
	}
	if h := web.ExtraHosts; len(h) != 2 || h[0].Address != "host-gateway" || h[1].Name != "old" || at(p, h[1].Place) != "compose.yaml:39:10 old:10.0.0.1" {
		t.Errorf("extra hosts: %+v", h)
	}
	names := map[string]*graph.Network{}
	for _, n := range p.Networks {
		names[n.Key] = n
	}
	if !names["front"].Internal || names["front"].Name != "everything_front" || names["back"].Name != "shared" || !names["back"].External || !names["default"].Place.IsZero() {
		t.Errorf("networks: %+v", p.Networks)
	}
	if v := p.Volumes; len(v) != 1 || v[0].Name != "everything_data" || v[0].Options["device"] != filepath.Join(p.Dir, "data") {
		t.Errorf("volumes: %+v", v)
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	p, service := everything(t)
	got := map[string]graph.Variable{}
	for _, v := range service("web").Environment {
		got[v.Name] = v
	}
	v := got["SHADOWED"]
	if v.Value != "strong" || v.Source != graph.FromEnvironment || len(v.Shadowed) != 2 || v.Shadowed[0].Value != "weaker" || at(p, v.Shadowed[1].Place) != "first.env:1:10 weak" {
		t.Errorf("SHADOWED: %+v", v)
	}
	if v := got["BOTH"]; v.Value != "second 1" || v.Source != graph.FromServiceEnvFile || len(v.Parts) != 1 || at(p, v.KeyPlace) != "second.env:2:1 BOTH" {
		t.Errorf("BOTH: %+v", v)
	}
	if v := got["RAW"]; v.Value != `"quoted $FIRST"` || len(v.Parts) != 0 {
		t.Errorf("RAW: %+v", v)
	}
	if v := got["PASSED"]; v.State != graph.PassThrough || at(p, v.KeyPlace) != "compose.yaml:17:7 PASSED" {
		t.Errorf("PASSED: %+v", v)
	}
	if v := got["KEPT"]; v.Value != "three" || v.List {
		t.Errorf("KEPT: %+v", v)
	}
	lost := service("web").Lost
	if len(lost) != 1 || lost[0].Name != "GONE" || lost[0].Value != "two" || at(p, lost[0].Place) != "compose.yaml:5:11 two" || at(p, lost[0].KeyPlace) != "compose.yaml:5:5 GONE" {
		t.Errorf("lost: %+v", lost)
	}
	args := service("web").Build.Args
	if len(args) != 2 || args[0].State != graph.PassThrough || args[1].Value != "7" || args[1].Parts[0].Origin != graph.FromProcess {
		t.Errorf("args: %+v", args)
	}
}

func TestVariableFromTheEnvironment(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".env"), []byte("FILE=from .env\n"))
	write(t, filepath.Join(dir, "compose.yaml"), []byte("services:\n  a:\n    image: x\n    environment: [SHELL_VAR, FILE, NOWHERE, QUOTED='x', \"${FILE}=y\"]\n"))
	p := load(t, compose.Options{WorkingDir: dir, Environment: map[string]string{"SHELL_VAR": "from shell"}})
	got := map[string]graph.Variable{}
	for _, v := range p.Services[0].Environment {
		got[v.Name] = v
	}
	if v := got["SHELL_VAR"]; v.State != graph.Set || v.Value != "from shell" || v.Parts[0].Origin != graph.FromProcess || at(p, v.Place) != "compose.yaml:4:19 SHELL_VAR" {
		t.Errorf("SHELL_VAR: %+v", v)
	}
	if v := got["FILE"]; v.Value != "from .env" || v.Parts[0].Origin != graph.FromEnvFile {
		t.Errorf("FILE: %+v", v)
	}
	if v := got["NOWHERE"]; v.State != graph.PassThrough {
		t.Errorf("NOWHERE: %+v", v)
	}
	if v := got["QUOTED"]; v.Value != "'x'" || !v.List {
		t.Errorf("QUOTED: %+v", v)
	}
	if v := got["from .env"]; v.Value != "y" || at(p, v.KeyPlace) != "compose.yaml:4:58 ${FILE}" || at(p, v.Place) != "compose.yaml:4:66 y" {
		t.Errorf("a name from a variable: %+v at %s", v, at(p, v.KeyPlace))
	}
}

func TestPorts(t *testing.T) {
	t.Parallel()
	p, service := everything(t)
	ports := service("web").Ports
	if len(ports) != 4 {
		t.Fatalf("ports: %+v", ports)
	}
	if got := ports[0]; got.Target.First != 3000 || got.Published.Last != 0 || !got.PublishedPlace.IsZero() || at(p, got.TargetPlace) != "compose.yaml:41:9 3000" || got.Raw != "3000" {
		t.Errorf("a port alone: %+v", got)
	}
	if got := ports[1]; got.Protocol != contract.UDP || got.Raw != "${PORT:-8080}:80/udp" || !got.Known || got.Published.First != 8080 || at(p, got.TargetPlace) != "compose.yaml:42:24 80" {
		t.Errorf("a short port: %+v", got)
	}
	if got := ports[2]; got.Target != (graph.Ports{First: 7000, Last: 7002}) || at(p, got.PublishedPlace) != "compose.yaml:43:10 7000-7002" {
		t.Errorf("a range: %+v", got)
	}
	if got := ports[3]; got.Raw != "127.0.0.1:8443:443/tcp" || got.AppProtocol != "http" || got.HostIP != "127.0.0.1" || at(p, got.TargetPlace) != "compose.yaml:44:17 443" {
		t.Errorf("a long port: %+v", got)
	}
	expose := service("web").Expose
	if len(expose) != 2 || expose[1].Ports != (graph.Ports{First: 9100, Last: 9102}) || expose[1].Protocol != contract.UDP || at(p, expose[0].Place) != "compose.yaml:49:15 9000" {
		t.Errorf("expose: %+v", expose)
	}
}

func TestMounts(t *testing.T) {
	t.Parallel()
	p, service := everything(t)
	mounts := service("web").Mounts
	if len(mounts) != 11 {
		t.Fatalf("%d mounts: %+v", len(mounts), mounts)
	}
	kinds := []graph.MountKind{
		graph.AnonymousVolume, graph.NamedVolume, graph.Bind, graph.NamedVolume, graph.Tmpfs, graph.Tmpfs, graph.Tmpfs,
		graph.ConfigFile, graph.ConfigFile, graph.SecretFile, graph.SecretFile,
	}
	for i, m := range mounts {
		if m.Kind != kinds[i] {
			t.Errorf("mount %d has kind %v: %+v", i, m.Kind, m)
		}
	}
	bind := mounts[2]
	if bind.Source != filepath.Join(p.Dir, "conf") || bind.SourceRaw.Value != "./conf/" || !bind.ReadOnly || !bind.CreateHostPath ||
		at(p, bind.SourceRaw.Place) != "compose.yaml:53:9 ./conf/" || at(p, bind.TargetPlace) != "compose.yaml:53:17 /etc/conf" || bind.Raw != "./conf/:/etc/conf:ro" ||
		at(p, bind.ModePlace) != "compose.yaml:53:27 ro" {
		t.Errorf("bind: %+v", bind)
	}
	if long := mounts[3]; !long.NoCopy || long.Subpath != "deep" || at(p, long.TargetPlace) != "compose.yaml:56:17 /sub" || at(p, long.SourceRaw.Place) != "compose.yaml:55:17 data" {
		t.Errorf("long: %+v", long)
	}
	if m := mounts[5]; m.Target != "/run" || at(p, m.TargetPlace) != "compose.yaml:59:13 /run" {
		t.Errorf("tmpfs: %+v", m)
	}
	if m := mounts[7]; m.Target != "/plain" || m.File != filepath.Join(p.Dir, "plain.conf") || at(p, m.Place) != "compose.yaml:61:9 plain" {
		t.Errorf("config: %+v", m)
	}
	inline := mounts[8]
	if inline.Target != "/etc/inline.conf" || inline.Mode == nil || *inline.Mode != 0o440 || inline.UID != "33" || inline.Content.Value != "listen 8080\n" || inline.Content.Parts[0].Origin != graph.FromDefault {
		t.Errorf("inline config: %+v", inline)
	}
	if m := mounts[9]; m.Target != "/run/secrets/token" || m.Source != "token" || m.Content.Value != "" {
		t.Errorf("secret: %+v", m)
	}
	if m := mounts[10]; m.Target != "/run/secrets/renamed" || m.File != filepath.Join(p.Dir, "secret.txt") {
		t.Errorf("renamed secret: %+v", m)
	}
}

func TestCommandsAndHealth(t *testing.T) {
	t.Parallel()
	p, service := everything(t)
	job := service("job")
	if job.Entrypoint == nil || job.Entrypoint.Shell || len(job.Entrypoint.Words) != 0 {
		t.Errorf("an empty entrypoint: %+v", job.Entrypoint)
	}
	if job.Command == nil || !job.Command.Shell || len(job.Command.Words) != 0 {
		t.Errorf("an empty command: %+v", job.Command)
	}
	if service("db").Command != nil {
		t.Error("a command that nobody sets")
	}
	h := service("web").Health
	if h.Interval != 90*time.Second || h.Timeout != 5*time.Second || h.StartPeriod != 10*time.Second || h.Retries != 3 || len(h.Test) != 4 || h.String {
		t.Errorf("health: %+v", h)
	}
	if h := job.Health; !h.String || len(h.Test) != 1 || h.Test[0].Value != "pg_isready -h localhost" || at(p, h.Test[0].Place) != "compose.yaml:106:25 pg_isready -h localhost" {
		t.Errorf("a healthcheck string: %+v", h)
	}
	if h := service("db").Health; !h.Disabled {
		t.Errorf("a disabled healthcheck: %+v", h)
	}
	depends := service("web").DependsOn
	if len(depends) != 2 || depends[0].Required || depends[0].Condition != graph.Healthy || depends[1].Condition != graph.Completed {
		t.Errorf("depends_on: %+v", depends)
	}
	if d := service("db").DependsOn; len(d) != 1 || d[0].Service != "job" || at(p, d[0].Place) != "compose.yaml:100:27 job" {
		t.Errorf("implied dependencies: %+v", d)
	}
}

func TestBuildAndExtension(t *testing.T) {
	t.Parallel()
	p, service := everything(t)
	b := service("web").Build
	if b.Context != p.Dir || b.Dockerfile != filepath.Join(p.Dir, "web.Dockerfile") || b.Target != "prod" || b.Remote || len(b.Labels) != 1 {
		t.Errorf("build: %+v", b)
	}
	labels := service("web").Labels
	if len(labels) != 2 || labels[0].Name != "com.example.file" || labels[1].Value != "yes" {
		t.Errorf("labels: %+v", labels)
	}
	x := service("web").Extension
	if x.Contract.Value != "LISTENS ON: TCP:80\n" || !x.Replace || len(x.Ignore) != 2 || x.Ignore[1].Value != "env-unknown" {
		t.Errorf("extension: %+v", x)
	}
	if p.Types.Value != "TYPE: com.example.api IS: org.ietf.http\n" || len(p.Contracts) != 1 || p.Contracts[0].Pattern != "example.com/*" {
		t.Errorf("contracts: %+v %+v", p.Types, p.Contracts)
	}
}
