package cli

import (
	"fmt"
	"strings"
	"sync"

	"github.com/ctypes-dev/ctypes/cmd/internal/config"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/image"
)

// maxClients bounds the lists of mirrors that the projects of one run name.
const maxClients = 16

// clients are the image clients of the projects that name mirrors of their own,
// one for each list of mirrors. They share the cache on disk.
type clients struct {
	mu   sync.Mutex
	open map[string]*image.Client
}

// clientFor is the client of a project that names mirrors. What is wrong with
// one of them is a problem of the project, which then does without it.
func (s *stages) clientFor(p *graph.Project, mirrors []config.Value) *image.Client {
	if len(mirrors) == 0 {
		return s.client
	}
	s.clients.mu.Lock()
	defer s.clients.mu.Unlock()
	var options []image.Option
	var key strings.Builder
	for _, m := range mirrors {
		option := image.ProjectMirror(m.Text)
		if _, err := s.newClient(option); err != nil {
			p.Problems = append(p.Problems, configProblem(m, err.Error()))
			continue
		}
		options = append(options, option)
		key.WriteString(m.Text + "\n")
	}
	if c, ok := s.clients.open[key.String()]; ok {
		return c
	}
	if len(s.clients.open) == maxClients {
		p.Problems = append(p.Problems, configProblem(mirrors[0], fmt.Sprintf("the projects name more than %d different lists of mirrors", maxClients)))
		return s.client
	}
	c, err := s.newClient(options...)
	if err != nil {
		p.Problems = append(p.Problems, configProblem(mirrors[0], err.Error()))
		return s.client
	}
	if s.clients.open == nil {
		s.clients.open = map[string]*image.Client{}
	}
	s.clients.open[key.String()] = c
	return c
}

// newClient is a client for the flags, and some options more.
func (s *stages) newClient(more ...image.Option) (*image.Client, error) {
	return s.registry.client(s.process, func(e image.Event) {
		s.progress.event(e)
		s.notices.add(e.Notice)
	}, more...)
}

// close closes them.
func (c *clients) close() {
	for _, client := range c.open {
		client.Close()
	}
}
