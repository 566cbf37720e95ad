package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func hostUnreachable() analyze.Rule {
	return analyze.Rule{
		Name: "host-unreachable", Severity: analyze.Error,
		Title: "two services that talk to each other share no network",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			if l.Host.Outcome != unify.Unreachable {
				return
			}
			p.Report(unreachable(l, l.Host.Services[0]))
		}),
	}
}

func unreachable(l *unify.Link, to *graph.Service) analyze.Finding {
	from := l.Edge.Service
	f := at(linkFinding(l, fmt.Sprintf("%s connects to %s, but they share no network", tick(from.Name), tick(to.Name))), l.Edge.Host)
	f.OtherService = to.Name
	// A name that a service really has is no guess.
	f.Consumer = max(f.Consumer, graph.Literal)
	switch {
	case l.Host.HostMode:
		f.Message = fmt.Sprintf("%s uses the host's network, where the name %s does not resolve", tick(from.Name), tick(l.Edge.Host.Text))
		f.Related = []graph.Related{{Message: "the host's network", Service: from.Name, Place: from.NetworkMode.Place}}
		f.Help = hostModeHelp(l, to)
	case strings.HasPrefix(to.NetworkMode.Value, "service:"):
		owner := strings.TrimPrefix(to.NetworkMode.Value, "service:")
		f.Message = fmt.Sprintf("%s connects to %s, which has no name of its own: it shares the network of %s", tick(from.Name), tick(to.Name), tick(owner))
		f.Related = []graph.Related{{Message: "joined here", Service: to.Name, Place: to.NetworkMode.Place}}
		f.Help = fmt.Sprintf("dial %s", tick(owner))
	case to.NetworkMode.Value == "host":
		f.Message = fmt.Sprintf("%s connects to %s, which uses the host's network and has no name on any other", tick(from.Name), tick(to.Name))
		f.Related = []graph.Related{{Message: "the host's network", Service: to.Name, Place: to.NetworkMode.Place}}
		f.Help = "dial `host.docker.internal`, with `extra_hosts: [\"host.docker.internal:host-gateway\"]`"
	default:
		f.Notes = append(f.Notes, networksTexts(from, to)...)
		f.Related = networkPlaces(from, to)
		f.Help = fmt.Sprintf("put %s and %s on one network", tick(from.Name), tick(to.Name))
	}
	return f
}

// hostModeHelp names the published port, for a client on the host's network.
func hostModeHelp(l *unify.Link, to *graph.Service) string {
	for _, p := range to.Ports {
		if p.Published.First != 0 && (l.Edge.Port.Text == "" || p.Target.First == atoi(l.Edge.Port.Text)) {
			return fmt.Sprintf("dial the published port: %s", tick("127.0.0.1:"+portText(p.Published)))
		}
	}
	return fmt.Sprintf("publish a port of %s and dial it on 127.0.0.1", tick(to.Name))
}

// networksTexts say on which networks services are that join none by name, so
// that no place shows it.
func networksTexts(services ...*graph.Service) []string {
	var texts []string
	for _, s := range services {
		if mode := s.NetworkMode.Value; mode != "" {
			texts = append(texts, fmt.Sprintf("%s has `network_mode: %s`", tick(s.Name), mode))
		}
	}
	return texts
}

func networkPlaces(services ...*graph.Service) []graph.Related {
	var related []graph.Related
	for _, s := range services {
		for _, a := range s.Networks {
			related = append(related, graph.Related{Message: tick(s.Name) + " is on " + tick(a.Network), Service: s.Name, Place: a.Place})
		}
	}
	return related
}
