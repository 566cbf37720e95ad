// Package build makes one graph from a loaded project and what is known of its
// images.
package build

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/catalog"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/infer"
)

// Images tells what an image says of itself. Implementations are safe for
// concurrent use and bound their own work. An error that is a fact about the
// project, such as a tag that does not exist, has a method
// Problem() (graph.Problem, bool).
type Images interface {
	// Metadata looks up a reference as compose spells it, for a platform
	// (linux/arm64) or for any when that is empty.
	Metadata(ctx context.Context, reference, platform string) (*graph.Metadata, error)
}

// Options say where contracts come from.
type Options struct {
	// Images is asked for every image; nil asks nobody.
	Images Images
	// Catalog is looked up where an image's author says nothing; nil is the
	// embedded one.
	Catalog *catalog.Catalog
	// Contracts are folders of contracts beside the project's own, as absolute
	// paths.
	Contracts []string
	// NoCatalog leaves the catalog out, NoInference what values imply.
	NoCatalog, NoInference bool
}

// Notice is a trouble of our own, such as an unreachable registry: not a
// finding, but something that was not checked because of it.
type Notice struct {
	Services []string
	Text     string
}

// builder is one run of Graph.
type builder struct {
	project  *graph.Project
	options  Options
	types    *contract.Lattice
	catalog  *catalog.Catalog
	patterns []pattern
	unions   map[string]*union

	mu      sync.Mutex
	notices map[string][]string // the services that each trouble is about
	err     error               // the first fault of our own data
}

// Graph builds the graph of a project: it learns what each image says, merges
// the contracts of each service, and adds what values imply. The project's
// services are filled in.
func Graph(ctx context.Context, p *graph.Project, o Options) (*graph.Graph, []Notice, error) {
	types, err := contract.Standard()
	if err != nil {
		return nil, nil, fmt.Errorf("reading the known types: %w", err)
	}
	b := &builder{project: p, options: o, types: types, catalog: o.Catalog, unions: map[string]*union{}, notices: map[string][]string{}}
	if b.catalog == nil {
		b.catalog = catalog.New()
	}
	b.readPatterns()
	b.describe(ctx)
	for _, s := range p.Services {
		findSources(p, s)
		findHidden(p, s)
		findInFiles(p, s)
		b.contract(s)
	}
	g := &graph.Graph{Project: p, Types: b.types}
	b.connect(g)
	g.Secrets = secrets(g)
	g.Unchecked = unchecked(p)
	return g, b.sortedNotices(), b.err
}

// report adds a problem of the project.
func (b *builder) report(p graph.Problem) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.project.Problems = append(b.project.Problems, p)
}

// fail keeps the first fault of our own data.
func (b *builder) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
}

func (b *builder) notice(service, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notices[text] = append(b.notices[text], service)
}

func (b *builder) sortedNotices() []Notice {
	all := make([]Notice, 0, len(b.notices))
	for text, services := range b.notices {
		slices.Sort(services)
		all = append(all, Notice{Services: services, Text: text})
	}
	slices.SortFunc(all, func(x, y Notice) int { return strings.Compare(x.Text, y.Text) })
	return all
}

// contract merges and fills in the contract of one service.
func (b *builder) contract(s *graph.Service) {
	u := b.unite(b.gather(s))
	if !u.listensKnown {
		if t, ok := fromConfig(s); ok {
			u = b.unite(append(slices.Clip(u.texts), t))
		}
	}
	for _, c := range u.conflicts {
		if !inherited(s, u.texts[c.Dropped.Text]) {
			b.report(conflictProblem(s, u.texts, c))
		}
	}
	s.Contract.Complete = u.complete && !replaced(s)
	s.Contract.ListensKnown = u.listensKnown && !replaced(s)
	s.Contract.Layers = u.layers
	instantiate(s, newFacts(s), b.types, u.statements)
}

// provenance is that of a statement of the text.
func (t text) provenance(st contract.Statement) graph.Provenance {
	return graph.Provenance{Layer: t.Layer, Origin: t.Origin, Place: t.placed.at(st.Span), Confidence: t.confidence}
}

// inherited reports whether a text is a label of the image that a service's
// Dockerfile builds on: that is there to be overridden.
func inherited(s *graph.Service, t text) bool {
	return s.Meta != nil && s.Meta.Built && t.placed.Place.IsZero()
}

func conflictProblem(s *graph.Service, texts []text, c contract.Conflict) graph.Problem {
	used, dropped := texts[c.Used.Text], texts[c.Dropped.Text]
	p := graph.Problem{
		Rule: "contract-conflict", Service: s.Name, Key: c.Key, Place: dropped.placed.at(c.Dropped.Span),
		Message: fmt.Sprintf("%s and %s say different things about `%s`; the first is used", used.Origin, dropped.Origin, c.Key),
		Related: []graph.Related{{Message: "this is used", Service: s.Name, Place: used.placed.at(c.Used.Span)}},
	}
	if p.Place.IsZero() {
		p.Place = imagePlace(s)
	}
	return p
}

// connect gathers the edges of all services: those of contracts, and what
// values imply of the rest.
func (b *builder) connect(g *graph.Graph) {
	scope := infer.NewScope(b.project, b.types)
	for _, s := range g.Services {
		if !s.Active {
			continue
		}
		if !b.options.NoInference {
			b.imply(s, scope)
		}
		for _, e := range s.Contract.Connections {
			settleTransport(b.types, e)
		}
		g.Edges = append(g.Edges, s.Contract.Connections...)
	}
	if !b.options.NoInference {
		g.Edges = append(g.Edges, scope.Proxied()...)
	}
}

// unchecked are the active services about whose image nobody says anything.
func unchecked(p *graph.Project) []graph.Unchecked {
	var all []graph.Unchecked
	for _, s := range p.Services {
		if !s.Active || slices.ContainsFunc(s.Contract.Layers, func(l graph.Provenance) bool { return l.Layer <= contract.BaseLayer }) {
			continue
		}
		u := graph.Unchecked{Service: s.Name, Place: imagePlace(s), Key: s.Image.Value, Why: "no contract is known for its image"}
		if s.Build != nil {
			u.Why = "its Dockerfile carries no contract"
		}
		if s.Provider != "" {
			u.Why = "it is made by a provider"
		}
		all = append(all, u)
	}
	return all
}
