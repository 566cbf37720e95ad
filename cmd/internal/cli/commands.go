package cli

import "github.com/spf13/cobra"

// Commands are all commands, for what documents them. They are not to be run.
func Commands() *cobra.Command {
	root := newRoot(&Process{})
	root.InitDefaultCompletionCmd()
	return root
}
