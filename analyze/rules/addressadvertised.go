package rules

import (
	"fmt"
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
				if a, bad := advertised(p, l); bad {
					told[l.Endpoint] = true
					reportAdvertised(p, l, a)
				}
			}
		},
	}
}

// advertised is the address that a link is sent on to, and whether its service
// cannot use it: of several, that of the listener which the link arrives at.
func advertised(p *analyze.Pass, l *unify.Link) (address.Address, bool) {
	all := address.Parse(l.Endpoint.Advertises.Text)
	for _, a := range all {
		if a.Host.Set && (len(all) == 1 || a.Port.Text == strconv.Itoa(l.Port)) {
			r := p.Resolve(l.Edge.Service, a.Host.Text)
			return a, r.Outcome == unify.Self || r.Outcome == unify.Nobody || r.Outcome == unify.Unreachable
		}
	}
	return address.Address{}, false
}

func reportAdvertised(p *analyze.Pass, l *unify.Link, a address.Address) {
	where := a.Host.Text
	if a.Port.Set {
		where += ":" + a.Port.Text
	}
	v := l.Endpoint.Advertises
	client, broker := l.Edge.Service, l.To
	place, label := v.Place, "advertises "+tick(where)
	if variable(broker, v.Key) != nil {
		place, label = place.At(a.Host.Span), forClient(p, l, a.Host.Text)
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
		Help: fmt.Sprintf("advertise %s to clients inside the network, and give clients on the host a listener of their own", tick(broker.Name)),
	}
	p.Report(f)
}

// forClient says whom an address means to a link's client.
func forClient(p *analyze.Pass, l *unify.Link, host string) string {
	client := tick(l.Edge.Service.Name)
	if p.Resolve(l.Edge.Service, host).Outcome == unify.Self {
		return fmt.Sprintf("for %s, this is %s itself", client, client)
	}
	return fmt.Sprintf("for %s, this is not %s", client, tick(l.To.Name))
}
