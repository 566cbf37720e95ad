package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// maxFacts bounds a file of facts.
const maxFacts = 64 << 20

// imageFacts are the facts of an image's configuration as a file of facts
// holds them.
type imageFacts struct {
	Exposed []string          `json:"exposedPorts"`
	Volumes []string          `json:"volumes"`
	Env     map[string]string `json:"env"`
	User    string            `json:"user"`
	// Healthcheck is false, or true, or the health check itself.
	Healthcheck json.RawMessage `json:"healthcheck"`
	// Exact and Verified are false for facts that are of another version, or
	// that nobody looked up.
	Exact    *bool `json:"exact"`
	Verified *bool `json:"verified"`
}

// factsFile holds facts by reference. It stands for a registry.
type factsFile map[string]imageFacts

// readFacts reads a file of facts.
func readFacts(path string) (factsFile, error) {
	f, err := os.Open(path) //nolint:gosec // the user named it
	if err != nil {
		return nil, &failure{code: unreadable, err: fmt.Errorf("reading `%s`: %w", path, err)}
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxFacts+1))
	var facts factsFile
	switch {
	case err != nil:
	case len(text) > maxFacts:
		err = fmt.Errorf("it is larger than %d MiB", maxFacts>>20)
	default:
		err = json.Unmarshal(text, &facts)
	}
	if err != nil {
		return nil, &failure{code: unreadable, err: fmt.Errorf("reading `%s`: %w", path, err)}
	}
	return facts, nil
}

// references are those that the file tells about, in order.
func (f factsFile) references() []string { return slices.Sorted(maps.Keys(f)) }

// sure reports whether the facts about a reference are those of that very image.
func (f factsFile) sure(reference string) bool {
	facts := f[reference]
	return (facts.Exact == nil || *facts.Exact) && (facts.Verified == nil || *facts.Verified)
}

// Metadata implements build.Images.
func (f factsFile) Metadata(_ context.Context, reference, _ string) (*graph.Metadata, error) {
	facts, ok := f[reference]
	if !ok {
		return nil, nil //nolint:nilnil // nothing is known of it
	}
	md := &graph.Metadata{User: graph.Text{Value: facts.User}}
	switch health := string(facts.Healthcheck); health {
	case "", "null":
	case "false":
		md.HealthKnown = true
	default:
		md.Health, md.HealthKnown = &graph.Healthcheck{}, true
	}
	for _, e := range facts.Exposed {
		if x, ok := exposure(e); ok {
			md.Exposed = append(md.Exposed, x)
		}
	}
	for _, v := range facts.Volumes {
		md.Volumes = append(md.Volumes, graph.Text{Value: v})
	}
	for _, name := range slices.Sorted(maps.Keys(facts.Env)) {
		v := graph.Variable{Name: name, State: graph.Set, Source: graph.FromImage}
		if v.Value = facts.Env[name]; v.Value == "" {
			v.State = graph.Empty
		}
		md.Env = append(md.Env, v)
	}
	return md, nil
}

// exposure reads what EXPOSE says: 8080, 53/udp, 7000-7010/tcp.
func exposure(text string) (graph.Exposure, bool) {
	ports, transport, _ := strings.Cut(text, "/")
	low, high, ranged := strings.Cut(ports, "-")
	first, err := strconv.Atoi(low)
	last := first
	if ranged && err == nil {
		last, err = strconv.Atoi(high)
	}
	x := graph.Exposure{Ports: graph.Ports{First: first, Last: last}, Protocol: contract.TCP}
	switch strings.ToLower(transport) {
	case "udp":
		x.Protocol = contract.UDP
	case "sctp":
		x.Protocol = contract.SCTP
	}
	return x, err == nil && first > 0
}
