package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// patience is how long one image may take unless the user says otherwise: with
// it an unreachable registry costs a run less than ten seconds.
const patience = 8 * time.Second

// projectFlags say which project is meant, as docker compose's own flags do.
type projectFlags struct {
	files     []string
	profiles  []string
	envFiles  []string
	name      string
	directory string
	allowed   []string
}

func (f *projectFlags) register(flags *pflag.FlagSet) {
	flags.StringArrayVarP(&f.files, "file", "f", nil, "compose `FILE` of one project, merged in order (repeatable; - for stdin)")
	flags.StringArrayVar(&f.profiles, "profile", nil, "activate the `PROFILE` (repeatable; * for all)")
	flags.StringArrayVar(&f.envFiles, "env-file", nil, "`FILE` of variables in place of .env (repeatable)")
	flags.StringVarP(&f.name, "project-name", "p", "", "`NAME` of the project")
	flags.StringVar(&f.directory, "project-directory", "", "`DIR` that relative paths start from")
	flags.StringArrayVar(&f.allowed, "allow-read", nil, "let the project read files below `DIR` too (repeatable)")
}

// registryFlags say where facts about images are from.
type registryFlags struct {
	offline   bool
	mirrors   []string
	insecure  []string
	allowed   []string
	platform  string
	timeout   time.Duration
	maxAge    time.Duration
	images    string
	noCatalog bool
}

func (f *registryFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.offline, "offline", false, "ask no registry: use the cache and the catalog")
	flags.StringArrayVar(&f.mirrors, "mirror", nil, "ask a mirror first: `HOST=[http://]HOST[:PORT][/PREFIX]` (repeatable; * for every host, {host} in the prefix)")
	flags.StringArrayVar(&f.insecure, "insecure-registry", nil, "ask `HOST` over plain HTTP, as loopback hosts are anyway (repeatable)")
	flags.StringArrayVar(&f.allowed, "registry-allow", nil, "contact no registry but `HOST` (repeatable)")
	flags.StringVar(&f.platform, "platform", "", "`OS/ARCH` of images where the project does not say (default: linux on this machine's processor)")
	flags.DurationVar(&f.timeout, "timeout", patience, "how long one image may take")
	flags.DurationVar(&f.maxAge, "max-age", 0, "take tags that were looked up less than `DURATION` ago from the cache")
	flags.StringVar(&f.images, "images", "", "look in the OCI layouts below `DIR` before asking a registry")
	flags.BoolVar(&f.noCatalog, "no-catalog", false, "leave the embedded contracts out")
}

// client returns a client for the flags, and for what a project adds to them.
// Options that contradict each other are misuse.
func (f *registryFlags) client(p *Process, progress func(image.Event), more ...image.Option) (*image.Client, error) {
	options := slices.Concat(
		[]image.Option{
			image.Limit(f.timeout),
			image.MaxAge(f.maxAge),
			image.Clock(time.Now),
			image.Progress(progress),
			image.Credentials(image.DockerCredentials(p.dockerConfig())),
			image.AllowedHosts(f.allowed...),
		},
		given(p.cacheDir(), image.Cache),
		given(p.dockerSocket(), image.DockerHost),
		given(f.platform, image.Platform),
		given(f.images, image.Images),
		each(f.mirrors, image.Mirror),
		each(f.insecure, image.InsecureRegistry),
		more,
		f.daemon(progress),
	)
	if f.offline {
		options = append(options, image.Offline())
	}
	c, err := image.New(options...)
	if err != nil {
		return nil, misuse("%v", err)
	}
	return c, nil
}

// each is an option for each of some values.
func each(values []string, option func(string) image.Option) []image.Option {
	all := make([]image.Option, 0, len(values))
	for _, v := range values {
		all = append(all, option(v))
	}
	return all
}

// given is an option for a value, none for an empty one.
func given(value string, option func(string) image.Option) []image.Option {
	if value == "" {
		return nil
	}
	return []image.Option{option(value)}
}

// daemon are the mirrors that the Docker daemon is told to use, after the
// user's own. Beside a list of the hosts that may be contacted there are none.
func (f *registryFlags) daemon(progress func(image.Event)) []image.Option {
	options, err := image.DaemonConfig("/etc/docker/daemon.json")
	if err != nil {
		progress(image.Event{Notice: err.Error()})
	}
	if len(f.allowed) > 0 {
		return nil
	}
	return options
}

// dockerSocket is where the Docker daemon listens, "" for the usual place and
// for a daemon elsewhere, whose socket is not a file here.
func (p *Process) dockerSocket() string {
	if host := p.variable("DOCKER_HOST"); strings.HasPrefix(host, "unix://") {
		return host
	}
	return ""
}

// cacheDir is the user's cache folder for ctypes, "" when there is none.
func (p *Process) cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "ctypes")
}

// dockerConfig is the folder of Docker's configuration.
func (p *Process) dockerConfig() string {
	if dir := p.variable("DOCKER_CONFIG"); dir != "" {
		return dir
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ".docker"
	}
	return filepath.Join(home, ".docker")
}

// choice is a flag that takes one of some words.
type choice struct {
	what  string
	words []string
	value string
	open  bool // words that end in = go on as the user likes
}

// Set implements pflag.Value.
func (c *choice) Set(word string) error {
	if slices.ContainsFunc(c.words, func(known string) bool { return c.takes(known, word) }) {
		c.value = word
		return nil
	}
	f := mistyped(c.what, word, c.words)
	if f.help == "" {
		f.help = "there are " + strings.Join(c.words, ", ")
	}
	return f
}

func (c *choice) takes(known, word string) bool {
	return known == word || c.open && strings.HasSuffix(known, "=") && strings.HasPrefix(word, known)
}

// String implements pflag.Value.
func (c *choice) String() string { return c.value }

// Type implements pflag.Value.
func (c *choice) Type() string { return "string" }

// register adds the flag to a command, with completion of its words.
func (c *choice) register(cmd *cobra.Command, flag, usage string) {
	cmd.Flags().Var(c, flag, usage+": "+strings.Join(c.words, ", "))
	complete := cobra.FixedCompletions(c.words, cobra.ShellCompDirectiveNoFileComp)
	_ = cmd.RegisterFlagCompletionFunc(flag, complete) // fails only for a flag that is not there
}
