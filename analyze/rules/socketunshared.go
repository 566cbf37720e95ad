package rules

import (
	"fmt"
	"path"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func socketUnshared() analyze.Rule {
	return analyze.Rule{
		Name: "socket-unshared", Severity: analyze.Error,
		Title: "a socket's folder is not a volume that both sides share",
		Run: onLinks(func(p *analyze.Pass, l *unify.Link) {
			e := l.Edge
			if e.Transport != contract.Unix || e.Path.Text == "" || !e.Path.Known || e.Maybe || e.Wants.IsZero() {
				return
			}
			server, socket := socketServer(p, l)
			if server == nil || sharesSocket(l, server, socket) {
				return
			}
			f := linkFinding(l, fmt.Sprintf("%s connects to the socket %s of %s, but they share no volume that holds it", tick(e.Service.Name), tick(e.Path.Text), tick(server.Name)))
			f = at(f, e.Path)
			f.Key, f.OtherService, f.Producer = e.Path.Text, server.Name, socket.From.Confidence
			f.Related = append(f.Related, graph.Related{Message: tick(server.Name) + " listens on " + tick(socket.Path), Service: server.Name, Place: socket.From.Place})
			f.Notes = append(f.Notes, fmt.Sprintf("%s listens on %s: %s", tick(server.Name), tick(socket.Path), origin(socket.From)))
			f.Help = fmt.Sprintf("mount one volume at %s of %s and at %s of %s", tick(path.Dir(socket.Path)), tick(server.Name), tick(path.Dir(e.Path.Text)), tick(e.Service.Name))
			p.Report(f)
		}),
	}
}

// socketServer is the only service that listens on a socket with what a link
// wants.
func socketServer(p *analyze.Pass, l *unify.Link) (*graph.Service, *graph.Endpoint) {
	var found *graph.Endpoint
	for _, s := range activeServices(p.Graph) {
		for _, e := range s.Contract.Listens {
			if e.Transport != contract.Unix || e.Maybe || s == l.Edge.Service || !unify.Fit(p.Types, e.Gives, l.Edge.Wants).Compatible() {
				continue
			}
			if found != nil {
				return nil, nil
			}
			found = e
		}
	}
	if found == nil {
		return nil, nil
	}
	return found.Service, found
}

// sharesSocket reports whether the two paths are one file in a shared store,
// or may be.
func sharesSocket(l *unify.Link, server *graph.Service, socket *graph.Endpoint) bool {
	mine, ok, unsure := mountOf(l.Edge.Service, l.Edge.Path.Text)
	theirs, found, hidden := mountOf(server, socket.Path)
	if unsure || hidden {
		return true
	}
	return ok && found && mine.Kind == theirs.Kind && inside(mine, l.Edge.Path.Text) == inside(theirs, socket.Path)
}

// inside is where a path of the container is on the host, or in which volume.
func inside(m graph.Mount, p string) string {
	return path.Join("/", m.Source, m.Subpath, p[len(m.Target):])
}
