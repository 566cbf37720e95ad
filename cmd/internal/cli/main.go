// Package cli is the command line: one file a command, the flags they share,
// and the stages put together.
package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// Process is what ctypes sees of the process it runs in.
type Process struct {
	Args           []string // without the program's name
	Env            []string // NAME=value
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// Main runs the command that the arguments name and returns the exit code.
func Main(ctx context.Context, p Process) int {
	if p.isPluginHandshake() {
		return p.exit(p.describePlugin())
	}
	root := newRoot(&p) //nolint:contextcheck // commands get their context when they run
	if p.isPlugin() {
		root = underDocker(root)
	}
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	return p.exit(root.ExecuteContext(ctx))
}

func newRoot(p *Process) *cobra.Command {
	root := &cobra.Command{
		Use:   "ctypes",
		Short: "A type checker for containers",
		Long: "ctypes reads a compose project, finds out what each image needs and offers, and\n" +
			"says where the two do not fit: ports, variables, volumes, credentials, order.",
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
		Args:              noSuchCommand,
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		newCatalog(p),
		newCheck(p),
		newContract(p),
		newDemo(p),
		newDiff(p),
		newExplain(p),
		newGraph(p),
		newInfer(p),
		newMerge(p),
		newRules(p),
		newVersion(p),
	)
	return root
}

// environment is the process's environment by name.
func (p *Process) environment() map[string]string {
	env := make(map[string]string, len(p.Env))
	for _, v := range p.Env {
		if name, value, ok := strings.Cut(v, "="); ok {
			env[name] = value
		}
	}
	return env
}

// variable is a variable of the process's environment.
func (p *Process) variable(name string) string { return p.environment()[name] }
