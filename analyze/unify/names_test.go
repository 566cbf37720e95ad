package unify_test

import (
	"fmt"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func text(s string) graph.Text { return graph.Text{Value: s} }

// on is a service on networks.
func on(name string, networks ...string) *graph.Service {
	s := &graph.Service{Name: name, Active: true}
	for _, n := range networks {
		s.Networks = append(s.Networks, graph.Attachment{Network: n})
	}
	return s
}

// with changes a service and returns it.
func with(s *graph.Service, change func(*graph.Service)) *graph.Service {
	change(s)
	return s
}

func solve(t *testing.T, p *graph.Project) *unify.Solution {
	t.Helper()
	types, err := contract.Standard()
	if err != nil {
		t.Fatal(err)
	}
	return unify.Solve(&graph.Graph{Project: p, Types: types})
}

func TestResolve(t *testing.T) {
	t.Parallel()
	front, back := "front", "back"
	web := with(on("web", front), func(s *graph.Service) {
		s.Links = []graph.Link{{Service: "api", Alias: "backend"}}
		s.ExternalLinks = []graph.Link{{Service: "legacy", Alias: "old"}}
		s.ExtraHosts = []graph.ExtraHost{{Name: "box", Address: "10.0.0.1"}, {Name: "me", Address: "127.0.0.1"}, {Name: "host", Address: "host-gateway"}}
	})
	api := with(on("api", front, back), func(s *graph.Service) {
		s.ContainerName = text("api_1")
		s.ExtraHosts = []graph.ExtraHost{{Name: "vault", Address: "10.0.0.2"}}
		s.Networks[0].Aliases = []graph.Text{text("service.internal")}
		s.Networks[1].Aliases = []graph.Text{text("hidden")}
	})
	db := with(on("db", back), func(s *graph.Service) { s.Hostname = text("db.corp") })
	job := with(on("job", front), func(s *graph.Service) { s.Active, s.Profiles = false, []string{"ops"} })
	cache := with(on("cache", front), func(s *graph.Service) { s.Replicas = graph.Count{N: 2, Set: true} })
	host := with(on("host-mode"), func(s *graph.Service) { s.NetworkMode = text("host") })
	side := with(on("side"), func(s *graph.Service) { s.NetworkMode = text("service:api") })
	guest := on("guest", "shared")
	far := on("far", "again")
	p := &graph.Project{
		Name:     "shop",
		Services: []*graph.Service{api, cache, db, far, guest, host, job, side, web},
		Networks: []*graph.Network{{Key: front, Name: "shop_front"}, {Key: back, Name: "shop_back"}, {Key: "again", Name: "shop_front"}, {Key: "shared", Name: "shared", External: true}},
	}
	s := solve(t, p)
	for _, c := range []struct {
		from *graph.Service
		host string
		want string
	}{
		{web, "api", "reached api service"},
		{web, "API", "reached api service"},
		{web, "api.", "reached api service"},
		{web, "api_1", "reached api container"},
		{web, "service.internal", "reached api alias"},
		{web, "hidden", "unreachable api alias"},
		{web, "backend", "reached api link"},
		{web, "api.shop_front", "reached api service"},
		{web, "shop-cache-2", "reached cache replica"},
		{web, "shop-cache-3", "nobody"},
		{web, "shop-api-1", "nobody"},
		{web, "db", "unreachable db service"},
		{api, "db.corp", "reached db hostname"},
		{web, "job", "inactive job service"},
		{web, "old", "unknowable"},
		{web, "box", "outside"},
		{web, "me", "self"},
		{web, "host", "host"},
		{web, "localhost", "self"},
		{web, "127.0.0.1", "self"},
		{web, "::1", "self"},
		{web, "0.0.0.0", "unknowable"},
		{web, "host.docker.internal", "host"},
		{web, "192.168.1.1", "outside"},
		{web, "example.com", "outside"},
		{web, "missing.internal", "nobody"},
		{web, "missing", "nobody"},
		{web, "metadata.google.internal", "outside"},
		{web, "host.lima.internal", "host"},
		{web, "docker.host.internal", "nobody"},
		{far, "web", "reached web service"},
		{far, "web.shop_front", "reached web service"},
		{guest, "missing", "unknowable"},
		{guest, "api", "unreachable api service"},
		{host, "api", "unreachable api service in host mode"},
		{host, "localhost", "host in host mode"},
		{host, "example.com", "outside"},
		{side, "db", "reached db service"},
		{side, "vault", "outside"},
		{web, "side", "unreachable side service"},
		{web, "", "unknowable"},
	} {
		if got := spell(s.Resolve(c.from, c.host)); got != c.want {
			t.Errorf("%q from %s: %s, want %s", c.host, c.from.Name, got, c.want)
		}
	}
}

func spell(r unify.Resolution) string {
	out := map[unify.Outcome]string{
		unify.Unknowable: "unknowable", unify.Reached: "reached", unify.Self: "self", unify.Unreachable: "unreachable",
		unify.Inactive: "inactive", unify.HostMachine: "host", unify.Outside: "outside", unify.Nobody: "nobody",
	}[r.Outcome]
	kind := map[unify.NameKind]string{
		unify.ServiceName: "service", unify.ContainerName: "container", unify.Alias: "alias", unify.LinkAlias: "link",
		unify.ReplicaName: "replica", unify.HostnameOnly: "hostname",
	}[r.Kind]
	if len(r.Services) > 0 && r.Outcome != unify.Self {
		out += fmt.Sprintf(" %s %s", r.Services[0].Name, kind)
	}
	if r.HostMode {
		out += " in host mode"
	}
	return out
}

// Services that share a namespace share localhost.
func TestSharedNamespace(t *testing.T) {
	t.Parallel()
	app := on("app", "default")
	side := with(on("side"), func(s *graph.Service) { s.NetworkMode = text("service:app") })
	far := with(on("far"), func(s *graph.Service) { s.NetworkMode = text("service:side") })
	circle := with(on("circle"), func(s *graph.Service) { s.NetworkMode = text("service:circle") })
	s := solve(t, &graph.Project{Name: "p", Services: []*graph.Service{app, circle, far, side}})
	if got := s.Resolve(far, "localhost"); got.Outcome != unify.Self || len(got.Services) != 3 {
		t.Errorf("localhost of far is %v", got)
	}
	if got := s.Resolve(circle, "app"); got.Outcome != unify.Unreachable {
		t.Errorf("a circle reaches %v", got)
	}
}
