package compose

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// portSpec is the short form of a port mapping: [[HOST:]PUBLISHED:]TARGET[/PROTOCOL].
type portSpec struct {
	hostIP   string
	protocol string
	// published is zero when the engine chooses.
	published, target graph.Ports
	// publishedAt and targetAt are the digits; publishedAt is zero when there
	// are none.
	publishedAt, targetAt source.Span
}

// parsePort reads a short port mapping as docker does, but without writing
// ranges out.
func parsePort(text string) (portSpec, error) {
	var s portSpec
	rest, target := "", text
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		rest, target = text[:i], text[i+1:]
		s.targetAt.Start = i + 1
		s.publishedAt = source.Span{Start: strings.LastIndexByte(rest, ':') + 1, End: i}
	}
	number, protocol, _ := strings.Cut(target, "/")
	s.targetAt.End = s.targetAt.Start + len(number)
	if number == "" {
		return s, fmt.Errorf("`%s` names no container port", text)
	}
	s.protocol = strings.ToLower(protocol)
	switch s.protocol {
	case "":
		s.protocol = "tcp"
	case "tcp", "udp", "sctp":
	default:
		return s, fmt.Errorf("`%s` is not a protocol: expected `tcp`, `udp` or `sctp`", protocol)
	}
	if err := s.host(strings.TrimSuffix(rest[:s.publishedAt.Start], ":")); err != nil {
		return s, err
	}
	var err error
	if s.target, err = parsePorts(number); err != nil {
		return s, fmt.Errorf("`%s` is not a container port: %w", number, err)
	}
	if published := text[s.publishedAt.Start:s.publishedAt.End]; published != "" {
		if s.published, err = parsePorts(published); err != nil {
			return s, fmt.Errorf("`%s` is not a host port: %w", published, err)
		}
		if width(s.published) != width(s.target) && width(s.target) > 1 {
			return s, fmt.Errorf("the ranges `%s` and `%s` are of different sizes", published, number)
		}
	}
	return s, nil
}

// host reads the address in front of the ports.
func (s *portSpec) host(address string) error {
	s.hostIP = address
	if strings.HasPrefix(address, "[") {
		inner, _, err := net.SplitHostPort(address + ":")
		if err != nil {
			return fmt.Errorf("`%s` is not an IP address", address)
		}
		s.hostIP = inner
	}
	if s.hostIP != "" && net.ParseIP(s.hostIP) == nil {
		return fmt.Errorf("`%s` is not an IP address", address)
	}
	return nil
}

// Why a run of ports is none.
var (
	errPortNumber = errors.New("expected a number from 0 to 65535, or a range")
	errPortRange  = errors.New("the range ends before it starts")
)

// parsePorts reads a port or a range of ports.
func parsePorts(text string) (graph.Ports, error) {
	first, last, ranged := strings.Cut(text, "-")
	from, err := parsePortNumber(first)
	if err != nil || !ranged || first == last {
		return graph.Ports{First: from, Last: from}, err
	}
	to, err := parsePortNumber(last)
	if err == nil && to < from {
		err = errPortRange
	}
	return graph.Ports{First: from, Last: to}, err
}

// width is how many ports a run has.
func width(p graph.Ports) int { return p.Last - p.First + 1 }

func parsePortNumber(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 65535 {
		return 0, errPortNumber
	}
	return n, nil
}
