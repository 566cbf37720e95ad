package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/analyze/rules"
)

func newRules(p *Process) *cobra.Command {
	return &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var b strings.Builder
			all := rules.All()
			column := 0
			for _, r := range all {
				column = max(column, len(r.Name))
			}
			for _, r := range all {
				fmt.Fprintf(&b, "%-*s  %-7s  %s\n", column, r.Name, r.Severity, r.Title)
			}
			return p.say("%s", b.String())
		},
	}
}
