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
				for _, v := range replicationOf(s) {
					if wanted := atoi(v.Text); wanted > n {
						reportCluster(p, s, v, n)
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

// replicationOf are the replication factors of a service that its contract
// speaks of: as they are set, or as they are by default.
func replicationOf(s *graph.Service) []graph.Value {
	var all []graph.Value
	for _, f := range s.Contract.Variables {
		for _, name := range f.Clause.Names {
			if !strings.HasSuffix(name, "REPLICATION_FACTOR") && !strings.HasSuffix(name, "MIN_ISR") || f.Maybe {
				continue
			}
			v := variable(s, name)
			switch {
			case v != nil && v.Known() && v.Value != "":
				all = append(all, v.At(source.Span{}, name))
			case v == nil && len(f.Clause.Default) == 1 && len(s.EnvFilesUnread) == 0:
				all = append(all, graph.Value{Text: f.Clause.Default[0].Text, Key: name, Place: s.Place, Known: true})
			}
		}
	}
	return all
}

func reportCluster(p *analyze.Pass, s *graph.Service, v graph.Value, n int) {
	how := "is " + v.Text
	if variable(s, v.Key) == nil {
		how = "is " + v.Text + " where it is not set"
	}
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("%s of %s %s, but the project has %s", tick(v.Key), tick(s.Name), how, count(n, "broker")),
		Service: s.Name, Key: v.Key, Place: v.Place, Help: fmt.Sprintf("set %s to %s", tick(v.Key), strconv.Itoa(n)),
		Fixes: clusterFix(s, v, n),
	})
}

func clusterFix(s *graph.Service, v graph.Value, n int) []analyze.Repair {
	if variable(s, v.Key) == nil {
		return nil
	}
	return replace(v, strconv.Itoa(n), analyze.Safe)
}
