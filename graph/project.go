package graph

import (
	"strings"
	"time"

	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Project is what the compose files say after merging and interpolation.
type Project struct {
	Name string
	// Dir is the project directory, absolute; Root is the outermost directory
	// whose files may be read.
	Dir, Root string
	// Files are the compose files in the order they were merged, as shown to
	// the user.
	Files []string
	// Extended are those of the files of which only some services are used, by
	// extends.
	Extended []string
	// Services are all services by name, those of inactive profiles included.
	Services []*Service
	Networks []*Network
	Volumes  []*Volume
	// Contracts are the sections of the top-level x-ctypes, Types its TYPE
	// statements; zero when there are none.
	Contracts []PatternText
	Types     Text
	// Problems are what loading found, in order of place.
	Problems []Problem
	// Partial says that a part of the project could not be read, so that a
	// name that is not here may exist all the same.
	Partial bool
	// EnvFiles are the env files that set variables for the values of compose
	// files, as shown to the user. EnvTemplate is a file beside the project that
	// is meant to be copied to .env, where there is no env file and one is missed.
	EnvFiles    []string
	EnvTemplate string
	// EnvFilesUnread are env files of the project that exist and were not
	// read, because they are outside of the root: any variable that the files
	// refer to may be set in them.
	EnvFilesUnread []string
	// Drawn are the variables of env files that hold values of the environment
	// that ctypes runs in, each with the names of that environment's variables.
	Drawn map[string][]string
	// Unset are the references to variables that are set nowhere and have no
	// default.
	Unset []Reference
	// Sources hold every text that places point into, for code frames.
	Sources Sources
	// Disk reads further files of the project: Dockerfiles, mounted
	// configuration, contracts.
	Disk Disk
}

// Sources resolves places and hands out the texts they are in.
type Sources interface {
	source.Resolver
	// File returns a text by the name that ranges give it, nil when unknown.
	File(name string) *source.File
	// Files returns all texts that were read, by name.
	Files() []*source.File
}

// Disk reads files below the project's root and none outside it. Paths are
// absolute. Implementations are safe for concurrent use.
type Disk interface {
	// Read returns a small regular file, named as reports show it; places may
	// then name that file. It fails for files that are missing, outside of the
	// root or too large.
	Read(path string) (*source.File, error)
	// Stat says what is at a path.
	Stat(path string) Entry
	// List returns the names in a folder, sorted; nil when it cannot be read.
	List(path string) []string
}

// Entry is what Disk finds at a path. The zero Entry is unknown: outside of
// the root, or not readable.
type Entry int

// The entries.
const (
	UnknownEntry Entry = iota
	MissingEntry
	FileEntry
	FolderEntry
	OtherEntry // a socket, a device
)

// PatternText is a contract text for the repositories that a pattern matches.
type PatternText struct {
	Pattern string
	Text    Text
}

// Reference is a use of a variable in a compose file.
type Reference struct {
	Variable string
	// Braced tells ${NAME} from $NAME.
	Braced bool
	// Service is the service it is in, "" outside of services.
	Service string
	// Path is where the value that it is in stands in its own file:
	// services/web/environment/URL. Another file may override that value.
	Path  source.Path
	Place source.Place
}

// Text is a scalar of the compose model, as it stands after interpolation.
type Text struct {
	Value string
	Place source.Place
	// Parts are the runs of Value that variables contributed, in order.
	Parts []Part
}

// Part is a run of a Text that a variable contributed.
type Part struct {
	Span     source.Span // bytes of Text.Value; empty runs have Start == End
	Variable string
	Origin   Origin
	Braced   bool
}

// Origin says where an interpolated value is from. The zero Origin is invalid.
type Origin int

// The origins.
const (
	FromDefault Origin = iota + 1 // the reference's own default
	FromEnvFile                   // .env, or a file of --env-file
	FromProcess                   // the environment that ctypes runs in
	FromNothing                   // set nowhere: the empty string
)

// Opaque is a text that is set to something nobody can know; value is what is
// left of it when its unset variables are taken for empty.
func Opaque(value string, at source.Place) Text {
	whole := Part{Span: source.Span{End: len(value)}, Origin: FromNothing}
	return Text{Value: value, Place: at, Parts: []Part{whole}}
}

// AsText is the value as a text of its own.
func (v Value) AsText() Text {
	if !v.Known {
		return Opaque(v.Text, v.Place)
	}
	return Text{Value: v.Text, Place: v.Place}
}

// Known reports whether no part of the text is left to be set.
func (t Text) Known() bool {
	for _, p := range t.Parts {
		if p.Origin == FromNothing {
			return false
		}
	}
	return true
}

// At returns a value for a span of the text, of which key is what to edit.
func (t Text) At(s source.Span, key string) Value {
	text := t.Value
	if !s.IsZero() {
		text = text[s.Start:s.End]
	}
	return Value{Text: text, Place: t.Place.At(s), Key: key, Known: t.knownIn(s)}
}

// knownIn reports whether no part that touches s is left to be set.
func (t Text) knownIn(s source.Span) bool {
	if s.IsZero() {
		return t.Known()
	}
	for _, p := range t.Parts {
		if p.Origin == FromNothing && p.Span.Start <= s.End && p.Span.End >= s.Start {
			return false
		}
	}
	return true
}

// Network is a top-level network.
type Network struct {
	Key      string
	Name     string // what the engine calls it
	External bool
	Internal bool
	Driver   string
	Place    source.Place
}

// Volume is a top-level volume.
type Volume struct {
	Key      string
	Name     string
	External bool
	Driver   string
	// Options of the driver; a local volume with a device is a bind mount in
	// disguise.
	Options map[string]string
	Place   source.Place
}

// Service is one service of the project.
type Service struct {
	Name string
	// Place is the service's key.
	Place source.Place
	// Active is false for a service whose profiles are all off.
	Active   bool
	Profiles []string

	Image    Text // zero for a service that is only built
	Platform string
	Build    *Build
	Provider string // the type of a provider service, which has no image

	ContainerName Text
	Hostname      Text
	Networks      []Attachment
	NetworkMode   Text // "", host, none, bridge, service:NAME, container:NAME
	Links         []Link
	ExternalLinks []Link
	ExtraHosts    []ExtraHost
	// OwnDNS says that it asks name servers, or searches domains, of its own.
	OwnDNS bool

	Environment []Variable // by name
	// InFiles are variables whose values are in files of the project, which
	// variables such as NAME_FILE name, by name.
	InFiles []Variable
	// EnvFilesUnread are env files that were not read, because they are outside
	// of the root, or not there: any variable may be set in them.
	EnvFilesUnread []string
	// Lost are the variables of a merged-in (<<) environment block that the
	// service's own block replaced, by name.
	Lost       []Variable
	Command    *Command // nil when compose does not set it
	Entrypoint *Command
	Labels     []Label // by name
	Ports      []Publication
	Expose     []Exposure
	Mounts     []Mount
	DependsOn  []Dependency
	Health     *Healthcheck // nil when compose does not say
	User       Text
	WorkingDir Text
	ReadOnly   bool // the root file system
	// Restart is the policy in the words of restart, or of
	// deploy.restart_policy.condition.
	Restart    Text
	Replicas   Count
	Models     []string
	PullPolicy string

	// Extension is the service's x-ctypes.
	Extension Extension

	// Meta is what the registry or the Dockerfile says of the image; nil when
	// neither is known.
	Meta *Metadata
	// Contract is the contract in force, filled in by the build of the graph.
	Contract Contract
}

// Extension is x-ctypes of a service.
type Extension struct {
	Contract Text
	// Replace drops all lower layers.
	Replace bool
	Ignore  []Text // rule names
}

// Attachment is a service's membership of a network.
type Attachment struct {
	Network string // key of Project.Networks
	Aliases []Text
	Place   source.Place
}

// Link is an entry of links or external_links.
type Link struct {
	Service string
	Alias   string
	Place   source.Place
}

// ExtraHost is an entry of extra_hosts.
type ExtraHost struct {
	Name    string
	Address string // an address, or host-gateway
	Place   source.Place
}

// Variable is an environment variable of a service, after env_file and
// environment are merged as docker compose merges them.
type Variable struct {
	Name string
	Text
	State  State
	Source VariableSource
	// KeyPlace is the name rather than the value.
	KeyPlace source.Place
	// List tells KEY=VALUE list items from mapping entries.
	List bool
	// Shadowed are the values of env_file that environment overrides, last first.
	Shadowed []Text
}

// ForBrowser reports whether a variable's name says that its value is built
// into pages: frameworks hand only variables with these prefixes to browsers.
func ForBrowser(name string) bool {
	for _, prefix := range []string{"NEXT_PUBLIC_", "VITE_", "REACT_APP_", "VUE_APP_", "NUXT_PUBLIC_", "GATSBY_", "EXPO_PUBLIC_", "PUBLIC_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// State says what is known of a variable's value. The zero State is invalid.
type State int

// The states.
const (
	Set         State = iota + 1 // a value, which may hold unset parts
	Empty                        // the empty string
	PassThrough                  // a name without a value: taken from the shell, if there
)

// VariableSource says which part of a service's definition sets a variable.
type VariableSource int

// The sources, strongest first.
const (
	FromEnvironment VariableSource = iota + 1
	FromServiceEnvFile
	FromImage
)

// Command is a command or an entrypoint, split into words.
type Command struct {
	// Words are as the container gets them; their places point into the
	// string or the list item they are from.
	Words []Text
	// Shell tells a string, which compose splits, from a list.
	Shell bool
	Place source.Place
}

// Label is a label of a service.
type Label struct {
	Name string
	Text
}

// Publication is an entry of ports. Target and Published are first and last
// ports; Published is zero for a port that the engine chooses.
type Publication struct {
	// Raw is the mapping as the user wrote it, or as docker compose would
	// print it when it was written as a mapping.
	Raw         string
	HostIP      string
	Published   Ports
	Target      Ports
	Protocol    contract.Transport
	AppProtocol string
	Mode        string
	Place       source.Place
	// TargetPlace and PublishedPlace are the digits themselves.
	TargetPlace    source.Place
	PublishedPlace source.Place
	Known          bool // no unset variable in it
}

// Ports is a run of ports, First <= Last; zero is none.
type Ports struct{ First, Last int }

// Contains reports whether port is in p.
func (p Ports) Contains(port int) bool { return p.First != 0 && p.First <= port && port <= p.Last }

// Exposure is an entry of expose.
type Exposure struct {
	Ports    Ports
	Protocol contract.Transport
	Place    source.Place
}

// MountKind says what is mounted. The zero MountKind is invalid.
type MountKind int

// The kinds of mounts.
const (
	Bind MountKind = iota + 1
	NamedVolume
	AnonymousVolume
	Tmpfs
	ConfigFile // an entry of configs
	SecretFile // an entry of secrets
	OtherMount // an image, a cluster volume, a named pipe
)

// Mount is anything put into a service's file system.
type Mount struct {
	Kind MountKind
	// Raw is the entry as the user wrote it.
	Raw string
	// Source is the volume's key, the absolute host path, or the name of the
	// config or secret; empty for anonymous volumes and tmpfs.
	Source string
	// SourceRaw is the source as the user wrote it, with its place.
	SourceRaw Text
	Target    string // absolute path in the container
	ReadOnly  bool
	Subpath   string
	NoCopy    bool
	// CreateHostPath says that a missing bind source is made, as a folder.
	CreateHostPath bool
	UID, GID       string // of configs and secrets
	Mode           *uint32
	// File is the host file behind a config or secret, Content an inline one.
	File    string
	Content Text
	// Found is what is at the source of a bind mount, or at File. Similar are
	// files of the project that the user may have meant instead, relative to
	// its directory.
	Found Entry
	// Empty says that Found is a folder with nothing in it.
	Empty   bool
	Similar []string
	// Hides is what the image's build installs in the mount's target, and what
	// the host's folder does not have.
	Hides Hidden
	Place source.Place
	// TargetPlace is the target as the user wrote it.
	TargetPlace source.Place
	// ModePlace is what the user wrote of how it is mounted: the options of a
	// short mount (ro,z), or the read_only of a long one.
	ModePlace source.Place
	Known     bool
}

// Hidden is a folder of an image that a mount hides; zero for none.
type Hidden struct {
	Folder string
	Step   source.Place // of the Dockerfile
}

// Condition is what a dependency waits for.
type Condition string

// The conditions.
const (
	Started   Condition = "service_started"
	Healthy   Condition = "service_healthy"
	Completed Condition = "service_completed_successfully"
)

// Dependency is an entry of depends_on.
type Dependency struct {
	Service   string
	Condition Condition
	Required  bool
	Place     source.Place // the entry, or its condition where it has one
}

// Healthcheck is a service's healthcheck.
type Healthcheck struct {
	Disabled bool
	// Test is as written: CMD, CMD-SHELL or NONE first, or one shell string.
	Test []Text
	// String tells `test: curl ...` from a list.
	String                         bool
	Interval, Timeout, StartPeriod time.Duration
	Retries                        int
	Place                          source.Place
}

// Build is a service's build section.
type Build struct {
	Context    string // absolute path, or a URL
	Remote     bool
	Dockerfile string // absolute path
	Inline     Text
	Target     string
	Args       []Variable
	Labels     []Label
	Place      source.Place
}

// Count is a number and where it was said; Set tells one that was.
type Count struct {
	N     int
	Set   bool
	Place source.Place
}
