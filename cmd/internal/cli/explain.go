package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/rules"
)

func newExplain(p *Process) *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "Say what a rule finds, why it matters and what to do",
		Args:  one("RULE"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(rules.All()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			all := rules.All()
			for _, r := range all {
				if r.Name == args[0] {
					return p.say("%s\n", strings.TrimSpace(r.Page))
				}
			}
			f := mistyped("rule", args[0], ruleNames(all))
			if f.help == "" {
				f.help = "`ctypes rules` lists them"
			}
			return f
		},
	}
}

func ruleNames(all []analyze.Rule) []string {
	names := make([]string, 0, len(all))
	for _, r := range all {
		names = append(names, r.Name)
	}
	return names
}

// one wants a single argument, which it names.
func one(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return misuse("`%s` takes one %s, not %d", c.CommandPath(), what, len(args))
		}
		return nil
	}
}
