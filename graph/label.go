package graph

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// ContractLabel is the label that holds an image's contract. Labels named
// ContractLabel.PART add to it.
const ContractLabel = "dev.ctypes.contract"

// LabelContracts returns the contract texts in an image's labels, the whole
// first and its parts in order of name. A part that is empty is one that a
// child image deleted. Origins say that the label is of the image called name.
func LabelContracts(labels []Label, name string) []ContractText {
	var texts []ContractText
	for _, l := range labels {
		if l.Value == "" || l.Name != ContractLabel && !strings.HasPrefix(l.Name, ContractLabel+".") {
			continue
		}
		texts = append(texts, ContractText{
			Layer:  contract.LabelLayer,
			Origin: "label " + l.Name + " of " + name,
			Text:   l.Value,
			Place:  l.Place,
		})
	}
	slices.SortStableFunc(texts, func(a, b ContractText) int { return cmp.Compare(a.Origin, b.Origin) })
	return texts
}

// ParseExposure reads a port as EXPOSE and image configurations spell it,
// 80, 53/udp, 8000-8010/tcp, and reports whether it is one.
func ParseExposure(s string) (Exposure, bool) {
	digits, protocol, found := strings.Cut(s, "/")
	if !found {
		protocol = "tcp"
	}
	first, last, isRange := strings.Cut(digits, "-")
	if !isRange {
		last = first
	}
	e := Exposure{Ports: Ports{First: parsePort(first), Last: parsePort(last)}}
	switch strings.ToLower(protocol) {
	case "tcp":
		e.Protocol = contract.TCP
	case "udp":
		e.Protocol = contract.UDP
	case "sctp":
		e.Protocol = contract.SCTP
	default:
		return Exposure{}, false
	}
	return e, e.Ports.First > 0 && e.Ports.Last >= e.Ports.First
}

// parsePort reads a port's digits; 0 when they are none.
func parsePort(digits string) int {
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}
