package cli

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"
)

// demoProject is a project that is right, and override files with a fault each.
//
//go:embed all:demo
var demoProject embed.FS

func newDemo(p *Process) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Check a web application that is right, and then with one fault after another",
		Long: "Check a web application of three tiers that is right, and then with one fault after\n" +
			"another, each in an override file of a few lines. It needs no network.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := os.MkdirTemp("", "ctypes-demo")
			if err != nil {
				return unwritten("the demo", err)
			}
			defer func() { _ = os.RemoveAll(dir) }()
			return demo(cmd.Context(), p, dir)
		},
	}
}

// demo writes the project into a folder and checks it, as it is and with each
// of its faults. It fails when they are not what it says they are.
func demo(ctx context.Context, p *Process, dir string) error {
	project, err := fs.Sub(demoProject, "demo")
	if err != nil {
		return unwritten("the demo", err)
	}
	if err := os.CopyFS(dir, project); err != nil {
		return unwritten("the demo", err)
	}
	if err := show(ctx, p, dir, demoRun{title: "# A web application of three tiers, as it should be.", want: clean}); err != nil {
		return err
	}
	faults, err := fs.Glob(project, "variants/*.yaml")
	if err != nil {
		return unwritten("the demo", err)
	}
	for _, name := range faults {
		text, err := fs.ReadFile(project, name)
		if err != nil {
			return unwritten("the demo", err)
		}
		title, _, _ := strings.Cut(string(text), "\n")
		if err := show(ctx, p, dir, demoRun{title: title, files: []string{"compose.yaml", name}, want: findings}); err != nil {
			return err
		}
	}
	return nil
}

// demoRun is one run of check: what it shows, of which files, and how it ends.
type demoRun struct {
	title string
	files []string
	want  code
}

func show(ctx context.Context, p *Process, dir string, d demoRun) error {
	command := strings.Join(append([]string{"$ ctypes check --offline"}, d.files...), " -f ")
	if err := p.say("%s\n%s\n\n", d.title, command); err != nil {
		return err
	}
	got, err := checkDemo(ctx, p, dir, d.files)
	if err != nil {
		return err
	}
	if got != d.want {
		return &failure{code: unreadable, err: fmt.Errorf("%s of the demo ends with code %d, not %d", path.Base(command), got, d.want)}
	}
	return p.say("\n")
}

// checkDemo is `ctypes check --offline` for files of a folder.
func checkDemo(ctx context.Context, p *Process, dir string, files []string) (code, error) {
	c := &check{process: p, stages: stages{process: p, dir: dir}, output: newOutput(p)}
	c.failOn.value = "error"
	c.stages.project.files = files
	c.stages.registry.offline = true
	c.stages.registry.timeout = patience
	if err := c.output.open(); err != nil {
		return 0, err
	}
	if err := c.stages.open(); err != nil {
		return 0, err
	}
	defer c.stages.close()
	return c.one(ctx, "")
}
