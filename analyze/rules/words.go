package rules

import (
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// tick puts backticks around what the user typed.
func tick(s string) string { return "`" + s + "`" }

// ticks lists words, each in backticks: `a`, `b` and `c`.
func ticks(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = tick(w)
	}
	return list(quoted, "and")
}

// list joins words as in a sentence.
func list(words []string, last string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " " + last + " " + words[n-1]
	}
}

// serviceNames lists services by name.
func serviceNames(services []*graph.Service) []string {
	names := make([]string, len(services))
	for i, s := range services {
		names[i] = s.Name
	}
	return names
}

// count spells a number of things: 1 service, 2 services.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// portText spells a run of ports.
func portText(p graph.Ports) string {
	if p.First == p.Last {
		return strconv.Itoa(p.First)
	}
	return strconv.Itoa(p.First) + "-" + strconv.Itoa(p.Last)
}

// transportText spells a transport as compose does; nothing said is tcp.
func transportText(t contract.Transport) string {
	switch t {
	case contract.UDP:
		return "udp"
	case contract.SCTP:
		return "sctp"
	case contract.Unix:
		return "unix"
	case contract.NoTransport, contract.TCP:
		return "tcp"
	}
	return "tcp"
}

// activeServices are the services that run.
func activeServices(g *graph.Graph) []*graph.Service {
	up := make([]*graph.Service, 0, len(g.Services))
	for _, s := range g.Services {
		if s.Active {
			up = append(up, s)
		}
	}
	return up
}

// atoi is a port in digits, 0 for anything else.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
