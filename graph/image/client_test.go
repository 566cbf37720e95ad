package image_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/image"
)

// shop is an image with one of everything.
func shop() spec {
	return spec{
		platform:    "linux/amd64",
		annotations: map[string]string{"org.opencontainers.image.base.name": "docker.io/library/debian:12"},
		config: map[string]any{
			"User":         "app",
			"ExposedPorts": map[string]any{"8080/tcp": struct{}{}, "53/udp": struct{}{}, "9000-9002": struct{}{}, "x/tcp": struct{}{}},
			"Env":          []string{"PATH=/bin", "EMPTY=", "URL=http://a/?b=c"},
			"Entrypoint":   []string{"/entrypoint"},
			"Cmd":          []string{"serve", "--all"},
			"Volumes":      map[string]any{"/data": struct{}{}, "/cache": struct{}{}},
			"WorkingDir":   "/srv",
			"Healthcheck":  map[string]any{"Test": []string{"CMD", "true"}, "Interval": 5e9, "Retries": 3},
			"Labels": map[string]string{
				"dev.ctypes.contract":          "LISTENS ON: TCP:8080 FOR: org.ietf.http",
				"dev.ctypes.contract.b":        "RUNS: FOREVER",
				"dev.ctypes.contract.a":        "SCALES: 1..1",
				"dev.ctypes.contract.gone":     "",
				"dev.ctypes.contractual":       "nothing",
				"io.openshift.expose-services": "8080:http",
			},
		},
	}
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	top := h.index(t, "acme/shop", shop(), spec{platform: "linux/arm64"})
	ref := h.host() + "/acme/shop:1"
	md, err := newClient(t).Metadata(t.Context(), ref, "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	text := func(s string) graph.Text { return graph.Text{Value: s} }
	variable := func(name, value string, state graph.State) graph.Variable {
		return graph.Variable{Name: name, Text: text(value), State: state, Source: graph.FromImage}
	}
	origin := func(label string) string { return "label " + label + " of " + ref }
	want := &graph.Metadata{
		Repository: h.host() + "/acme/shop", Tag: "1", Digest: top.Digest.String(),
		Platforms: []string{"linux/amd64", "linux/arm64"}, Platform: "linux/amd64",
		Base: "docker.io/library/debian:12",
		Exposed: []graph.Exposure{
			{Ports: graph.Ports{First: 53, Last: 53}, Protocol: contract.UDP},
			{Ports: graph.Ports{First: 8080, Last: 8080}, Protocol: contract.TCP},
			{Ports: graph.Ports{First: 9000, Last: 9002}, Protocol: contract.TCP},
		},
		Volumes: []graph.Text{text("/cache"), text("/data")},
		Env: []graph.Variable{
			variable("PATH", "/bin", graph.Set), variable("EMPTY", "", graph.Empty), variable("URL", "http://a/?b=c", graph.Set),
		},
		User: text("app"), WorkingDir: text("/srv"),
		Entrypoint: &graph.Command{Words: []graph.Text{text("/entrypoint")}},
		Command:    &graph.Command{Words: []graph.Text{text("serve"), text("--all")}},
		Health: &graph.Healthcheck{
			Test: []graph.Text{text("CMD"), text("true")}, Interval: 5 * time.Second, Retries: 3,
		},
		HealthKnown: true,
		Contracts: []graph.ContractText{
			{Layer: contract.LabelLayer, Origin: origin("dev.ctypes.contract"), Text: "LISTENS ON: TCP:8080 FOR: org.ietf.http"},
			{Layer: contract.LabelLayer, Origin: origin("dev.ctypes.contract.a"), Text: "SCALES: 1..1"},
			{Layer: contract.LabelLayer, Origin: origin("dev.ctypes.contract.b"), Text: "RUNS: FOREVER"},
		},
	}
	if len(md.Labels) != 6 || md.Labels[5].Name != "io.openshift.expose-services" {
		t.Errorf("labels: %v", md.Labels)
	}
	md.Labels = nil
	if !reflect.DeepEqual(md, want) {
		t.Errorf("got\n%+v\nwant\n%+v", md, want)
	}
	for _, request := range h.asked() {
		if strings.Contains(request, "/referrers/") {
			t.Errorf("asked for referrers of an image with a contract: %s", request)
		}
	}
}

// TestNoFacts looks an image up that says nothing of itself.
func TestNoFacts(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.image(t, "acme/empty", "latest", spec{})
	md, err := newClient(t).Metadata(t.Context(), h.host()+"/acme/empty", "")
	if err != nil {
		t.Fatal(err)
	}
	if md.Tag != "latest" || md.Entrypoint != nil || md.Command != nil || md.Health != nil || md.Platforms != nil ||
		len(md.Exposed)+len(md.Volumes)+len(md.Env)+len(md.Contracts) != 0 {
		t.Errorf("got %+v", md)
	}
}

func TestPlatforms(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.index(t, "many",
		spec{platform: "unknown/unknown"},
		spec{platform: "windows/amd64"},
		spec{platform: "linux/arm/v6"}, spec{platform: "linux/arm64/v8"}, spec{platform: "linux/386"})
	h.image(t, "single", "1", spec{platform: "linux/amd64"})
	h.index(t, "mute", spec{})
	tests := []struct {
		image, wanted string
		platform      string // of what is described
		missing       bool
	}{
		{"many:1", "linux/arm64", "linux/arm64", false},
		{"many:1", "arm64", "linux/arm64", false},
		{"many:1", "linux/aarch64/v8", "linux/arm64", false},
		{"many:1", "linux/arm/v7", "linux/arm/v6", false},
		{"many:1", "linux/arm", "linux/arm/v6", false},
		{"many:1", "linux/arm/v5", "linux/386", true},
		{"many:1", "linux/amd64", "linux/386", false},
		{"many:1", "windows/amd64", "windows/amd64", false},
		{"many:1", "linux/s390x", "linux/386", true},
		{"single:1", "linux/amd64", "linux/amd64", false},
		{"single:1", "linux/arm64", "linux/amd64", true},
		{"mute:1", "linux/arm64", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.image+" "+tt.wanted, func(t *testing.T) {
			t.Parallel()
			md, err := newClient(t).Metadata(t.Context(), h.host()+"/"+tt.image, tt.wanted)
			if md == nil {
				t.Fatal(err)
			}
			if md.Platform != tt.platform {
				t.Errorf("described %s, want %s", md.Platform, tt.platform)
			}
			if missing := kind(err) == image.NoPlatform; missing != tt.missing || !missing && err != nil {
				t.Errorf("error %v", err)
			}
		})
	}
	_, err := newClient(t).Metadata(t.Context(), h.host()+"/many:1", "linux/s390x")
	e := asError(t, err)
	want := []string{"linux/386", "linux/arm/v6", "linux/arm64", "windows/amd64"}
	if e.Wanted != "linux/s390x" || !slices.Equal(e.Platforms, want) {
		t.Errorf("got %+v", e)
	}
	// A client's own platform is no wish of the project: docker runs what
	// there is for one platform only.
	if _, err := newClient(t, image.Platform("linux/arm64")).Metadata(t.Context(), h.host()+"/single:1", ""); err != nil {
		t.Error(err)
	}
}

// asError is an error with its particulars.
func asError(t *testing.T, err error) *image.Error {
	t.Helper()
	e, ok := errors.AsType[*image.Error](err)
	if !ok {
		t.Fatalf("not an image.Error: %v", err)
	}
	return e
}

// kind is the kind of an error, 0 for none.
func kind(err error) image.Kind {
	if e, ok := errors.AsType[*image.Error](err); ok {
		return e.Kind
	}
	return 0
}

func TestInvalid(t *testing.T) {
	t.Parallel()
	c := newClient(t, image.Offline())
	for _, ref := range []string{"", "UPPER", "a b", "a:b:c", "docker-daemon://x", "a@sha256:1", "/x", "-a/b", "a//b"} {
		if _, err := c.Metadata(t.Context(), ref, ""); kind(err) != image.Invalid {
			t.Errorf("%q: %v", ref, err)
		}
	}
	for _, platform := range []string{"/", "linux/", "a/b/c/d", "linux/amd 64"} {
		if _, err := c.Metadata(t.Context(), "x", platform); kind(err) != image.Invalid {
			t.Errorf("platform %q: %v", platform, err)
		}
	}
	for _, ref := range []string{"x", "docker.io/x:1", "a/b", "h:5000/a/b/c:1", "x@sha256:" + strings.Repeat("a", 64)} {
		if _, err := c.Metadata(t.Context(), ref, ""); kind(err) != image.NotCached {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

func TestNotFound(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	for _, tag := range []string{"1.20", "1.21", "2.0", "latest"} {
		h.image(t, "acme/shop", tag, shop())
	}
	h.answers(func(w http.ResponseWriter, r *http.Request) bool {
		return strings.HasPrefix(r.URL.Path, "/v2/silent/") && status(http.StatusNotFound)(w, r)
	})
	absent := "sha256:" + strings.Repeat("0", 64)
	tests := []struct {
		reference string
		missing   image.Part
		near      []string
	}{
		{"acme/shop:1.2", image.Tag, []string{"1.20", "1.21"}},
		{"acme/shop:lattest", image.Tag, []string{"latest"}},
		{"acme/shop:zzzzzz", image.Tag, []string{}},
		{"acme/shopp:1.20", image.Repository, nil},
		{"silent/shop:1", image.UnknownPart, nil},
		{"acme/shop@" + absent, image.Digest, nil},
	}
	for _, tt := range tests {
		t.Run(tt.reference, func(t *testing.T) {
			t.Parallel()
			reference := h.host() + "/" + tt.reference
			md, err := newClient(t).Metadata(t.Context(), reference, "")
			e := asError(t, err)
			if md != nil {
				t.Errorf("got %+v", md)
			}
			if e.Kind != image.NotFound || e.Missing != tt.missing || !slices.Equal(e.Near, tt.near) || e.Reference != reference ||
				e.Host != h.host() {
				t.Errorf("got %+v", e)
			}
		})
	}
}

// TestListed pins that a tag which the registry lists is not said to be
// missing, whatever else is wrong with it.
func TestListed(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.image(t, "acme/shop", "1", shop())
	h.answers(func(w http.ResponseWriter, r *http.Request) bool {
		return strings.Contains(r.URL.Path, "/manifests/") && status(http.StatusNotFound)(w, r)
	})
	if _, err := newClient(t).Metadata(t.Context(), h.host()+"/acme/shop:1", ""); kind(err) != image.Malformed {
		t.Error(err)
	}
}

// TestUnauthorized pins that a registry that wants to know who asks, as
// Docker Hub does for repositories it does not have, is not taken to say that
// there is no image.
func TestUnauthorized(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		h := newHub(t, true)
		h.answers(func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(status)
			return true
		})
		_, err := newClient(t).Metadata(t.Context(), h.host()+"/acme/shop", "")
		if kind(err) != image.Unauthorized {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// TestOnce asks for one image many times at once.
func TestOnce(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.image(t, "acme/shop", "1", shop())
	h.asked()
	c := newClient(t)
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if _, err := c.Metadata(context.Background(), h.host()+"/acme/shop:1", ""); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if asked := h.asked(); len(asked) != 2 {
		t.Errorf("asked %v", asked)
	}
}

// TestGivenUp pins that one caller's patience is not another's.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.image(t, "acme/shop", "1", shop())
	arrived, gate := make(chan struct{}), make(chan struct{})
	var first sync.Once
	h.answers(func(_ http.ResponseWriter, r *http.Request) bool {
		wait := false
		first.Do(func() { wait = true })
		if wait {
			close(arrived)
			select {
			case <-gate:
			case <-r.Context().Done():
			}
		}
		return false
	})
	defer close(gate)
	c := newClient(t)
	ctx, cancel := context.WithCancel(t.Context())
	impatient := make(chan error, 1)
	go func() {
		_, err := c.Metadata(ctx, h.host()+"/acme/shop:1", "")
		impatient <- err
	}()
	<-arrived
	patient := make(chan error, 1)
	go func() {
		_, err := c.Metadata(t.Context(), h.host()+"/acme/shop:1", "")
		patient <- err
	}()
	cancel()
	if err := <-impatient; kind(err) != image.Cancelled || !errors.Is(err, context.Canceled) {
		t.Errorf("the caller who gave up got %v", err)
	}
	if err := <-patient; err != nil {
		t.Errorf("the other caller got %v", err)
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.image(t, "acme/shop", "1", shop())
	var told notices
	ref := h.host() + "/acme/shop:1"
	if _, err := newClient(t, told.option()).Metadata(t.Context(), ref, ""); err != nil {
		t.Fatal(err)
	}
	want := []image.Event{{Reference: ref, Started: true}, {Reference: ref, Finished: true}}
	if !slices.Equal(told.events, want) {
		t.Errorf("told %v", told.events)
	}
}

func TestContradictions(t *testing.T) {
	t.Parallel()
	now := image.Clock(newClock().time)
	tests := map[string][]image.Option{
		"two caches":             {image.Cache("a"), image.Cache("b")},
		"two folders":            {image.Images("a"), image.Images("b")},
		"two platforms":          {image.Platform("linux/amd64"), image.Platform("linux/arm64")},
		"two timeouts":           {image.Limit(time.Second), image.Limit(time.Minute)},
		"no timeout":             {image.Limit(0)},
		"negative age":           {image.Cache("a"), now, image.MaxAge(-time.Second)},
		"age without cache":      {now, image.MaxAge(time.Second)},
		"age without clock":      {image.Cache("a"), image.MaxAge(time.Second)},
		"bad platform":           {image.Platform("a/b/c/d")},
		"mirror not allowed":     {image.Mirror("*=m.example"), image.AllowedHosts("docker.io")},
		"mirror without host":    {image.Mirror("*=")},
		"mirror of nothing":      {image.Mirror("=m.example")},
		"mirror without equals":  {image.Mirror("m.example")},
		"mirror leads out":       {image.Mirror("*=m.example/../x")},
		"mirror with a query":    {image.Mirror("*=m.example/x?y")},
		"insecure with a path":   {image.InsecureRegistry("a/b")},
		"insecure with a scheme": {image.InsecureRegistry("http://a")},
		"allowed is empty":       {image.AllowedHosts("")},
		"daemon by TCP":          {image.DockerHost("tcp://127.0.0.1:2375")},
		"two credentials":        {image.Credentials(nobody), image.Credentials(nobody)},
	}
	for name, options := range tests {
		if _, err := image.New(options...); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	fitting := []image.Option{
		image.Cache("a"), image.Cache("a"), now, image.MaxAge(time.Hour), image.Offline(),
		image.Mirror("*=http://127.0.0.1:5000/{host}"), image.Mirror("docker.io=m.example"),
		image.AllowedHosts("127.0.0.1", "m.example:443", "m.example"), image.InsecureRegistry("[::1]:5000"),
		image.InsecureRegistry("registry.example"), image.Platform("arm64"), image.Credentials(nobody),
	}
	if _, err := image.New(fitting...); err != nil {
		t.Error(err)
	}
}

func nobody(context.Context, string) (image.Credential, error) { return image.Credential{}, nil }
