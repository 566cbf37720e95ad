package cli

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// demos are two states of one project of three tiers.
//
//go:embed demo
var demos embed.FS

func newDemo(p *Process) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Check a small project with a wiring mistake, and then the right one",
		Long:  "Check a small project of three tiers with a wiring mistake, and then the right one.\nIt needs no network.",
		Args:  cobra.NoArgs,
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

// demo writes the projects below a folder and checks them. It fails when they
// are not what it says they are.
func demo(ctx context.Context, p *Process, dir string) error {
	for _, d := range []struct {
		name, title string
		want        code
	}{
		{"broken", "The API looks for its database on a port that is only open to the host.", findings},
		{"fixed", "Inside the network, the database answers on 5432.", clean},
	} {
		text, err := fs.ReadFile(demos, "demo/"+d.name+"/compose.yaml")
		if err != nil {
			return unwritten("the demo", err)
		}
		file := filepath.Join(dir, d.name+".yaml")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return unwritten("the demo", err)
		}
		if err := p.say("# %s\n$ ctypes check --offline %s\n\n", d.title, d.name+".yaml"); err != nil {
			return err
		}
		got, err := checkDemo(ctx, p, dir, file)
		if err != nil {
			return err
		}
		if got != d.want {
			return &failure{code: unreadable, err: fmt.Errorf("the %s project ends with code %d, not %d", d.name, got, d.want)}
		}
		if err := p.say("\n"); err != nil {
			return err
		}
	}
	return nil
}

// checkDemo is `ctypes check --offline` for a file of a folder.
func checkDemo(ctx context.Context, p *Process, dir, file string) (code, error) {
	c := &check{process: p, stages: stages{process: p, dir: dir}, output: newOutput(p)}
	c.failOn.value = "error"
	c.stages.registry.offline = true
	c.stages.registry.timeout = patience
	if err := c.output.open(); err != nil {
		return 0, err
	}
	client, err := c.stages.open()
	if err != nil {
		return 0, err
	}
	defer client.Close()
	return c.one(ctx, file)
}
