package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/build"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

func newContract(p *Process) *cobra.Command {
	s := &stages{process: p}
	explain := false
	cmd := &cobra.Command{
		Use:   "contract IMAGE|SERVICE",
		Short: "Print the contract in force of an image or a service",
		Long: "Print the contract in force of an image, or of a service of the project in the\n" +
			"current directory, each statement with the layer that it is from. The output is a\n" +
			"contract itself.",
		Args: one("IMAGE or SERVICE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.config.check(); err != nil {
				return err
			}
			if err := s.open(); err != nil {
				return err
			}
			defer s.close()
			svc, err := s.lookUp(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return p.say("%s", s.notices.mask.Replace(contractText(svc, explain)))
		},
	}
	s.project.register(cmd.Flags())
	s.registry.register(cmd.Flags())
	s.config.register(cmd.Flags())
	cmd.Flags().BoolVar(&explain, "explain", false, "say of each statement why it holds, and show those that do not")
	return cmd
}

// lookUp finds the service of a name in the project at hand, else makes one of
// an image.
func (s *stages) lookUp(ctx context.Context, name string) (*graph.Service, error) {
	if !strings.ContainsAny(name, "/:@") {
		g, err := s.graph(ctx, "")
		if err != nil {
			return nil, err
		}
		for _, svc := range g.Services {
			if svc.Name == name {
				return svc, nil
			}
		}
	}
	p := &graph.Project{Name: "image", Sources: noSources{}}
	p.Services = []*graph.Service{{Name: name, Active: true, Image: graph.Text{Value: name}}}
	g, missing, err := build.Graph(ctx, p, build.Options{Images: lookup{s.client, s.registry.offline}, NoCatalog: s.registry.noCatalog})
	s.progress.end()
	if ended := interrupted(ctx); ended != nil {
		return nil, ended
	}
	if err != nil {
		return nil, &failure{code: unreadable, err: fmt.Errorf("building the contract of `%s`: %w", name, err)}
	}
	for _, n := range missing {
		s.notices.add(n.Text)
	}
	s.notices.flush()
	return g.Services[0], nil
}

// noSources is of a project that has no files.
type noSources struct{}

// Resolve implements graph.Sources.
func (noSources) Resolve(source.Place) source.Range { return source.Range{} }

// File implements graph.Sources.
func (noSources) File(string) *source.File { return nil }

// Files implements graph.Sources.
func (noSources) Files() []*source.File { return nil }

// contractText is the contract of a service, one statement a line, with
// comments that say where each is from.
func contractText(s *graph.Service, explain bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", contractTitle(s))
	layer := ""
	for _, c := range s.Contract.Clauses {
		if c.Holds == contract.No && !explain {
			continue
		}
		if from := provenance(c.From); from != layer {
			layer = from
			fmt.Fprintf(&b, "\n# %s\n", layer)
		}
		text := render.Clean(c.Statement.String())
		if explain {
			text = explained(c, text)
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

func contractTitle(s *graph.Service) string {
	title := s.Name
	if s.Image.Value != "" && s.Image.Value != s.Name {
		title += ", " + s.Image.Value
	}
	switch {
	case len(s.Contract.Clauses) == 0:
		title += ": nothing is known"
	case s.Contract.Complete:
		title += ": complete, what is not stated is not there"
	default:
		title += ": partial, there may be more than is stated"
	}
	return render.Clean(title)
}

// provenance names a layer and the text it is from.
func provenance(p graph.Provenance) string {
	text := p.Layer.String()
	if strings.HasPrefix(p.Origin, text) {
		return render.Clean(p.Origin)
	}
	if p.Origin != "" {
		text += ": " + p.Origin
	}
	return render.Clean(text)
}

// explained puts in front of a statement why it is in force, and makes a comment
// of one that is not.
func explained(c graph.Decided, text string) string {
	switch {
	case c.Holds == contract.No:
		return "# not in force, its condition is false: " + text
	case c.Holds == contract.Unsaid:
		return "# may be in force, its condition cannot be decided:\n" + text
	case !c.Statement.Condition.IsZero():
		return "# in force, its condition is true:\n" + text
	}
	return text
}
