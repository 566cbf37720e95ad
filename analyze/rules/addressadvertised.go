package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/address"
)

func addressAdvertised() analyze.Rule {
	return analyze.Rule{
		Name: "address-advertised", Severity: analyze.Error,
		Title: "a broker tells its clients an address that they cannot use",
		Run: func(p *analyze.Pass) {
			told := map[*graph.Endpoint]bool{}
			for _, l := range p.Links {
				if l.Arrival != unify.Arrives || l.Endpoint.Advertises.Text == "" || !l.Endpoint.Advertises.Known || told[l.Endpoint] || l.To == l.Edge.Service {
					continue
				}
				if bad := advertised(p, l); bad.why != "" {
					told[l.Endpoint] = true
					reportAdvertised(p, l, bad)
				}
			}
		},
	}
}

// misled is an address that a client is sent on to and cannot use.
type misled struct {
	address.Address
	// part of it is at fault.
	part      address.Field
	why, help string
}

// advertised is the address that a link is sent on to, where its service cannot
// use it: of several, that of the listener which the link arrives at. Its why
// is empty where there is none.
func advertised(p *analyze.Pass, l *unify.Link) misled {
	all := address.Parse(l.Endpoint.Advertises.Text)
	for _, a := range all {
		if a.Host.Set && (len(all) == 1 || a.Port.Text == strconv.Itoa(l.Port)) {
			return judge(p, l, a)
		}
	}
	return misled{}
}

// judge says why a link's service cannot use an address.
func judge(p *analyze.Pass, l *unify.Link, a address.Address) misled {
	client, broker := tick(l.Edge.Service.Name), tick(l.To.Name)
	bad := misled{
		Address: a, part: a.Host,
		help: fmt.Sprintf("advertise %s to clients inside the network, and give clients on the host a listener of their own", broker),
	}
	switch r := p.Resolve(l.Edge.Service, a.Host.Text); r.Outcome {
	case unify.Self:
		bad.why = fmt.Sprintf("for %s, this is %s itself", client, client)
	case unify.Nobody, unify.Unreachable:
		bad.why = fmt.Sprintf("for %s, this is not %s", client, broker)
	case unify.Reached:
		port := graph.Ports{First: atoi(a.Port.Text), Last: atoi(a.Port.Text)}
		if port.First != 0 && slices.Equal(r.Services, []*graph.Service{l.To}) && p.Closed(l.To) && !p.Listens(l.To, l.Endpoint.Transport, port) {
			bad.part, bad.why = a.Port, fmt.Sprintf("%s does not listen on this port", broker)
			bad.help = "advertise " + tick(a.Host.Text+":"+strconv.Itoa(l.Port))
		}
	case unify.Unknowable, unify.Inactive, unify.HostMachine, unify.Outside:
	}
	return bad
}

func reportAdvertised(p *analyze.Pass, l *unify.Link, bad misled) {
	where := bad.Host.Text
	if bad.Port.Set {
		where += ":" + bad.Port.Text
	}
	v := l.Endpoint.Advertises
	client, broker := l.Edge.Service, l.To
	place, label := v.Place, "advertises "+tick(where)
	if variable(broker, v.Key) != nil {
		place, label = place.At(bad.part.Span), bad.why
	}
	f := analyze.Finding{
		Message: fmt.Sprintf("%s sends its clients on to %s, which %s cannot use", tick(broker.Name), tick(where), tick(client.Name)),
		Link:    l, Service: broker.Name, OtherService: client.Name, Key: v.Key, Place: place,
		Producer: l.Endpoint.From.Confidence,
		Label:    label,
		Related:  []graph.Related{{Message: "connects here", Service: client.Name, Place: l.Edge.Place}},
		Notes: []string{
			"a client uses the first address only to ask for the others",
			fmt.Sprintf("%s advertises %s: %s", tick(broker.Name), tick(where), origin(l.Endpoint.From)),
		},
		Help: bad.help,
	}
	p.Report(f)
}
