package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/revision"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/json"
	"github.com/ctypes-dev/ctypes/render/markdown"
	"github.com/ctypes-dev/ctypes/render/term"
	"github.com/ctypes-dev/ctypes/render/view"
)

// diff is `ctypes diff` with its flags.
type diff struct {
	stages stages
	output output
}

func newDiff(p *Process) *cobra.Command {
	d := &diff{stages: stages{process: p}, output: newOutput(p)}
	formats := []string{render.Term.String(), render.Markdown.String(), render.JSON.String()}
	d.output.format = choice{what: "format", words: formats, value: formats[0]}
	cmd := &cobra.Command{
		Use:   "diff BASE [HEAD]",
		Short: "Say what a change adds to a project, removes and breaks",
		Long: "Say which services, images, contracts, listeners, variables, edges and findings are\n" +
			"different between BASE and HEAD. Each is a git revision or a path; a name that may be\n" +
			"both is a revision, and ./NAME the path. Without HEAD, the work tree is meant.",
		Args: between(1, 2, "BASE, and at most one HEAD"),
		RunE: func(cmd *cobra.Command, ends []string) error {
			return d.run(cmd.Context(), append(ends, "")[:2])
		},
	}
	d.stages.project.register(cmd.Flags())
	d.stages.registry.register(cmd.Flags())
	d.stages.config.register(cmd.Flags())
	d.output.register(cmd)
	return cmd
}

// between takes from least to most arguments.
func between(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return misuse("`%s` needs %s", cmd.CommandPath(), what)
		}
		return nil
	}
}

// run compares two ends; an empty one is the work tree.
func (d *diff) run(ctx context.Context, ends []string) error {
	if err := d.stages.config.check(); err != nil {
		return err
	}
	if err := d.output.open(); err != nil {
		return err
	}
	if err := d.stages.open(); err != nil {
		return err
	}
	defer d.stages.close()
	path := ""
	for _, e := range ends {
		if isPath(e) {
			path = e // where the project is at revisions, too
		}
	}
	base, err := d.end(ctx, ends[0], path)
	if err != nil {
		return err
	}
	head, err := d.end(ctx, ends[1], path)
	if err != nil {
		return err
	}
	c := view.Compare(base, head)
	c.Base, c.Head = ends[0], ends[1]
	if c.Head == "" {
		c.Head = "the work tree"
	}
	if err := d.output.masked(func(w io.Writer) error { return d.write(w, c) }); err != nil {
		return err
	}
	return d.output.place()
}

// end is the report on the project at one end.
func (d *diff) end(ctx context.Context, name, path string) (*analyze.Report, error) {
	s := &d.stages
	var tree *revision.Tree
	switch then, opened, err := s.revision(ctx, name, path); {
	case err != nil:
		return nil, err
	case then != nil:
		s, tree = then, opened
	case name != "":
		path = name
	}
	r, err := s.check(ctx, path)
	if err != nil {
		return nil, err
	}
	if tree != nil {
		for _, text := range tree.Lacks() {
			s.notices.add(text)
		}
		s.notices.flush()
	}
	if r.fatal {
		return nil, unread(r.Report, name)
	}
	return r.Report, nil
}

// revision are the stages for a git revision, nil where a name is a path or
// the work tree.
func (s *stages) revision(ctx context.Context, name, path string) (*stages, *revision.Tree, error) {
	if name == "" || isPath(name) {
		return nil, nil, nil
	}
	then, tree, err := s.at(ctx, path, name)
	if _, unknown := errors.AsType[*revision.Error](err); unknown {
		if _, missing := os.Stat(name); missing == nil {
			return nil, nil, nil
		}
	}
	return then, tree, err
}

// isPath reports whether a name cannot be a git revision.
func isPath(name string) bool {
	return filepath.IsAbs(name) || name == "." || name == ".." || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../")
}

// unread is the failure for an end that cannot be read.
func unread(r *analyze.Report, name string) error {
	text := "the project cannot be read"
	if name != "" {
		text += " at `" + name + "`"
	}
	if i := slices.IndexFunc(r.Graph.Problems, func(p graph.Problem) bool { return p.Fatal }); i >= 0 {
		text += ": " + r.Graph.Problems[i].Message
	}
	return &failure{code: unreadable, text: text}
}

// write writes changes in the format that was chosen.
func (d *diff) write(w io.Writer, c view.Changes) (err error) {
	switch d.output.format.value {
	case render.JSON.String():
		err = json.WriteChanges(w, c)
	case render.Markdown.String():
		err = markdown.WriteChanges(w, c)
	default:
		err = term.WriteChanges(w, c, term.Options{Width: width(d.output.w), Color: d.output.colors(d.output.w)})
	}
	if err != nil {
		return unwritten("the changes", err)
	}
	return nil
}
