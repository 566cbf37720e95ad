package cli

import (
	"encoding/json"
	"slices"

	"github.com/spf13/cobra"
)

// The Docker CLI runs a program named docker-ctypes as `docker ctypes`. It asks
// for this argument first, and sets this variable when it runs the plugin.
const (
	pluginHandshake = "docker-cli-plugin-metadata"
	pluginVariable  = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND"
)

func (p *Process) isPluginHandshake() bool {
	return len(p.Args) == 1 && p.Args[0] == pluginHandshake
}

// isPlugin reports whether the Docker CLI runs us: it then puts its own flags
// and our name before our arguments.
func (p *Process) isPlugin() bool {
	return p.variable(pluginVariable) != "" && slices.Contains(p.Args, "ctypes")
}

func (p *Process) describePlugin() error {
	text, err := json.Marshal(map[string]string{
		"SchemaVersion":    "0.1.0",
		"Vendor":           "the ctypes authors",
		"Version":          version(),
		"ShortDescription": "Type checker for containers",
		"URL":              "https://github.com/ctypes-dev/ctypes",
	})
	if err != nil {
		return unwritten("the plugin's description", err)
	}
	return p.say("%s\n", text)
}

// underDocker puts the root below a command that takes Docker's own flags.
func underDocker(root *cobra.Command) *cobra.Command {
	docker := &cobra.Command{Use: "docker", SilenceErrors: true, SilenceUsage: true}
	flags := docker.PersistentFlags()
	flags.String("config", "", "")
	flags.StringP("context", "c", "", "")
	flags.BoolP("debug", "D", false, "")
	flags.StringArrayP("host", "H", nil, "")
	flags.StringP("log-level", "l", "", "")
	for _, name := range []string{"tls", "tlsverify"} {
		flags.Bool(name, false, "")
	}
	for _, name := range []string{"tlscacert", "tlscert", "tlskey"} {
		flags.String(name, "", "")
	}
	for _, name := range []string{"config", "context", "debug", "host", "log-level", "tls", "tlsverify", "tlscacert", "tlscert", "tlskey"} {
		flags.Lookup(name).Hidden = true
	}
	docker.AddCommand(root)
	return docker
}
