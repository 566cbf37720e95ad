package cli

import (
	"context"
	"slices"
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/build"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// labelled is a source of one image that carries a contract as a label.
type labelled struct {
	factsFile
	contract string
}

func (l labelled) Metadata(ctx context.Context, reference, platform string) (*graph.Metadata, error) {
	md, err := l.factsFile.Metadata(ctx, reference, platform)
	if md != nil {
		md.Contracts = []graph.ContractText{{Layer: contract.LabelLayer, Origin: "label", Text: l.contract}}
	}
	return md, err
}

// comparisonCase is an entry, an image and what they say differently, with ! in
// front of a contradiction.
type comparisonCase struct {
	name     string
	contract string
	version  string
	facts    imageFacts
	want     []string
}

func portCases() []comparisonCase {
	return []comparisonCase{
		{"agree", "LISTENS ON: TCP:8080", "", imageFacts{Exposed: []string{"8080/tcp"}}, nil},
		{
			"a port that a complete entry does not know", "LISTENS ON: TCP:8080", "",
			imageFacts{Exposed: []string{"8080/tcp", "9090"}},
			[]string{"!the image exposes 9090/tcp, and the entry says that nothing listens there"},
		},
		{
			"a port that a partial entry does not know", "CONTRACT: 1 PARTIAL: YES ; LISTENS ON: TCP:8080", "",
			imageFacts{Exposed: []string{"8080/tcp", "9090/tcp"}},
			[]string{"the image exposes 9090/tcp, of which the entry says nothing"},
		},
		{
			"an entry that says nothing of listening", "RUNS: FOREVER", "",
			imageFacts{Exposed: []string{"53/udp"}},
			[]string{"the image exposes 53/udp, of which the entry says nothing"},
		},
		{
			"another transport", "LISTENS ON: TCP:53", "",
			imageFacts{Exposed: []string{"53/tcp", "53/udp"}},
			[]string{"!the image exposes 53/udp, and the entry says that nothing listens there"},
		},
		{"a port that other settings open", "LISTENS ON: TCP:80 ; LISTENS ON: TCP:443 IF: TLS", "", imageFacts{Exposed: []string{"80/tcp", "443/tcp"}}, nil},
		{"a port that may be open", "LISTENS ON: TCP:80 ; OPTIONALLY LISTENS ON: TCP:443", "", imageFacts{Exposed: []string{"80/tcp", "443/tcp"}}, nil},
		{"a port that a variable tells", "LISTENS ON: TCP:{{PORT}} ; ENVIRONMENT ACCEPTS: PORT DEFAULT: 3000", "", imageFacts{Exposed: []string{"3000/tcp"}}, nil},
		{"any port", "LISTENS ON: TCP:*", "", imageFacts{Exposed: []string{"7000-7010/tcp"}}, nil},
		{
			"a listener that is not exposed", "LISTENS ON: TCP:80 ; LISTENS ON: TCP:81", "",
			imageFacts{Exposed: []string{"80/tcp"}},
			[]string{"the entry says that it listens on 81/tcp, which the image does not expose"},
		},
	}
}

func volumeCases() []comparisonCase {
	return []comparisonCase{
		{"a volume that the entry knows", "VOLUME AT: /data", "", imageFacts{Volumes: []string{"/data/"}}, nil},
		{"a volume around one that the entry knows", "VOLUME AT: /data/db", "", imageFacts{Volumes: []string{"/data"}}, nil},
		{"a volume under another condition", "VOLUME AT: /data IF: TAG(@>=9)", "", imageFacts{Volumes: []string{"/data"}}, nil},
		{
			"a volume of which the entry says nothing", "VOLUME AT: /data", "",
			imageFacts{Volumes: []string{"/database"}},
			[]string{"the image declares the volume /database, of which the entry says nothing"},
		},
		{"its user writes", "VOLUME AT: /data UID: 1000", "", imageFacts{User: "1000:1000"}, nil},
		{"root may be anybody", "VOLUME AT: /data UID: 1000", "", imageFacts{User: "0"}, nil},
		{"a user by name", "VOLUME AT: /data UID: 1000", "", imageFacts{User: "app"}, nil},
		{
			"another user writes", "VOLUME AT: /data UID: 999|70", "",
			imageFacts{User: "1000"},
			[]string{"!the image runs as 1000, and the entry says that /data belongs to 999|70"},
		},
	}
}

func processCases() []comparisonCase {
	return []comparisonCase{
		{
			"what it sets and refuses", "ENVIRONMENT FORBIDS: OLD", "",
			imageFacts{Env: map[string]string{"OLD": "1"}},
			[]string{"!the image sets OLD itself, which the entry says it refuses"},
		},
		{
			"what it sets and ignores", "ENVIRONMENT IGNORES: OLD", "",
			imageFacts{Env: map[string]string{"OLD": "1"}},
			[]string{"the image sets OLD itself, which the entry says it does not read"},
		},
		{
			"what it needs and sets", "ENVIRONMENT NEEDS: MODE", "",
			imageFacts{Env: map[string]string{"MODE": "a"}},
			[]string{"the entry says that MODE must be set, and the image sets it itself"},
		},
		{"a version", "RUNS: FOREVER", "APP_VERSION", imageFacts{Env: map[string]string{"PATH": "/bin", "APP_VERSION": "1"}}, nil},
		{
			"no version", "RUNS: FOREVER", "APP_VERSION",
			imageFacts{Env: map[string]string{"PATH": "/bin"}},
			[]string{"!the entry says that APP_VERSION holds the version, and the image does not set it"},
		},
		{"an environment that is not told", "RUNS: FOREVER", "APP_VERSION", imageFacts{}, nil},
		{"it checks its health", "READY WHEN: HEALTHY", "", imageFacts{Healthcheck: []byte(`{"test":["CMD","x"]}`)}, nil},
		{
			"it does not check its health", "READY WHEN: HEALTHY", "",
			imageFacts{Healthcheck: []byte("false")},
			[]string{"!the entry says that the image checks its health, and it does not"},
		},
		{
			"a suggestion that is not needed", `READY WHEN: HEALTHY VIA: "x"`, "",
			imageFacts{Healthcheck: []byte("true")},
			[]string{"the image checks its health itself, and the entry suggests a command"},
		},
		{"nobody knows about its health", "READY WHEN: HEALTHY", "", imageFacts{}, nil},
	}
}

func TestCompareImage(t *testing.T) {
	t.Parallel()
	for _, tt := range slices.Concat(portCases(), volumeCases(), processCases()) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &graph.Project{Sources: noSources{}, Services: []*graph.Service{{Name: "s", Active: true, Image: graph.Text{Value: "example.com/acme/app:1"}}}}
			images := labelled{factsFile{"example.com/acme/app:1": tt.facts}, tt.contract}
			g, _, err := build.Graph(t.Context(), p, build.Options{Images: images})
			if err != nil {
				t.Fatal(err)
			}
			differences := compareImage(g.Services[0], tt.version)
			got := make([]string, 0, len(differences))
			for _, d := range differences {
				text := d.text
				if d.contradicts {
					text = "!" + text
				}
				got = append(got, text)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestExposure(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want string // "" when it cannot be read
	}{
		{"8080", "8080/TCP"},
		{"8080/tcp", "8080/TCP"},
		{"53/UDP", "53/UDP"},
		{"7000-7010/tcp", "7000-7010/TCP"},
		{"9899/sctp", "9899/SCTP"},
		{"", ""},
		{"http", ""},
		{"1-x", ""},
	}
	for _, tt := range tests {
		got := ""
		if x, ok := exposure(tt.text); ok {
			got = portsText(x.Ports) + "/" + x.Protocol.String()
		}
		if got != tt.want {
			t.Errorf("exposure(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestRelated(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want bool
	}{
		{"/data", "/data", true},
		{"/data", "/data/", true},
		{"/data/db", "/data", true},
		{"/data", "/data/db", true},
		{"/data", "/database", false},
		{"/", "/data", true},
	}
	for _, tt := range tests {
		if got := related(tt.a, tt.b); got != tt.want {
			t.Errorf("related(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}
