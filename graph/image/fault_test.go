package image_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// answer is what a registry answers instead of the truth.
type answer func(w http.ResponseWriter, r *http.Request) bool

// status answers nothing but a status and headers.
func status(code int, header ...string) answer {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		set(w, header)
		w.WriteHeader(code)
		return true
	}
}

// document answers with a manifest of a text; headers may say otherwise.
func document(text string, header ...string) answer {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", ocispec.MediaTypeImageManifest)
		w.Header().Set("Docker-Content-Digest", digest.FromString(text).String())
		set(w, header)
		_, _ = w.Write([]byte(text))
		return true
	}
}

// chunks answers with a manifest of a text in parts whose length is not told.
func chunks(parts ...string) answer {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", ocispec.MediaTypeImageManifest)
		for _, part := range parts {
			_, _ = w.Write([]byte(part))
			_ = http.NewResponseController(w).Flush()
		}
		return true
	}
}

// leads answers with a redirect.
func leads(to string) answer {
	return func(w http.ResponseWriter, r *http.Request) bool {
		to := strings.NewReplacer("{host}", r.Host, "{path}", r.URL.Path).Replace(to)
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		return true
	}
}

func set(w http.ResponseWriter, header []string) {
	for i := 0; i < len(header); i += 2 {
		w.Header().Set(header[i], header[i+1])
	}
}

// configOf is a manifest whose config is of a type and a size.
func configOf(media, size string) string {
	return `{"config":{"mediaType":"` + media + `","digest":"sha256:` + strings.Repeat("1", 64) + `","size":` + size + `}}`
}

// TestFaults is what registries do wrong, and what the client calls it.
func TestFaults(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat(" ", 4<<20+1)
	tests := []struct {
		name   string
		answer answer
		want   image.Kind
	}{
		{"a web page", status(http.StatusOK, "Content-Type", "text/html; charset=utf-8"), image.NotRegistry},
		{"a web page that is not there", status(http.StatusNotFound, "Content-Type", "text/html"), image.NotRegistry},
		{"teapot", status(http.StatusTeapot), image.Failed},
		{"rate limit", status(http.StatusTooManyRequests, "Retry-After", "86400"), image.RateLimited},
		{"gateway", status(http.StatusGatewayTimeout), image.Timeout},
		{"wrong digest", document("{}", "Docker-Content-Digest", digest.FromString("other").String()), image.Malformed},
		{"no digest at all", document("{}", "Docker-Content-Digest", "md5:1"), image.Malformed},
		{"no JSON", document("hello"), image.Malformed},
		{"null", document("null"), image.Malformed},
		{"deep", document(strings.Repeat("[", 100_000)), image.Malformed},
		{"first schema", document(`{"schemaVersion":1,"fsLayers":[]}`), image.Malformed},
		{"two in one", document(`{"manifests":[],"config":{"mediaType":"","digest":"","size":0}}`), image.Malformed},
		{"empty index", document(`{"manifests":[]}`), image.Malformed},
		{"a chart", document(configOf("application/vnd.cncf.helm.config.v1+json", "2")), image.Malformed},
		{"config that is a manifest", document(configOf(ocispec.MediaTypeImageConfig, "2")), image.Malformed},
		{"negative size", document(configOf(ocispec.MediaTypeImageConfig, "-1")), image.Malformed},
		{"bad config digest", document(`{"config":{"mediaType":"","digest":"../../etc/passwd","size":2}}`), image.Malformed},
		{"huge", document(huge), image.TooLarge},
		{"huge, and does not say so", chunks(huge[:1<<20], huge), image.TooLarge},
		{"huge config", document(configOf("", "9223372036854775807")), image.TooLarge},
		{"redirects for ever", leads("{path}"), image.Failed},
		{"another scheme", leads("https://{host}{path}"), image.Refused},
		{"no scheme of the web", leads("file:///etc/passwd"), image.Refused},
		{"another port here", leads("http://127.0.0.1:1{path}"), image.Refused},
		{"another name of here", leads("http://localhost:1{path}"), image.Refused},
		{"a cloud's secrets", leads("http://169.254.169.254/latest/meta-data"), image.Refused},
		{"a private address", leads("http://10.0.0.1/"), image.Refused},
		{"a private address in disguise", leads("http://[::ffff:10.0.0.1]/"), image.Refused},
		{"connection closed", func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }, image.Unreachable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHub(t, true)
			h.answers(tt.answer)
			md, err := newClient(t).Metadata(t.Context(), h.host()+"/acme/shop:1", "")
			if kind(err) != tt.want || md != nil {
				t.Errorf("got %v, %v; want %v", md, err, tt.want)
			}
		})
	}
}

// TestChunks pins that a manifest whose length is not told is taken as it is.
func TestChunks(t *testing.T) {
	t.Parallel()
	h := newHub(t, true)
	conf, manifest := documents(shop())
	h.push(t, "acme/shop", "", ocispec.MediaTypeImageConfig, conf)
	inParts := chunks(string(manifest[:10]), string(manifest[10:]))
	h.answers(func(w http.ResponseWriter, r *http.Request) bool {
		return strings.Contains(r.URL.Path, "/manifests/") && inParts(w, r)
	})
	if _, err := newClient(t).Metadata(t.Context(), h.host()+"/acme/shop:1", ""); err != nil {
		t.Error(err)
	}
}
