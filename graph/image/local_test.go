package image_test

import (
	"archive/tar"
	"context"
	"encoding/json"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// layout writes an OCI layout with one image for each set of annotations, and
// returns its folder.
func layout(t *testing.T, dir string, s spec, annotations ...map[string]string) string {
	t.Helper()
	index := ocispec.Index{MediaType: ocispec.MediaTypeImageIndex}
	for _, a := range annotations {
		s.annotations = a // so that no two manifests are the same
		conf, manifest := documents(s)
		for _, data := range [][]byte{conf, manifest} {
			write(t, filepath.Join(dir, "blobs", "sha256", digest.FromBytes(data).Encoded()), data)
		}
		index.Manifests = append(index.Manifests, ocispec.Descriptor{
			MediaType: ocispec.MediaTypeImageManifest, Digest: digest.FromBytes(manifest), Size: int64(len(manifest)), Annotations: a,
		})
	}
	write(t, filepath.Join(dir, "oci-layout"), []byte(`{"imageLayoutVersion":"1.0.0"}`))
	write(t, filepath.Join(dir, "index.json"), encode(index))
	return dir
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// pack writes a folder into a tar file, deepest names first, so that what is
// needed first comes last.
func pack(t *testing.T, dir string) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "image.tar"))
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(file)
	var names []string
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(names)
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.WriteHeader(&tar.Header{Name: "./" + name, Mode: 0o600, Size: int64(len(data)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

// saved writes what docker save writes for one image with some tags.
func saved(t *testing.T, s spec, tags ...string) string {
	t.Helper()
	dir := t.TempDir()
	conf, _ := documents(s)
	name := digest.FromBytes(conf).Encoded() + ".json"
	write(t, filepath.Join(dir, name), conf)
	write(t, filepath.Join(dir, "manifest.json"), encode([]map[string]any{{"Config": name, "RepoTags": tags, "Layers": []string{}}}))
	return dir
}

func TestLocal(t *testing.T) {
	t.Parallel()
	const ref = ocispec.AnnotationRefName
	one := layout(t, t.TempDir(), shop(), map[string]string{ref: "ghcr.io/acme/shop:1"})
	two := layout(t, t.TempDir(), shop(), map[string]string{ref: "1"}, map[string]string{ref: "2"})
	daemon := fakeDaemon(t)
	tests := []struct {
		source, repository string
		kind               image.Kind
	}{
		{"oci-layout://" + one, "ghcr.io/acme/shop", 0},
		{"oci-layout://" + one + ":ghcr.io/acme/shop:1", "ghcr.io/acme/shop", 0},
		{"oci-layout://" + one + ":ghcr.io/acme/shop:2", "", image.NotFound},
		{"oci-layout://" + two, "", image.Invalid},
		{"oci-layout://" + two + ":2", "", 0},
		{"oci-layout://" + filepath.Join(one, "none"), "", image.NotFound},
		{"oci-layout://" + filepath.Join(one, "blobs"), "", image.Malformed},
		{"oci-archive://" + pack(t, one), "ghcr.io/acme/shop", 0},
		{"oci-archive://" + pack(t, two) + ":1", "", 0},
		{"oci-archive://" + pack(t, saved(t, shop(), "acme/shop:1")), "", image.Malformed},
		{"docker-archive://" + pack(t, saved(t, shop(), "acme/shop:1")), "docker.io/acme/shop", 0},
		{"docker-archive://" + pack(t, saved(t, shop())), "", 0},
		{"docker-archive://" + pack(t, saved(t, shop(), "a:1", "acme/shop:2")) + ":acme/shop:2", "docker.io/library/a", 0},
		{"docker-archive://" + pack(t, saved(t, shop(), "a:1")) + ":b:1", "", image.NotFound},
		{"docker-archive://" + filepath.Join(one, "index.json"), "", image.Malformed},
		{"docker-archive://" + one, "", image.Malformed},
		{"docker-archive://" + filepath.Join(one, "none"), "", image.NotFound},
		{"docker-daemon://acme/shop:1", "docker.io/acme/shop", 0},
		{"docker-daemon://acme/none", "", image.NotFound},
		{"docker-daemon://acme/broken", "", image.Malformed},
		{"docker-daemon://acme/failing", "", image.Failed},
		{"docker-daemon://../info?x", "", image.Invalid},
		{"ftp://acme/shop", "", image.Invalid},
		{"acme/shop", "", image.NotCached},
	}
	c := newClient(t, image.Offline(), image.DockerHost(daemon))
	for _, tt := range tests {
		md, err := c.Local(t.Context(), tt.source, "linux/amd64")
		if kind(err) != tt.kind {
			t.Errorf("%s: %v, want %v", tt.source, err, tt.kind)
		}
		if err == nil && (md.Repository != tt.repository || md.User.Value != "app" || len(md.Contracts) != 3 || md.Platform != "linux/amd64") {
			t.Errorf("%s: got %+v", tt.source, md)
		}
	}
}

// fakeDaemon answers as the Docker daemon does and returns its address.
func fakeDaemon(t *testing.T) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there are no unix sockets to be sure of")
	}
	socket := filepath.Join(t.TempDir(), "d.sock")
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/images/acme/shop:1/json":
			_ = json.NewEncoder(w).Encode(map[string]any{
				"Id": "sha256:1", "RepoTags": []string{"acme/shop:1"}, "RepoDigests": []string{"acme/shop@sha256:2"},
				"Architecture": "amd64", "Os": "linux", "Config": shop().config,
			})
		case "/images/acme/broken/json":
			_, _ = w.Write([]byte("{"))
		case "/images/acme/failing/json":
			w.WriteHeader(http.StatusInternalServerError)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return "unix://" + socket
}

func TestNoDaemon(t *testing.T) {
	t.Parallel()
	c := newClient(t, image.DockerHost("unix://"+filepath.Join(t.TempDir(), "none")))
	if _, err := c.Local(t.Context(), "docker-daemon://a", ""); kind(err) != image.Unreachable {
		t.Error(err)
	}
}

// TestImages pins what a folder of layouts offers, before any registry.
func TestImages(t *testing.T) {
	t.Parallel()
	const ref, full = ocispec.AnnotationRefName, "io.containerd.image.name"
	dir := t.TempDir()
	layout(t, filepath.Join(dir, "ghcr.io", "acme", "shop"), shop(), map[string]string{ref: "1"}, map[string]string{ref: "2"})
	layout(t, filepath.Join(dir, "postgres"), shop(), map[string]string{})
	byDigest := layout(t, filepath.Join(dir, "x"), shop(), map[string]string{ref: "quay.io/acme/shop:3"}, map[string]string{full: "docker.io/acme/shop:4"})
	write(t, filepath.Join(dir, "broken", "index.json"), []byte("{"))
	layout(t, filepath.Join(dir, "UPPER"), shop(), map[string]string{})
	data, err := os.ReadFile(filepath.Join(byDigest, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index ocispec.Index
	if err := json.Unmarshal(data, &index); err != nil {
		t.Fatal(err)
	}
	var told notices
	c := newClient(t, image.Images(dir), image.Offline(), told.option())
	for reference, want := range map[string]image.Kind{
		"ghcr.io/acme/shop:1": 0, "ghcr.io/acme/shop:2": 0, "ghcr.io/acme/shop:3": image.NotCached, "acme/shop:1": image.NotCached,
		"postgres": 0, "docker.io/library/postgres:latest": 0, "postgres:17": image.NotCached,
		"quay.io/acme/shop:3": 0, "acme/shop:4": 0, "anything@" + index.Manifests[0].Digest.String(): 0,
	} {
		md, err := c.Metadata(t.Context(), reference, "linux/amd64")
		if kind(err) != want {
			t.Errorf("%s: %v", reference, err)
		}
		if err == nil && md.User.Value != "app" {
			t.Errorf("%s: got %+v", reference, md)
		}
	}
	if !strings.Contains(told.text(), "broken") {
		t.Errorf("told %q", told.text())
	}
	if _, err := newClient(t, image.Images(filepath.Join(dir, "none")), image.Offline(), told.option()).Metadata(t.Context(), "a", ""); kind(err) != image.NotCached {
		t.Error(err)
	}
	if !strings.Contains(told.text(), "is not used") {
		t.Errorf("told %q", told.text())
	}
}

// TestLayoutLeadsOut pins that a layout's links cannot lead out of it, and
// that its content is what its digest says.
func TestLayoutLeadsOut(t *testing.T) {
	t.Parallel()
	dir := layout(t, t.TempDir(), shop(), map[string]string{ocispec.AnnotationRefName: "a:1"})
	blobs, err := filepath.Glob(filepath.Join(dir, "blobs", "sha256", "*"))
	if err != nil || len(blobs) != 2 {
		t.Fatal(blobs, err)
	}
	c := newClient(t, image.Offline())
	source := "oci-layout://" + dir
	for _, blob := range blobs {
		data, err := os.ReadFile(blob)
		if err != nil {
			t.Fatal(err)
		}
		outside := filepath.Join(t.TempDir(), "outside")
		write(t, outside, data)
		if err := os.Remove(blob); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(outside, blob); err != nil {
			t.Skip("there are no symbolic links here")
		}
		if _, err := c.Local(t.Context(), source, ""); kind(err) != image.Malformed {
			t.Errorf("a link that leads out: %v", err)
		}
		if err := os.Remove(blob); err != nil {
			t.Fatal(err)
		}
		write(t, blob, append(data, ' '))
		if _, err := c.Local(t.Context(), source, ""); kind(err) != image.Malformed {
			t.Errorf("content of another digest: %v", err)
		}
		write(t, blob, data)
	}
	if _, err := c.Local(t.Context(), source, "linux/amd64"); err != nil {
		t.Error(err)
	}
}

// TestLayoutOfIndexes reads a layout as build tools write it for several
// platforms: its index leads to another one.
func TestLayoutOfIndexes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	blob := func(media string, data []byte) ocispec.Descriptor {
		d := ocispec.Descriptor{MediaType: media, Digest: digest.FromBytes(data), Size: int64(len(data))}
		write(t, filepath.Join(dir, "blobs", "sha256", d.Digest.Encoded()), data)
		return d
	}
	inner := ocispec.Index{MediaType: ocispec.MediaTypeImageIndex}
	for _, platform := range []string{"linux/amd64", "linux/arm64"} {
		conf, manifest := documents(spec{platform: platform, config: map[string]any{"User": platform}})
		blob(ocispec.MediaTypeImageConfig, conf)
		d := blob(ocispec.MediaTypeImageManifest, manifest)
		d.Platform = platformOf(platform)
		inner.Manifests = append(inner.Manifests, d)
	}
	outer := ocispec.Index{Manifests: []ocispec.Descriptor{blob(ocispec.MediaTypeImageIndex, encode(inner))}}
	write(t, filepath.Join(dir, "index.json"), encode(outer))
	md, err := newClient(t, image.Offline()).Local(t.Context(), "oci-layout://"+dir, "linux/arm64")
	if err != nil || md.User.Value != "linux/arm64" || len(md.Platforms) != 2 || md.Digest != outer.Manifests[0].Digest.String() {
		t.Errorf("got %+v, %v", md, err)
	}
}
