package rules

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func portCollision() analyze.Rule {
	return analyze.Rule{
		Name: "port-collision", Severity: analyze.Error,
		Title: "two containers publish the same port of the host",
		Run: func(p *analyze.Pass) {
			var open []claim // those that reach up to the current port
			for _, c := range claimsOf(p.Graph) {
				reportReplicas(p, c)
				open = slices.DeleteFunc(open, func(o claim) bool { return !o.reaches(c) })
				if i := slices.IndexFunc(open, c.collides); i >= 0 {
					reportCollision(p, c, open[i])
				}
				open = append(open, c)
			}
		},
	}
}

// claim is a run of host ports that a service wants for itself.
type claim struct {
	service *graph.Service
	ports   graph.Publication
}

// claimsOf are all claims on fixed host ports, by transport and port.
func claimsOf(g *graph.Graph) []claim {
	var claims []claim
	for _, s := range activeServices(g) {
		if s.NetworkMode.Value != "" && s.NetworkMode.Value != "bridge" {
			continue
		}
		for _, p := range s.Ports {
			if p.Published.First != 0 && p.Known {
				claims = append(claims, claim{s, p})
			}
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.ports.Protocol, b.ports.Protocol), cmp.Compare(a.ports.Published.First, b.ports.Published.First))
	})
	return claims
}

// reaches reports whether a claim that begins no later than o ends no earlier
// than o begins.
func (c claim) reaches(o claim) bool {
	return c.ports.Protocol == o.ports.Protocol && c.ports.Published.Last >= o.ports.Published.First
}

// collides reports whether the engine cannot grant two claims that overlap.
// For a single target it picks a free port of a published range.
func (c claim) collides(o claim) bool {
	return sameAddress(c.ports.HostIP, o.ports.HostIP) && !flexible(c.ports) && !flexible(o.ports)
}

// flexible reports whether the engine may choose among the published ports.
func flexible(p graph.Publication) bool {
	return p.Published.First != p.Published.Last && p.Target.First == p.Target.Last
}

// sameAddress reports whether two host addresses overlap; no address is all.
func sameAddress(a, b string) bool {
	return a == b || everywhere(a, b) || everywhere(b, a)
}

// everywhere reports whether address a takes in address b.
func everywhere(a, b string) bool {
	if a == "" {
		return true
	}
	ip, err := netip.ParseAddr(a)
	if err != nil || !ip.IsUnspecified() {
		return false
	}
	other, err := netip.ParseAddr(b)
	return err != nil || b == "" || other.Is4() == ip.Is4()
}

func reportCollision(p *analyze.Pass, c, first claim) {
	port := hostPort(c.ports)
	f := analyze.Finding{
		Service: c.service.Name, OtherService: first.service.Name, Key: c.ports.Raw, Place: c.ports.PublishedPlace,
		Label:   "published here",
		Related: []graph.Related{{Message: "and here", Service: first.service.Name, Place: first.ports.PublishedPlace}},
		Help:    "give one of them another host port; the container port may stay",
	}
	if c.service == first.service {
		f.Message = fmt.Sprintf("%s publishes host port %s twice", tick(c.service.Name), port)
		f.OtherService = ""
	} else {
		f.Message = fmt.Sprintf("host port %s is published by both %s and %s", port, tick(first.service.Name), tick(c.service.Name))
	}
	if alternatives(c.service, first.service) {
		f.Severity = analyze.Info
		f.Notes = append(f.Notes, "their profiles differ: this matters only where both are started")
	}
	p.Report(f)
}

// alternatives reports whether two services are in profiles of their own, as
// variants are of which one is started.
func alternatives(a, b *graph.Service) bool {
	if len(a.Profiles) == 0 || len(b.Profiles) == 0 {
		return false
	}
	return !slices.ContainsFunc(a.Profiles, func(p string) bool { return slices.Contains(b.Profiles, p) })
}

func reportReplicas(p *analyze.Pass, c claim) {
	n := c.service.Replicas.N
	if n <= c.ports.Published.Last-c.ports.Published.First+1 || !c.service.Replicas.Set {
		return
	}
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("%s has %d replicas, but only one of them can publish host port %s", tick(c.service.Name), n, hostPort(c.ports)),
		Service: c.service.Name, Key: c.ports.Raw, Place: c.ports.PublishedPlace,
		Related: []graph.Related{{Message: count(n, "replica"), Service: c.service.Name, Place: c.service.Replicas.Place}},
		Help:    fmt.Sprintf("publish a range of at least %d ports, or only the container port", n),
	})
}

// hostPort spells the host side of a publication: 127.0.0.1:80/tcp.
func hostPort(p graph.Publication) string {
	text := portText(p.Published) + "/" + transportText(p.Protocol)
	if p.HostIP != "" {
		return p.HostIP + ":" + text
	}
	return text
}
