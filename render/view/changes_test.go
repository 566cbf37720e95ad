package view_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/render/view"
)

// project is a report of services, each given by its image and its contract.
type project struct {
	t      *testing.T
	report *analyze.Report
}

func newProject(t *testing.T) *project {
	t.Helper()
	return &project{t, &analyze.Report{Graph: &graph.Graph{Project: &graph.Project{Name: "shop"}}}}
}

// service adds a service; what its contract states is known to be all.
func (p *project) service(name, image, statements string, set ...string) *project {
	p.t.Helper()
	s := &graph.Service{Name: name, Active: true, Image: graph.Text{Value: image}}
	for _, v := range set {
		s.Environment = append(s.Environment, graph.Variable{Name: v})
	}
	parsed, errs := contract.Parse(statements)
	if len(errs) > 0 {
		p.t.Fatal(errs)
	}
	c := &s.Contract
	if len(parsed) > 0 {
		c.Layers = []graph.Provenance{{Layer: contract.CatalogLayer}}
		c.Complete, c.ListensKnown = true, true
	}
	for _, st := range parsed {
		switch clause := st.Clause.(type) {
		case contract.Environment:
			c.Variables = append(c.Variables, graph.Fact[contract.Environment]{Clause: clause, Stated: true})
		case contract.Listen:
			e := clause.On
			c.Listens = append(c.Listens, &graph.Endpoint{
				Service: s, Transport: e.Transport, Ports: graph.Ports{First: e.First, Last: e.Last}, Gives: clause.For,
			})
		}
	}
	p.report.Graph.Services = append(p.report.Graph.Services, s)
	return p
}

// link adds a connection of api by a variable.
func (p *project) link(variable, to string, port int) *project {
	p.t.Helper()
	find := func(name string) *graph.Service {
		i := slices.IndexFunc(p.report.Graph.Services, func(s *graph.Service) bool { return s.Name == name })
		if i < 0 {
			return nil
		}
		return p.report.Graph.Services[i]
	}
	l := &unify.Link{
		Edge: &graph.Edge{Service: find("api"), Variable: variable, Transport: contract.TCP, Host: graph.Value{Text: to}},
		To:   find(to), Port: port,
	}
	if l.To != nil {
		for _, e := range l.To.Contract.Listens {
			if e.Ports.Contains(port) {
				l.Endpoint = e
			}
		}
	}
	p.report.Links = append(p.report.Links, l)
	return p
}

func (p *project) finding(rule, fingerprint, message string) *project {
	p.report.Diagnostics = append(p.report.Diagnostics, analyze.Diagnostic{
		Rule: rule, Severity: analyze.Error, Service: "api", Message: message, Fingerprint: fingerprint,
	})
	return p
}

const (
	listens = "LISTENS ON: TCP:5432 FOR: org.postgresql.db@17"
	needs   = "ENVIRONMENT NEEDS: TOKEN"
)

// comparison is what is different between two projects: a line a change, with
// why it breaks something after a !.
type comparison struct {
	name       string
	base, head *project
	want       []string
}

func newShop(t *testing.T) *project {
	t.Helper()
	return newProject(t).service("api", "api:1", "").service("db", "postgres:17", listens)
}

func TestCompareServices(t *testing.T) {
	shop := func() *project { return newShop(t) }
	compare(t, []comparison{
		{"nothing", shop().link("URL", "db", 5432), shop().link("URL", "db", 5432), nil},
		{"a service", shop(), shop().service("queue", "redis:8", "LISTENS ON: TCP:6379 FOR: io.redis.resp"), []string{"added service queue  -> redis:8"}},
		{"a service that is dialled", shop().link("URL", "db", 5432), newProject(t).service("api", "api:1", ""), []string{
			"removed service db postgres:17 -> ! the service is gone, and was dialled by `api`", "removed edge api URL db:5432/tcp ->",
		}},
		{"a service that nobody dials", shop(), newProject(t).service("api", "api:1", ""), []string{"removed service db postgres:17 ->"}},
		{"a service and its client", shop().link("URL", "db", 5432), newProject(t), []string{
			"removed service api api:1 ->", "removed service db postgres:17 ->", "removed edge api URL db:5432/tcp ->",
		}},
		{"an image", shop(), newProject(t).service("api", "api:2", "").service("db", "postgres:17", listens), []string{"changed image api api:1 -> api:2"}},
		{"a listener's version", shop(), newProject(t).service("api", "api:1", "").service("db", "postgres:17", "LISTENS ON: TCP:5432 FOR: org.postgresql.db@18"), []string{
			"changed listener db tcp/5432 org.postgresql.db@17 -> org.postgresql.db@18",
		}},
		{"a listener's type", shop().link("URL", "db", 5432), newProject(t).service("api", "api:1", "").service("db", "postgres:17", "LISTENS ON: TCP:5432 FOR: com.mysql.db").link("URL", "db", 5432), []string{
			"changed listener db tcp/5432 org.postgresql.db@17 -> com.mysql.db ! it is of another type, and was dialled by `api`",
		}},
		{"a listener's port", shop(), newProject(t).service("api", "api:1", "").service("db", "postgres:17", "LISTENS ON: TCP:5433 FOR: org.postgresql.db@17"), []string{
			"removed listener db tcp/5432 org.postgresql.db@17 -> ! nothing listens there any more", "added listener db tcp/5433  -> org.postgresql.db@17",
		}},
		{"all knowledge", shop(), newProject(t).service("api", "api:1", "").service("db", "postgres:17", ""), []string{
			"removed contract db catalog ->", "removed listener db tcp/5432 org.postgresql.db@17 ->",
		}},
	})
}

func TestCompareContracts(t *testing.T) {
	shop := func() *project { return newShop(t) }
	compare(t, []comparison{
		{"a first contract", shop(), newProject(t).service("api", "api:1", needs).service("db", "postgres:17", listens), []string{
			"added contract api  -> catalog", "added variable api TOKEN  -> needed",
		}},
		{"a variable that is needed now", newProject(t).service("api", "api:1", "ENVIRONMENT ACCEPTS: TOKEN"), newProject(t).service("api", "api:1", needs), []string{
			"added variable api TOKEN  -> needed ! it is needed now, and not set here",
		}},
		{"a new one that is set", newProject(t).service("api", "api:1", "RUNS: FOREVER"), newProject(t).service("api", "api:1", needs, "TOKEN"), []string{
			"added variable api TOKEN  -> needed ! it is needed now, and set here",
		}},
		{"one that is set, and needed now", newProject(t).service("api", "api:1", "ENVIRONMENT ACCEPTS: TOKEN", "TOKEN"), newProject(t).service("api", "api:1", needs, "TOKEN"), []string{
			"changed variable api TOKEN accepted -> needed ! it is needed now, and set here",
		}},
		{"one with a default", newProject(t).service("api", "api:1", "RUNS: FOREVER"), newProject(t).service("api", "api:1", "ENVIRONMENT NEEDS: TOKEN DEFAULT: x"), nil},
		{"one that is set", newProject(t).service("api", "api:1", "RUNS: FOREVER"), newProject(t).service("api", "api:1", "ENVIRONMENT ACCEPTS: TOKEN", "TOKEN"), []string{
			"added variable api TOKEN  -> accepted",
		}},
		{"a variable that is no longer needed", newProject(t).service("api", "api:1", needs), newProject(t).service("api", "api:1", "RUNS: FOREVER"), []string{
			"removed variable api TOKEN needed ->",
		}},
		{"where an edge leads", shop().link("URL", "db", 5432), shop().link("URL", "other", 5432), []string{"changed edge api URL db:5432/tcp -> other:5432/tcp"}},
		{
			"one of several of an edge's hosts", shop().link("HOSTS", "a", 1).link("HOSTS", "b", 1).link("HOSTS", "c", 1),
			shop().link("HOSTS", "b", 1).link("HOSTS", "c", 1),
			[]string{"removed edge api HOSTS a:1/tcp ->"},
		},
		{"findings", shop().finding("old-rule", "1", "old").finding("same", "2", "in other words"), shop().finding("same", "2", "same").finding("new-rule", "3", "new"), []string{
			"added finding api new-rule  -> error: new", "removed finding api old-rule error: old ->",
		}},
	})
}

func compare(t *testing.T, all []comparison) {
	t.Helper()
	for _, tt := range all {
		t.Run(tt.name, func(t *testing.T) {
			c := view.Compare(tt.base.report, tt.head.report)
			var got []string
			breaking := 0
			for _, ch := range c.Changes {
				line := strings.Join([]string{string(ch.Action), string(ch.Kind), ch.Service}, " ")
				if ch.Name != "" {
					line += " " + ch.Name
				}
				line = strings.TrimRight(line+" "+ch.Before+" -> "+ch.After, " ")
				if ch.Breaking {
					line += " ! " + ch.Why
					breaking++
				}
				got = append(got, line)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
			if s := c.Summary; s.Added+s.Removed+s.Changed != len(got) || s.Breaking != breaking || c.Project != "shop" {
				t.Errorf("the summary is %+v", s)
			}
		})
	}
}

func TestCompareNothing(t *testing.T) {
	c := view.Compare(&analyze.Report{}, &analyze.Report{})
	if c.Changes == nil || len(c.Changes) > 0 {
		t.Errorf("got %+v", c)
	}
}
