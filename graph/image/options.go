package image

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// defaultTimeout bounds what one image may take when nobody says otherwise.
const defaultTimeout = 30 * time.Second

// Option sets one thing of a Client. New refuses options that contradict each
// other.
type Option func(*settings) error

type settings struct {
	mirrors     []mirror
	insecure    map[string]bool
	allowed     []string
	offline     bool
	cache       string
	images      string
	platform    platform
	timeout     time.Duration
	maxAge      time.Duration
	clock       func() time.Time
	credentials CredentialSource
	transport   http.RoundTripper
	progress    func(Event)
	daemon      string
	referrers   func(repository string, labelled bool) bool
}

// Event tells what the client does. Exactly one of Started, Finished and
// Notice is set.
type Event struct {
	Reference string // "" for a notice about a host
	Started   bool
	Finished  bool
	// Notice is something that people should know and that no error carries:
	// a rate limit that is nearly used up, a cache that cannot be written.
	Notice string
}

// Credential is what a registry is logged in to with. The zero Credential is
// nobody's.
type Credential struct {
	Username, Password string
	// Identity is a token that the registry's token server exchanges for
	// others.
	Identity string
}

// CredentialSource returns the credential for a registry, as host or
// host:port. It is asked once for each host, and only when the host wants one.
type CredentialSource func(ctx context.Context, host string) (Credential, error)

// Mirror adds a mirror, spelled HOST=[http://]HOST[:PORT][/PREFIX]. The
// mirrored host may be * for every host, and the prefix may hold {host}:
// with *=http://127.0.0.1:5000/{host} docker.io/library/postgres is asked for
// as 127.0.0.1:5000/docker.io/library/postgres.
//
// Mirrors are tried in order, those of the host itself first, and then the
// host. A mirror of every host has the last word when it says that it has no
// such image or that nobody may have it; the host is then left alone.
func Mirror(spec string) Option {
	return func(s *settings) error { return s.mirror(spec, granted) }
}

// ProjectMirror adds a mirror that a project names, and not the command line.
// It is trusted as far as the registries are that the project's images name.
func ProjectMirror(spec string) Option {
	return func(s *settings) error { return s.mirror(spec, requested) }
}

func (s *settings) mirror(spec string, t trust) error {
	m, err := parseMirror(spec)
	if err != nil {
		return err
	}
	m.trust = t
	s.mirrors = append(s.mirrors, m)
	return nil
}

// InsecureRegistry has a host asked over plain HTTP, as loopback hosts are
// anyway.
func InsecureRegistry(host string) Option {
	return func(s *settings) error {
		host, err := parseHost(host)
		if err != nil {
			return fmt.Errorf("insecure registry: %w", err)
		}
		s.insecure[host] = true
		return nil
	}
}

// AllowedHosts has no other host contacted: no registry, mirror, token server
// or redirect's target. A host without a port is allowed at every port, and
// docker.io stands for all hosts of Docker Hub. It may be given repeatedly.
func AllowedHosts(hosts ...string) Option {
	return func(s *settings) error {
		for _, h := range hosts {
			host, err := parseHost(h)
			if err != nil {
				return fmt.Errorf("allowed registry: %w", err)
			}
			s.allowed = append(s.allowed, hubHosts(host)...)
		}
		return nil
	}
}

// Offline has the client use its cache and its folder of images alone.
func Offline() Option {
	return func(s *settings) error {
		s.offline = true
		return nil
	}
}

// Cache keeps what registries answered below a folder, which is made when
// there is something to keep. Several processes may share it.
func Cache(dir string) Option {
	return func(s *settings) error { return once(&s.cache, dir, "cache folder") }
}

// Images offers a folder of OCI layouts, which is looked at before any
// registry.
func Images(dir string) Option {
	return func(s *settings) error { return once(&s.images, dir, "folder of images") }
}

// Platform is described of images that are for several, when a Request does
// not say; else it is Linux on the processor of this machine.
func Platform(p string) Option {
	return func(s *settings) error {
		parsed, err := parsePlatform(p)
		if err != nil {
			return err
		}
		return once(&s.platform, parsed, "platform")
	}
}

// Limit bounds the time that one image may take, waiting included.
func Limit(timeout time.Duration) Option {
	return func(s *settings) error {
		if timeout <= 0 {
			return fmt.Errorf("timeout `%s`: must be positive", timeout)
		}
		return once(&s.timeout, timeout, "timeout")
	}
}

// MaxAge has tags that were looked up less than age ago taken from the cache
// without asking whether they have moved. It needs Cache and Clock.
func MaxAge(age time.Duration) Option {
	return func(s *settings) error {
		if age < 0 {
			return fmt.Errorf("maximum age `%s`: must not be negative", age)
		}
		return once(&s.maxAge, age, "maximum age")
	}
}

// Clock tells the time to the cache. Without it nothing in the cache counts
// as recent.
func Clock(now func() time.Time) Option {
	return func(s *settings) error {
		s.clock = now
		return nil
	}
}

// Credentials says where the credentials for registries are from; without it
// the client is nobody. Each is sent to the registry that it is for, and to
// that registry's token server, alone.
func Credentials(source CredentialSource) Option {
	return func(s *settings) error {
		if s.credentials != nil {
			return errors.New("credentials are set twice")
		}
		s.credentials = source
		return nil
	}
}

// Transport replaces the connections to registries, for tests. What New
// promises of addresses then holds for those that URLs spell out.
func Transport(t http.RoundTripper) Option {
	return func(s *settings) error {
		s.transport = t
		return nil
	}
}

// Progress is called with what the client does, never twice at once.
func Progress(f func(Event)) Option {
	return func(s *settings) error {
		s.progress = f
		return nil
	}
}

// Referrers says which images are asked for contracts that others attached to
// them, given the full name of the repository and whether a label of the
// image holds a contract. Without it those without such a label are asked,
// except the official images of Docker Hub, which nobody but Docker can attach
// anything to.
func Referrers(ask func(repository string, labelled bool) bool) Option {
	return func(s *settings) error {
		s.referrers = ask
		return nil
	}
}

// unlabelled is what images are asked for referrers when nobody says.
func unlabelled(repository string, labelled bool) bool {
	return !labelled && !strings.HasPrefix(repository, dockerHub+"/library/")
}

// DockerHost is the address of the Docker daemon, as in DOCKER_HOST. Only
// unix:// is understood. It is used for docker-daemon:// alone.
func DockerHost(address string) Option {
	return func(s *settings) error {
		path, ok := strings.CutPrefix(address, "unix://")
		if !ok || path == "" {
			return fmt.Errorf("docker host `%s`: only unix:// addresses are understood", address)
		}
		return once(&s.daemon, path, "docker host")
	}
}

// once sets a field that may have one value only.
func once[T comparable](field *T, value T, what string) error {
	var unset T
	if *field != unset && *field != value {
		return fmt.Errorf("%s is set twice, to `%v` and to `%v`", what, *field, value)
	}
	*field = value
	return nil
}

// newSettings applies options and checks that they fit together.
func newSettings(options []Option) (*settings, error) {
	s := &settings{insecure: map[string]bool{}}
	for _, o := range options {
		if err := o(s); err != nil {
			return nil, err
		}
	}
	if s.timeout == 0 {
		s.timeout = defaultTimeout
	}
	if s.platform == (platform{}) {
		s.platform = hostPlatform()
	}
	if s.referrers == nil {
		s.referrers = unlabelled
	}
	if s.daemon == "" {
		s.daemon = "/var/run/docker.sock"
	}
	return s, s.check()
}

func (s *settings) check() error {
	if s.maxAge > 0 && s.cache == "" {
		return errors.New("a maximum age needs a cache")
	}
	if s.maxAge > 0 && s.clock == nil {
		return errors.New("a maximum age needs a clock")
	}
	for _, m := range s.mirrors {
		if !s.allows(m.host) {
			return fmt.Errorf("mirror `%s` is not among the allowed registries", m.host)
		}
	}
	return nil
}

// allows reports whether a host may be contacted.
func (s *settings) allows(host string) bool {
	return len(s.allowed) == 0 || slices.Contains(s.allowed, host) || slices.Contains(s.allowed, hostname(host))
}
