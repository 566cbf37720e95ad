package rules

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// checkAskedPort looks at the port that a check asks of its own container: the
// port that is published on the host is another one.
func checkAskedPort(p *analyze.Pass, s *graph.Service, c check) {
	for _, asked := range askedPorts(c) {
		port := atoi(asked.Text)
		if port == 0 || s.NetworkMode.Value != "" || p.Listens(s, contract.TCP, graph.Ports{First: port, Last: port}) {
			continue
		}
		f := analyze.Finding{
			Message: fmt.Sprintf("the healthcheck of %s asks port %d of its own container, where nothing listens", tick(s.Name), port),
			Service: s.Name, Key: "healthcheck", Place: asked.Place,
		}
		m := publishedAs(s, port)
		switch {
		case m != nil:
			inside := portText(m.Target)
			f.Label = "the port on the host"
			f.Message = fmt.Sprintf("the healthcheck of %s asks port %d, which is its port on the host; in the container it is %s", tick(s.Name), port, inside)
			f.Related = []graph.Related{{Message: fmt.Sprintf("%d is the host side of this mapping", port), Service: s.Name, Place: m.Place}}
			f.Help = fmt.Sprintf("ask port %s", inside)
			f.Fixes = replace(asked, inside, analyze.Safe)
		case p.Closed(s):
			f.Help = fmt.Sprintf("%s listens on %s", tick(s.Name), list(portsOf(p, s), "and"))
		default:
			continue
		}
		p.Report(f)
		return
	}
}

// publishedAs is the mapping of a service whose host side is a port that its
// container side is not.
func publishedAs(s *graph.Service, port int) *graph.Publication {
	i := slices.IndexFunc(s.Ports, func(m graph.Publication) bool {
		return m.Known && m.Published.Contains(port) && m.Target.First == m.Target.Last && m.Target.First != port
	})
	if i < 0 || slices.ContainsFunc(s.Ports, func(m graph.Publication) bool { return m.Target.Contains(port) }) {
		return nil
	}
	return &s.Ports[i]
}

// self is a pattern for a container's names for itself.
const self = `(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])`

// askedPorts are the ports that a check asks on its own machine.
func askedPorts(c check) []graph.Value {
	flag := portFlag(c)
	if script, ok := c.script(); ok {
		return matches(script, regexp.MustCompile(self+`[:/ ](\d+)\b|(?:^|\s)`+flag+`[ =]?(\d+)\b`))
	}
	words := c.words()
	if script, ok := runsShell(words); ok {
		return askedPorts(check{Healthcheck: &graph.Healthcheck{String: true, Test: []graph.Text{script}}})
	}
	together := regexp.MustCompile(self + `[:/](\d+)\b|^` + flag + `=?(\d+)$`)
	before := regexp.MustCompile(`^(?:` + self + `|` + flag + `)$`)
	var all []graph.Value
	for i, w := range words {
		all = append(all, matches(w, together)...)
		if i > 0 && before.MatchString(words[i-1].Value) {
			all = append(all, w.At(source.Span{}, ""))
		}
	}
	return all
}

// portFlag is a pattern for the flags that name a port: the short ones are a
// password to some clients.
func portFlag(c check) string {
	called := programs(c)
	if len(called) == 0 {
		return "--port"
	}
	switch base(called[0].Text) {
	case "pg_isready", "psql", "redis-cli", "valkey-cli", "keydb-cli":
		return "(?:-p|--port)"
	case "mysql", "mysqladmin", "mariadb", "mariadb-admin":
		return "(?:-P|--port)"
	}
	return "--port"
}

// matches are the groups of a pattern that match in a text, as values of it.
func matches(t graph.Text, pattern *regexp.Regexp) []graph.Value {
	var all []graph.Value
	for _, m := range pattern.FindAllStringSubmatchIndex(t.Value, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				all = append(all, t.At(source.Span{Start: m[g], End: m[g+1]}, ""))
			}
		}
	}
	return all
}
