package infer

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Commands finds the connections that a service's command line tells of: URLs
// and host:port words of services, the hosts that known clients are given, and
// the buckets that are made through them.
func (sc *Scope) Commands(s *graph.Service) []*graph.Edge {
	var edges []*graph.Edge
	stores := map[string]*graph.Edge{} // what mc knows by an alias
	for _, words := range commandsOf(s) {
		var dialled []*graph.Edge
		for _, w := range words {
			dialled = append(dialled, sc.wordEdges(s, w)...)
		}
		if e := sc.client(s, words); e != nil {
			dialled = append(dialled, e)
		} else {
			dialled = append(dialled, sc.hostFlags(s, words)...)
		}
		makeBuckets(words, dialled, stores)
		edges = append(edges, dialled...)
	}
	return edges
}

// wordEdges are the addresses in one word: the word itself, or what follows
// its first equals sign.
func (sc *Scope) wordEdges(s *graph.Service, w graph.Text) []*graph.Edge {
	if i := strings.IndexByte(w.Value, '='); i > 0 && strings.HasPrefix(w.Value, "-") {
		w = cutText(w, i+1)
	}
	var edges []*graph.Edge
	for _, a := range address.Parse(w.Value) {
		if !a.Host.Set || !sc.isName(a.Host.Text) {
			continue
		}
		e := sc.edge(s, w, "", a)
		e.From.Origin, e.Host.Key, e.Port.Key = "the command", a.Host.Text, "command"
		edges = append(edges, e)
	}
	return edges
}

// hostFlags are the services that a command is given by flags for hosts: -h
// NAME, --redis-host=NAME.
func (sc *Scope) hostFlags(s *graph.Service, words argv) []*graph.Edge {
	var edges []*graph.Edge
	for i, w := range words {
		name, _, joined := strings.Cut(w.Value, "=")
		if !isHostFlag(name) {
			continue
		}
		switch {
		case joined:
			w = cutText(w, len(name)+1)
		case i+1 < len(words):
			w = words[i+1]
		}
		if w.Known() && sc.isName(w.Value) && !isOwn(s, w.Value) {
			e := named(s, w, "", source.Span{End: len(w.Value)})
			e.From.Origin, e.Host.Key = "the command", w.Value
			edges = append(edges, e)
		}
	}
	return edges
}

// isHostFlag reports whether a flag is for a host, by its name.
func isHostFlag(name string) bool {
	if name == "-h" || name == "-H" {
		return true
	}
	words := splitName(strings.TrimLeft(name, "-"))
	if !strings.HasPrefix(name, "--") || len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return last == "host" || last == "hostname" || last == "server"
}

// client is a program that is given the host of a server by a flag.
type client struct {
	programs                             []string
	host, port, user, password, database []string
	wants                                string
	// glued says that the short flag of the password has its value in the same
	// word or none.
	glued bool
}

func clients() []client {
	return []client{
		{
			[]string{"mysql", "mysqldump", "mysqladmin", "mariadb", "mariadb-dump", "mariadb-admin"},
			[]string{"--host", "-h"},
			[]string{"--port", "-P"},
			[]string{"--user", "-u"},
			[]string{"--password", "-p"},
			nil, "com.mysql.db", true,
		},
		{
			[]string{"psql", "pg_dump", "pg_dumpall", "pg_isready", "createdb", "pg_restore"},
			[]string{"--host", "-h"},
			[]string{"--port", "-p"},
			[]string{"--username", "-U"},
			nil,
			[]string{"--dbname", "-d"},
			"org.postgresql.db", false,
		},
		{[]string{"redis-cli", "valkey-cli"}, []string{"-h"}, []string{"-p"}, nil, []string{"-a"}, nil, "io.redis.resp", false},
		{[]string{"mongosh", "mongo", "mongodump", "mongorestore"}, []string{"--host", "-h"}, []string{"--port"}, []string{"--username", "-u"}, []string{"--password", "-p"}, nil, "com.mongodb.db", false},
		{[]string{"mosquitto_pub", "mosquitto_sub"}, []string{"--host", "-h"}, []string{"--port", "-p"}, nil, nil, nil, "org.oasis.mqtt", false},
		{[]string{"clickhouse-client", "clickhouse"}, []string{"--host", "-h"}, []string{"--port"}, []string{"--user", "-u"}, []string{"--password"}, nil, "com.clickhouse.native", false},
	}
}

// client is the edge of a command that runs a known client against a host.
func (sc *Scope) client(s *graph.Service, words argv) *graph.Edge {
	for _, c := range clients() {
		i := slices.IndexFunc(words, func(w graph.Text) bool { return slices.Contains(c.programs, base(w.Value)) })
		if i < 0 {
			continue
		}
		arguments := words[i+1:]
		host, ok := arguments.flag(c.host...)
		if !ok || !host.Known() || !sc.isName(host.Value) {
			return nil
		}
		return c.edge(s, arguments, host)
	}
	return nil
}

func (c client) edge(s *graph.Service, arguments argv, host graph.Text) *graph.Edge {
	e := &graph.Edge{Service: s, Transport: contract.TCP, Place: host.Place, Wants: oneOf([]string{c.wants})}
	e.From = graph.Provenance{Layer: contract.ImpliedLayer, Origin: "the command", Place: host.Place, Confidence: graph.Literal}
	e.Host = host.At(source.Span{}, host.Value)
	if port, ok := arguments.flag(c.port...); ok && isDigits(port.Value) {
		e.Port = port.At(source.Span{}, "command")
	}
	if c.glued {
		arguments = slices.DeleteFunc(slices.Clone(arguments), func(w graph.Text) bool { return w.Value == "-p" })
	}
	var p graph.Principal
	for _, part := range []struct {
		name  string
		flags []string
	}{{"username", c.user}, {"password", c.password}, {"database", c.database}} {
		if v, ok := arguments.flag(part.flags...); ok && v.Known() && v.Value != "" && !strings.HasPrefix(v.Value, "$") {
			value := v.At(source.Span{}, "command")
			value.Secret = part.name == "password"
			p = append(p, graph.Attribute{Name: part.name, Value: value})
		}
	}
	if len(p) > 0 {
		e.Logins = []graph.Principal{p}
	}
	return e
}
