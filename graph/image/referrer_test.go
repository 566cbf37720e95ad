package image_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/image"
)

// TestAttach attaches contracts to an image and reads the last one back, from
// registries that know referrers and from those that do not.
func TestAttach(t *testing.T) {
	t.Parallel()
	for _, referrers := range []bool{true, false} {
		h := newHub(t, referrers)
		h.index(t, "acme/app", spec{platform: "linux/amd64"}, spec{platform: "linux/arm64"})
		ref, now, dir := h.host()+"/acme/app:1", newClock(), image.Cache(t.TempDir())
		for _, text := range []string{"LISTENS ON: TCP:80", "LISTENS ON: TCP:81"} {
			now.pass(time.Second)
			md := attachAndLook(t, ref, text, dir, image.Clock(now.time))
			want := []graph.ContractText{{Layer: contract.ReferrerLayer, Origin: "contract attached to " + ref, Text: text}}
			if len(md.Contracts) != 1 || md.Contracts[0].Text != text || md.Contracts[0].Origin != want[0].Origin ||
				md.Contracts[0].Layer != want[0].Layer {
				t.Errorf("referrers %v: got %+v", referrers, md.Contracts)
			}
		}
		h.asked()
		offline := newClient(t, dir, image.Offline())
		if md, err := offline.Metadata(t.Context(), ref, "linux/amd64"); err != nil || len(md.Contracts) != 1 || len(h.asked()) != 0 {
			t.Errorf("offline: %v, %v", md, err)
		}
	}
}

func attachAndLook(t *testing.T, ref, text string, options ...image.Option) *graph.Metadata {
	t.Helper()
	attacher, err := image.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := attacher.Attach(t.Context(), ref, text); err != nil {
		t.Fatal(err)
	}
	attacher.Close()
	looker, err := image.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	defer looker.Close()
	md, err := looker.Metadata(t.Context(), ref, "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	return md
}

func TestAttachRefuses(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	h.image(t, "acme/app", "1", spec{})
	ref := h.host() + "/acme/app:1"
	tests := []struct {
		ref, text string
		options   []image.Option
		want      image.Kind
	}{
		{ref, "", nil, image.Invalid},
		{ref, "\xff", nil, image.Invalid},
		{ref, strings.Repeat("a", 64<<10+1), nil, image.TooLarge},
		{ref, "RUNS: ONCE", []image.Option{image.Offline()}, image.Invalid},
		{"A", "RUNS: ONCE", nil, image.Invalid},
		{h.host() + "/acme/app:2", "RUNS: ONCE", nil, image.NotFound},
	}
	for _, tt := range tests {
		if _, err := newClient(t, tt.options...).Attach(t.Context(), tt.ref, tt.text); kind(err) != tt.want {
			t.Errorf("%.20s %.20q: %v", tt.ref, tt.text, err)
		}
	}
}

// attachment is a manifest that may attach a contract.
type attachment struct {
	artifact, layer string
	subject         digest.Digest
	text            string
	created         string
}

func (h *hub) attach(t *testing.T, repo string, a attachment) ocispec.Descriptor {
	t.Helper()
	empty := h.push(t, repo, "", ocispec.MediaTypeEmptyJSON, []byte("{}"))
	layer := h.push(t, repo, "", a.layer, []byte(a.text))
	manifest := encode(ocispec.Manifest{
		MediaType: ocispec.MediaTypeImageManifest, ArtifactType: a.artifact, Config: empty, Layers: []ocispec.Descriptor{layer},
		Subject:     &ocispec.Descriptor{MediaType: ocispec.MediaTypeImageManifest, Digest: a.subject, Size: 1},
		Annotations: map[string]string{ocispec.AnnotationCreated: a.created},
	})
	d := h.push(t, repo, digest.FromBytes(manifest).String(), ocispec.MediaTypeImageManifest, manifest)
	d.ArtifactType, d.Annotations = a.artifact, map[string]string{ocispec.AnnotationCreated: a.created}
	return d
}

// TestReferrers has registries list what they should not: only a contract of
// this very image counts, and nothing else is a trouble.
func TestReferrers(t *testing.T) {
	t.Parallel()
	const artifact, text = "application/vnd.ctypes.contract.v1", "application/vnd.ctypes.contract.v1+text"
	other := digest.FromString("another image")
	tests := []struct {
		name string
		list []attachment
		want string
	}{
		{"none", nil, ""},
		{"one", []attachment{{artifact, text, "", "RUNS: ONCE", ""}}, "RUNS: ONCE"},
		{"the newest", []attachment{
			{artifact, text, "", "old", "2026-01-01T00:00:00Z"},
			{artifact, text, "", "new", "2026-01-03T00:00:00Z"},
			{artifact, text, "", "middle", "2026-01-02T00:00:00Z"},
		}, "new"},
		{"of another image", []attachment{{artifact, text, other, "RUNS: ONCE", ""}}, ""},
		{"of another kind", []attachment{{"application/spdx+json", text, "", "RUNS: ONCE", ""}}, ""},
		{"of another type", []attachment{{artifact, "text/plain", "", "RUNS: ONCE", ""}}, ""},
		{"too large", []attachment{{artifact, text, "", strings.Repeat("a", 64<<10+1), ""}}, ""},
		{"no text", []attachment{{artifact, text, "", "\xff\xfe", ""}}, ""},
		{"a wrong one before the right one", []attachment{
			{artifact, text, other, "wrong", "2026-01-03T00:00:00Z"}, {artifact, text, "", "right", "2026-01-01T00:00:00Z"},
		}, "right"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHub(t, true)
			top := h.image(t, "acme/app", "1", spec{})
			list := h.listed(t, top.Digest, tt.list)
			h.answers(func(w http.ResponseWriter, r *http.Request) bool {
				return strings.Contains(r.URL.Path, "/referrers/"+top.Digest.String()) && list(w, r)
			})
			md, err := newClient(t).Metadata(t.Context(), h.host()+"/acme/app:1", "")
			if err != nil {
				t.Fatal(err)
			}
			want := []string{tt.want}
			if tt.want == "" {
				want = nil
			}
			if got := contractsOf(md); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func contractsOf(md *graph.Metadata) (texts []string) {
	for _, c := range md.Contracts {
		texts = append(texts, c.Text)
	}
	return texts
}

// listed attaches contracts, to a subject where they do not say, and answers
// with their list.
func (h *hub) listed(t *testing.T, subject digest.Digest, list []attachment) answer {
	t.Helper()
	index := ocispec.Index{MediaType: ocispec.MediaTypeImageIndex, Manifests: []ocispec.Descriptor{}}
	for _, a := range list {
		if a.subject == "" {
			a.subject = subject
		}
		index.Manifests = append(index.Manifests, h.attach(t, "acme/app", a))
	}
	return document(string(encode(index)), "Content-Type", ocispec.MediaTypeImageIndex)
}

// TestReferrersAnswers is how registries answer that know no referrers: no
// contract, no error, and no more questions than have to be.
func TestReferrersAnswers(t *testing.T) {
	t.Parallel()
	elsewhere := newHub(t, true)
	const index = ocispec.MediaTypeImageIndex
	tests := []struct {
		name  string
		api   answer
		asked int // for referrers, by three images
		tags  int // for fallback tags
	}{
		{"not found", status(http.StatusNotFound), 1, 3},
		{"not allowed", status(http.StatusMethodNotAllowed), 1, 0},
		{"bad request", status(http.StatusBadRequest), 1, 0},
		{"forbidden", status(http.StatusForbidden), 3, 0},
		{"another host", leads(elsewhere.at + "{path}"), 1, 0},
		{"a web page", status(http.StatusOK, "Content-Type", "text/html"), 1, 0},
		{"no index", document("{}"), 1, 3},
		{"a broken index", document("{", "Content-Type", index), 3, 0},
		{"pages for ever", document(`{"manifests":[]}`, "Content-Type", index, "Link", `<?>; rel="next"`), 3, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHub(t, true)
			h.answers(func(w http.ResponseWriter, r *http.Request) bool {
				return strings.Contains(r.URL.Path, "/referrers/") && tt.api(w, r)
			})
			asked := h.bare(t, newClient(t), "a", "b", "c")
			if got := count(asked, "/referrers/"); got != tt.asked {
				t.Errorf("asked for referrers %d times, want %d", got, tt.asked)
			}
			if got := count(asked, "/manifests/sha256-"); got != tt.tags {
				t.Errorf("asked for fallback tags %d times, want %d", got, tt.tags)
			}
		})
	}
	if asked := elsewhere.asked(); len(asked) != 0 {
		t.Errorf("led to another host: %v", asked)
	}
}

// bare has images looked up one after the other that have no contract, and
// returns what that asked.
func (h *hub) bare(t *testing.T, c *image.Client, names ...string) []string {
	t.Helper()
	for _, name := range names {
		h.image(t, name, "1", spec{config: map[string]any{"User": name}})
	}
	h.asked()
	for _, name := range names {
		if md, err := c.Metadata(t.Context(), h.host()+"/"+name+":1", ""); err != nil || len(md.Contracts) != 0 {
			t.Errorf("%v, %v", md, err)
		}
	}
	return h.asked()
}

func count(requests []string, part string) (n int) {
	for _, r := range requests {
		if strings.Contains(r, part) {
			n++
		}
	}
	return n
}

// TestFallbackTag pins that a registry which takes the fallback tag for the
// image itself lists no referrers by that.
func TestFallbackTag(t *testing.T) {
	t.Parallel()
	h := newHub(t, false)
	h.index(t, "acme/app", spec{platform: "linux/amd64"})
	h.answers(func(w http.ResponseWriter, r *http.Request) bool {
		if before, hex, ok := strings.Cut(r.URL.Path, "/manifests/sha256-"); ok {
			http.Redirect(w, r, before+"/manifests/sha256:"+hex, http.StatusTemporaryRedirect)
			return true
		}
		return false
	})
	md, err := newClient(t).Metadata(t.Context(), h.host()+"/acme/app:1", "linux/amd64")
	if err != nil || len(md.Contracts) != 0 {
		t.Errorf("got %v, %v", md, err)
	}
}

// TestWhoIsAsked pins which images are asked for referrers.
func TestWhoIsAsked(t *testing.T) {
	t.Parallel()
	always := image.Referrers(func(string, bool) bool { return true })
	never := image.Referrers(func(string, bool) bool { return false })
	tests := []struct {
		ref    string
		option image.Option
		want   bool
	}{
		{"ghcr.io/acme/bare:1", nil, true},
		{"ghcr.io/acme/shop:1", nil, false},
		{"docker.io/acme/bare:1", nil, true},
		{"docker.io/library/bare:1", nil, false},
		{"ghcr.io/acme/shop:1", always, true},
		{"docker.io/library/bare:1", always, true},
		{"ghcr.io/acme/bare:1", never, false},
	}
	for _, tt := range tests {
		h := newHub(t, true)
		for _, repo := range []string{"ghcr.io/acme", "docker.io/acme", "docker.io/library"} {
			h.image(t, repo+"/shop", "1", shop())
			h.image(t, repo+"/bare", "1", spec{})
		}
		h.asked()
		options := []image.Option{image.Mirror("*=http://" + h.host() + "/{host}")}
		if tt.option != nil {
			options = append(options, tt.option)
		}
		if _, err := newClient(t, options...).Metadata(t.Context(), tt.ref, ""); err != nil {
			t.Error(err)
		}
		asked := slices.ContainsFunc(h.asked(), func(r string) bool { return strings.Contains(r, "/referrers/") })
		if asked != tt.want {
			t.Errorf("%s: asked %v", tt.ref, asked)
		}
	}
}
