package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func serverLoopback() analyze.Rule {
	return analyze.Rule{
		Name: "server-loopback", Severity: analyze.Error,
		Title: "a server listens on 127.0.0.1 inside its container, where nobody else reaches it",
		Run: func(p *analyze.Pass) {
			dialled := map[*graph.Endpoint]*unify.Link{}
			for _, l := range p.Links {
				if l.Arrival == unify.ArrivesLoopback && dialled[l.Endpoint] == nil {
					dialled[l.Endpoint] = l
				}
			}
			for _, s := range activeServices(p.Graph) {
				for _, e := range s.Contract.Listens {
					if e.Bind.Loopback {
						checkLoopback(p, s, e, dialled[e])
					}
				}
			}
		},
	}
}

// checkLoopback reports a server on loopback that others mean to reach: a
// client in another container, whose link is given, or a published port.
func checkLoopback(p *analyze.Pass, s *graph.Service, e *graph.Endpoint, l *unify.Link) {
	f := analyze.Finding{
		Message: fmt.Sprintf("%s listens on 127.0.0.1:%s inside its container", tick(s.Name), portText(e.Ports)),
		Service: s.Name, Key: portText(e.Ports), Place: bindPlace(s, e), Producer: e.From.Confidence,
		Label: "only its own container reaches this",
		Notes: []string{fmt.Sprintf("%s: %s", tick(s.Name), origin(e.From))},
		Help:  "make it listen on 0.0.0.0",
	}
	if l != nil {
		f.OtherService = l.Edge.Service.Name
		f.Message += fmt.Sprintf(", so %s does not reach it", tick(l.Edge.Service.Name))
		f.Related = append(f.Related, graph.Related{Message: "dialled from another container", Service: l.Edge.Service.Name, Place: l.Edge.Place})
	}
	for _, m := range s.Ports {
		if m.Target.Contains(e.Ports.First) && s.NetworkMode.Value == "" {
			if len(f.Related) == 0 {
				f.Message += ", so its published port leads nowhere"
			}
			f.Related = append(f.Related, graph.Related{Message: "published here", Service: s.Name, Place: m.Place})
			break
		}
	}
	if len(f.Related) > 0 {
		p.Report(f)
	}
}

// bindPlace is what makes an endpoint listen on loopback: a value, else the
// command, else the image's default.
func bindPlace(s *graph.Service, e *graph.Endpoint) source.Place {
	switch {
	case !e.BindPlace.IsZero():
		return e.BindPlace
	case s.Command != nil && !s.Command.Place.IsZero():
		return s.Command.Place
	case !s.Image.Place.IsZero():
		return s.Image.Place
	}
	return s.Place
}
