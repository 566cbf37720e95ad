package image

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ctypes-dev/ctypes/graph"
)

// maxFacts bounds each list of facts that is taken from one image.
const maxFacts = 1000

// config is an image's configuration as registries and the Docker daemon
// serve it, so far as it is of interest. Healthcheck is Docker's own.
type config struct {
	Created      json.RawMessage `json:"created"`
	Architecture string          `json:"architecture"`
	OS           string          `json:"os"`
	Variant      string          `json:"variant"`
	Config       runConfig       `json:"config"`
}

type runConfig struct {
	User         string                     `json:"User"`
	ExposedPorts map[string]json.RawMessage `json:"ExposedPorts"`
	Env          []string                   `json:"Env"`
	Entrypoint   words                      `json:"Entrypoint"`
	Cmd          words                      `json:"Cmd"`
	Volumes      map[string]json.RawMessage `json:"Volumes"`
	WorkingDir   string                     `json:"WorkingDir"`
	Labels       map[string]string          `json:"Labels"`
	Healthcheck  *healthcheck               `json:"Healthcheck"`
}

type healthcheck struct {
	Test        words `json:"Test"`
	Interval    int64 `json:"Interval"` // nanoseconds, as the next two
	Timeout     int64 `json:"Timeout"`
	StartPeriod int64 `json:"StartPeriod"`
	Retries     int   `json:"Retries"`
}

// words is a command; old images have it as a string.
type words []string

// UnmarshalJSON reads a list, a string or null.
func (w *words) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var one string
		if err := json.Unmarshal(data, &one); err != nil {
			return err //nolint:wrapcheck // the decoder's own error
		}
		*w = words{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(w)) //nolint:wrapcheck // the decoder's own error
}

// parseConfig reads an image's configuration.
func parseConfig(data []byte) (*config, error) {
	var c *config
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, faultf(Malformed, "reading the image's config: %v", err)
	}
	if c == nil {
		return nil, faultf(Malformed, "reading the image's config: it is null")
	}
	return c, nil
}

// platform is what the image says it is for; zero when it does not.
func (c *config) platform() platform {
	if c.OS == "" || c.Architecture == "" {
		return platform{}
	}
	return newPlatform(c.OS, c.Architecture, c.Variant)
}

// metadata turns the configuration into the facts of the image called n,
// which may be nameless.
func (c *config) metadata(n name) *graph.Metadata {
	md := &graph.Metadata{
		Exposed:    exposures(c.Config.ExposedPorts),
		Volumes:    texts(slices.Sorted(maps.Keys(c.Config.Volumes))),
		Env:        variables(c.Config.Env),
		User:       graph.Text{Value: c.Config.User},
		WorkingDir: graph.Text{Value: c.Config.WorkingDir},
		Entrypoint: command(c.Config.Entrypoint),
		Command:    command(c.Config.Cmd),
		Health:     c.Config.Healthcheck.fact(),
		Labels:     labels(c.Config.Labels),
	}
	if p := c.platform(); p != (platform{}) {
		md.Platform = p.String()
	}
	_ = json.Unmarshal(c.Created, &md.Created) // a wrong date is no date
	md.HealthKnown = true
	called := "the image"
	if n != (name{}) {
		called, md.Repository, md.Tag = n.String(), n.repository(), n.tag
	}
	md.Contracts = graph.LabelContracts(md.Labels, called)
	return md
}

// exposures reads the keys of ExposedPorts: 80/tcp, 53/udp, 80, 8000-8010/tcp.
// Keys that are none of these are left out.
func exposures(ports map[string]json.RawMessage) []graph.Exposure {
	var list []graph.Exposure
	for key := range ports {
		if e, ok := graph.ParseExposure(key); ok {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b graph.Exposure) int {
		return cmp.Or(
			cmp.Compare(a.Ports.First, b.Ports.First),
			cmp.Compare(a.Ports.Last, b.Ports.Last),
			cmp.Compare(a.Protocol, b.Protocol))
	})
	return bounded(slices.Compact(list))
}

func variables(env []string) []graph.Variable {
	var list []graph.Variable
	for _, pair := range env {
		key, value, _ := strings.Cut(pair, "=")
		if key == "" {
			continue
		}
		v := graph.Variable{Name: key, Text: graph.Text{Value: value}, State: graph.Set, Source: graph.FromImage}
		if value == "" {
			v.State = graph.Empty
		}
		list = append(list, v)
	}
	return bounded(list)
}

func command(w words) *graph.Command {
	if len(w) == 0 {
		return nil
	}
	return &graph.Command{Words: texts(w)}
}

func texts(values []string) []graph.Text {
	list := make([]graph.Text, 0, len(values))
	for _, v := range values {
		list = append(list, graph.Text{Value: v})
	}
	return bounded(list)
}

// fact is the healthcheck as the graph has it; nil when the image inherits
// it or has none.
func (h *healthcheck) fact() *graph.Healthcheck {
	if h == nil || len(h.Test) == 0 {
		return nil
	}
	return &graph.Healthcheck{
		Disabled:    h.Test[0] == "NONE",
		Test:        texts(h.Test),
		Interval:    time.Duration(h.Interval),
		Timeout:     time.Duration(h.Timeout),
		StartPeriod: time.Duration(h.StartPeriod),
		Retries:     h.Retries,
	}
}

func labels(m map[string]string) []graph.Label {
	list := make([]graph.Label, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, graph.Label{Name: key, Text: graph.Text{Value: m[key]}})
	}
	return bounded(list)
}

func bounded[T any](list []T) []T {
	return list[:min(len(list), maxFacts)]
}
