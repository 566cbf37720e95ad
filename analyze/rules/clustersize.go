package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func clusterSize() analyze.Rule {
	return analyze.Rule{
		Name: "cluster-size", Severity: analyze.Error,
		Title: "a replication setting wants more brokers than the project has",
		Run: func(p *analyze.Pass) {
			n := brokers(p.Graph)
			if n == 0 {
				return
			}
			for _, s := range activeServices(p.Graph) {
				for _, r := range replicationOf(s) {
					if atoi(r.Text) > n {
						reportCluster(p, s, r, n)
					}
				}
			}
		},
	}
}

// brokers counts the active services that certainly are Kafka brokers; 0 when
// any of them may be scaled, or is only a guess.
func brokers(g *graph.Graph) int {
	n := 0
	for _, s := range activeServices(g) {
		if !slices.ContainsFunc(s.Contract.Listens, func(e *graph.Endpoint) bool {
			return slices.ContainsFunc(e.Gives.Types, func(t contract.Type) bool { return t.Name == "org.apache.kafka" })
		}) {
			continue
		}
		n += max(1, s.Replicas.N)
	}
	return n
}

// replication is a replication factor, and who speaks of it.
type replication struct {
	graph.Value
	from graph.Provenance
}

// replicationOf are the replication factors of a service that its contract
// speaks of: as they are set, or as they are by default.
func replicationOf(s *graph.Service) []replication {
	var all []replication
	for _, f := range s.Contract.Variables {
		for _, name := range f.Clause.Names {
			if !strings.HasSuffix(name, "REPLICATION_FACTOR") && !strings.HasSuffix(name, "MIN_ISR") || f.Maybe {
				continue
			}
			v := variable(s, name)
			switch {
			case v != nil && v.Known() && v.Value != "":
				all = append(all, replication{v.At(source.Span{}, name), f.From})
			case v == nil && len(f.Clause.Default) == 1 && len(s.EnvFilesUnread) == 0:
				all = append(all, replication{graph.Value{Text: f.Clause.Default[0].Text, Key: name, Place: s.Place, Known: true}, f.From})
			}
		}
	}
	return all
}

func reportCluster(p *analyze.Pass, s *graph.Service, r replication, n int) {
	f := analyze.Finding{
		Message: fmt.Sprintf("%s of %s is %s, but the project has %s", tick(r.Key), tick(s.Name), r.Text, count(n, "broker")),
		Service: s.Name, Key: r.Key, Place: r.Place, Help: fmt.Sprintf("set %s to %s", tick(r.Key), tick(strconv.Itoa(n))),
	}
	if variable(s, r.Key) == nil {
		f.Message = fmt.Sprintf("%s of %s is %s by default, but the project has %s", tick(r.Key), tick(s.Name), r.Text, count(n, "broker"))
		f.Consumer, f.Notes = r.from.Confidence, []string{"the default: " + origin(r.from)}
	} else {
		f.Fixes = replace(r.Value, strconv.Itoa(n), analyze.Safe)
	}
	p.Report(f)
}
