package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/render/diagram"
	"github.com/ctypes-dev/ctypes/render/dot"
	"github.com/ctypes-dev/ctypes/render/mermaid"
	"github.com/ctypes-dev/ctypes/render/page"
	"github.com/ctypes-dev/ctypes/render/svg"
)

// drawingTime is how long a drawing may take.
const drawingTime = time.Minute

// drawing is `ctypes graph` with its flags.
type drawing struct {
	process  *Process
	stages   stages
	file     string
	linkBase string
	focus    string
	depth    int

	format, view, group, direction, detail, only choice
}

func newGraph(p *Process) *cobra.Command {
	g := &drawing{
		process: p, stages: stages{process: p},
		format:    choice{what: "format", words: []string{"svg", "png", "dot", "mermaid", "html", "json"}, value: "svg"},
		view:      choice{what: "view", words: diagram.Views(), value: string(diagram.ServicesView)},
		group:     choice{what: "grouping", words: diagram.Groupings(), value: string(diagram.ByNetwork)},
		direction: choice{what: "direction", words: diagram.Directions(), value: string(diagram.LeftToRight)},
		detail:    choice{what: "detail", words: diagram.Details()},
		only:      choice{what: "filter", words: []string{"errors"}},
	}
	cmd := &cobra.Command{
		Use:   "graph [PATH]",
		Short: "Draw what is there, what flows, and what does not fit",
		Long: "Draw a compose project. PATH is a compose file, a directory, or - for stdin; without\n" +
			"one the project of the current directory is meant.\n\n" +
			"svg, png and html are drawn by the program ctypes-svg; the other formats need nothing.\n\n" +
			"Exit codes: 0 drawn, whatever does not fit; 2 wrong usage; 3 the project could not be\n" +
			"read or the drawing not written.",
		Args: func(_ *cobra.Command, paths []string) error {
			switch {
			case len(paths) > 1:
				return misuse("a drawing is of one project, and there are %d paths", len(paths))
			case len(paths) > 0 && len(g.stages.project.files) > 0:
				return misuse("`-f` names the files of one project, and `%s` names a project: only one of them can be given", paths[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, paths []string) error {
			if cmd.Flags().Changed("depth") && g.focus == "" {
				return misuse("`--depth` counts steps from `--focus`, which is not given")
			}
			if base, err := url.Parse(g.linkBase); g.linkBase != "" && (err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https") {
				return misuse("`%s` is no http or https address to link to", g.linkBase)
			}
			return g.run(cmd.Context(), append(paths, "")[0])
		},
	}
	g.register(cmd)
	return cmd
}

func (g *drawing) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	g.stages.project.register(flags)
	g.stages.registry.register(flags)
	g.stages.config.register(flags)
	g.format.register(cmd, "format", "what to write")
	g.view.register(cmd, "view", "what it is about")
	g.group.register(cmd, "group", "what frames stand for")
	g.direction.register(cmd, "direction", "where arrows point")
	g.detail.register(cmd, "detail", "how much is drawn (default: what stays readable)")
	g.only.register(cmd, "only", "leave out what no error is about")
	flags.StringVar(&g.focus, "focus", "", "draw `SERVICE` and what is near it")
	flags.IntVar(&g.depth, "depth", 1, "how many steps away from --focus")
	flags.StringVar(&g.linkBase, "link-base", "", "link what is drawn to its file and line below `URL`")
	flags.StringVarP(&g.file, "output", "o", "", "write the drawing to `FILE`, as a whole or not at all")
}

// run draws the project of a path.
func (g *drawing) run(ctx context.Context, path string) error {
	if err := g.stages.config.check(); err != nil {
		return err
	}
	if g.format.value == "png" && g.file == "" && isTerminal(g.process.Stdout) {
		return misuse("a picture is no text for a terminal: `--output` names a file for it")
	}
	if err := g.stages.open(); err != nil {
		return err
	}
	defer g.stages.close()
	r, err := g.stages.check(ctx, path)
	if err != nil {
		return err
	}
	if r.fatal {
		f := &failure{code: unreadable, text: "the project could not be read", help: "`ctypes check` says where"}
		if len(r.Diagnostics) > 0 {
			f.text += ": " + r.Diagnostics[0].Message
		}
		return f
	}
	d, err := diagram.New(r.Report, diagram.Options{
		View: diagram.View(g.view.value), Focus: g.focus, Depth: g.depth, OnlyErrors: g.only.value != "",
		Group: diagram.Grouping(g.group.value), Direction: diagram.Direction(g.direction.value),
		Detail: diagram.Detail(g.detail.value), Hide: g.stages.notices.mask.Replace,
	})
	if err != nil {
		return &failure{code: misused, err: err}
	}
	var b bytes.Buffer
	if err := g.write(ctx, &b, d); err != nil {
		return err
	}
	return g.save(b.Bytes())
}

// write writes the diagram in the format that was asked for.
func (g *drawing) write(ctx context.Context, w *bytes.Buffer, d *diagram.Diagram) error {
	switch g.format.value {
	case "dot":
		return dot.Write(w, d) //nolint:wrapcheck // says what it was about
	case "mermaid":
		return mermaid.Write(w, d) //nolint:wrapcheck // says what it was about
	case "json":
		return d.WriteJSON(w) //nolint:wrapcheck // says what it was about
	}
	picture, err := g.draw(ctx, d)
	if err != nil {
		return err
	}
	if g.format.value == "html" {
		return page.Write(w, d, picture, g.linkBase) //nolint:wrapcheck // says what it was about
	}
	w.Write(picture)
	return nil
}

// draw has a diagram drawn by the program for it.
func (g *drawing) draw(ctx context.Context, d *diagram.Diagram) ([]byte, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, &failure{code: unreadable, err: fmt.Errorf("finding this program: %w", err)}
	}
	path, err := svg.Find(executable)
	if err != nil {
		return nil, &failure{
			code: unreadable, err: err,
			help: "`go install github.com/ctypes-dev/ctypes/cmd/ctypes-svg@latest` installs it; `--format dot`, `mermaid` and `json` do without",
		}
	}
	var graph bytes.Buffer
	if err := dot.Write(&graph, d); err != nil {
		return nil, &failure{code: unreadable, err: err}
	}
	program := svg.Program{Path: path, Env: g.process.inherited(), Timeout: drawingTime}
	format := "svg"
	if g.format.value == "png" {
		format = "png"
	}
	picture, err := program.Draw(ctx, graph.Bytes(), format)
	if ended := interrupted(ctx); ended != nil {
		return nil, ended
	}
	if err != nil || format == "png" {
		return picture, unreadableIf(err)
	}
	var finished bytes.Buffer
	base := g.linkBase
	if g.format.value == "html" {
		base = "" // a click opens what the page has to say
	}
	err = svg.Finish(&finished, picture, d, base)
	return finished.Bytes(), unreadableIf(err)
}

// unreadableIf is a failure for an error, nil for none.
func unreadableIf(err error) error {
	if err == nil {
		return nil
	}
	return &failure{code: unreadable, err: err}
}

// inherited is what the program that draws needs of the environment, which may
// hold secrets: where the user's own folders are.
func (p *Process) inherited() []string {
	var env []string
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "TMPDIR", "LocalAppData", "TMP", "SystemRoot"} {
		if value := p.variable(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// save puts a drawing where it is to go.
func (g *drawing) save(data []byte) error {
	if g.file != "" {
		if err := replace(g.file, data); err != nil {
			return unwritten("`"+g.file+"`", err)
		}
		return nil
	}
	if _, err := g.process.Stdout.Write(data); err != nil {
		return unwritten("the drawing", err)
	}
	return nil
}
