//go:build e2e

package ci_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// run is a run of the action on a pull request.
type run struct {
	t    *testing.T
	temp string
	work string
	env  []string
	hub  *hub
}

// newRun makes a clone of depth 1 with a pull request: its base has one fault,
// and its head one more.
func newRun(t *testing.T) *run {
	t.Helper()
	r := &run{t: t, temp: t.TempDir(), work: filepath.Join(t.TempDir(), "shop"), hub: newHub(t)}
	origin := filepath.Join(t.TempDir(), "origin")
	base := "  queue: {image: \"redis:8\"}\n" + fault("app", "quue")
	r.git(t.TempDir(), "init", "-q", "-b", "main", origin)
	commit(r, origin, "services:\n"+base)
	sha := strings.TrimSpace(r.git(origin, "rev-parse", "HEAD"))
	commit(r, origin, "services:\n"+base+fault("worker", "queu"))
	r.git(t.TempDir(), "clone", "-q", "--depth=1", "file://"+origin, r.work)
	r.event(`{"pull_request":{"number":7,"base":{"sha":"` + sha + `"}}}`)
	r.set("RUNNER_TEMP", r.temp)
	r.set("RUNNER_OS", "Linux")
	r.set("RUNNER_ARCH", map[string]string{"amd64": "X64", "arm64": "ARM64"}[runtime.GOARCH])
	for _, file := range []string{"GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		r.set(file, filepath.Join(r.temp, file))
	}
	r.set("GITHUB_API_URL", r.hub.url)
	r.set("GITHUB_REPOSITORY", "acme/shop")
	r.set("CTYPES_RELEASES", r.hub.url+"/releases")
	r.set("BASE", "auto")
	r.set("ARGS", "--offline")
	r.set("PATHS", "")
	r.set("TOKEN", "t0ken")
	r.set("VERSION", "latest")
	return r
}

func fault(name, host string) string {
	return "  " + name + ":\n    image: example.com/" + name + ":1\n    environment: {REDIS_URL: \"redis://" + host + ":6379\"}\n"
}

func commit(r *run, dir, compose string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(compose), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.git(dir, "add", "-A")
	r.git(dir, "commit", "-q", "-m", "x")
}

func (r *run) set(name, value string) { r.env = append(r.env, name+"="+value) }

func (r *run) event(text string) {
	r.t.Helper()
	path := filepath.Join(r.temp, "event.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.set("GITHUB_EVENT_PATH", path)
}

func (r *run) git(dir string, args ...string) string {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

// step runs a step and returns what it logs.
func (r *run) step(name string) (log string, ok bool) {
	r.t.Helper()
	script, err := filepath.Abs("github.sh")
	if err != nil {
		r.t.Fatal(err)
	}
	path := os.Getenv("PATH")
	if added := r.file("GITHUB_PATH"); added != "" {
		path = strings.TrimSpace(added) + string(os.PathListSeparator) + path
	}
	cmd := exec.CommandContext(r.t.Context(), script, name)
	cmd.Dir = r.work
	cmd.Env = append(append(os.Environ(), "NO_COLOR=1", "DOCKER_CONFIG="+r.temp), append(r.env, "PATH="+path)...)
	r.hub.turn.Unlock() // it is the script's turn to talk to the hub
	out, err := cmd.CombinedOutput()
	r.hub.turn.Lock()
	return string(out), err == nil
}

// outputs takes over what a step put out.
func (r *run) outputs() map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(r.file("GITHUB_OUTPUT")) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		all[name] = value
	}
	r.set("COMMENT", all["comment"])
	r.set("EXIT_CODE", all["exit-code"])
	return all
}

func (r *run) file(name string) string {
	data, err := os.ReadFile(filepath.Join(r.temp, name))
	if err != nil {
		return ""
	}
	return string(data)
}

// hub stands for GitHub: its releases, and the comments of pull request 7. The
// test holds it but for when a step runs.
type hub struct {
	turn     sync.Mutex
	t        *testing.T
	url      string
	archive  []byte
	sums     string
	comments []remark
	readOnly bool
	requests []string
}

func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{t: t, archive: archive(t)}
	h.turn.Lock()
	h.sums = fmt.Sprintf("%x  %s\n", sha256.Sum256(h.archive), archiveName())
	mux := http.NewServeMux()
	mux.HandleFunc("GET /releases/latest", func(w http.ResponseWriter, _ *http.Request) {
		http.Redirect(w, &http.Request{Method: http.MethodGet}, h.url+"/releases/tag/v1.2.3", http.StatusFound)
	})
	mux.HandleFunc("GET /releases/download/v1.2.3/"+archiveName(), func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(h.archive) })
	mux.HandleFunc("GET /releases/download/v1.2.3/checksums.txt", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, h.sums) })
	mux.HandleFunc("GET /repos/acme/shop/issues/7/comments", h.list)
	mux.HandleFunc("POST /repos/acme/shop/issues/7/comments", h.write)
	mux.HandleFunc("PATCH /repos/acme/shop/issues/comments/{id}", h.write)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.turn.Lock()
		defer h.turn.Unlock()
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func archiveName() string { return "ctypes_1.2.3_linux_" + runtime.GOARCH + ".tar.gz" }

// list answers with a page of comments.
func (h *hub) list(w http.ResponseWriter, r *http.Request) {
	from := 0
	if r.URL.Query().Get("page") == "2" {
		from = 100
	}
	page, err := json.Marshal(append([]remark{}, h.comments[min(from, len(h.comments)):min(from+100, len(h.comments))]...))
	if err != nil {
		h.t.Error(err)
	}
	_, _ = w.Write(page)
}

func (h *hub) write(w http.ResponseWriter, r *http.Request) {
	if h.readOnly || r.Header.Get("Authorization") != "Bearer t0ken" {
		http.Error(w, "{}", http.StatusForbidden)
		return
	}
	var body remark
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		h.t.Error(err)
	}
	h.requests = append(h.requests, r.Method+" "+r.URL.Path+"\n"+body.Body)
	if r.Method == http.MethodPost {
		h.comments = append(h.comments, comment(500, "Bot", body.Body))
	}
}

// remark is a comment as GitHub's API has it.
type remark struct {
	ID   int    `json:"id"`
	User user   `json:"user"`
	Body string `json:"body"`
}

type user struct {
	Type string `json:"type"`
}

func comment(id int, who, body string) remark { return remark{id, user{who}, body} }

// program is ctypes, built from here, once.
var program = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "ctypes")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "ctypes")
	if out, err := exec.Command("go", "build", "-o", name, "../../ctypes").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	return os.ReadFile(name)
})

// archive is a release.
func archive(t *testing.T) []byte {
	t.Helper()
	data, err := program()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	err = w.WriteHeader(&tar.Header{Name: "ctypes", Mode: 0o755, Size: int64(len(data))})
	if err == nil {
		_, err = w.Write(data)
	}
	for _, c := range []io.Closer{w, z} {
		if err == nil {
			err = c.Close()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestE2EAction runs all steps, twice: the second run updates the comment of the
// first.
func TestE2EAction(t *testing.T) {
	r := newRun(t)
	for range 105 {
		r.hub.comments = append(r.hub.comments, comment(1, "User", "<!-- ctypes -->\nquoted"))
	}
	if log, ok := r.step("install"); !ok || !strings.Contains(log, "ctypes ") {
		t.Fatalf("install: %s", log)
	}
	log, ok := r.step("check")
	if !ok || strings.Count(log, "::error ") != 1 || !strings.Contains(log, "`queu`") || strings.Contains(log, "`quue`") {
		t.Fatalf("check reports not the one new finding: %v\n%s", ok, log)
	}
	out := r.outputs()
	if out["exit-code"] != "1" {
		t.Errorf("the exit code is %q", out["exit-code"])
	}
	sarif, err := os.ReadFile(out["sarif"])
	if err != nil || strings.Count(string(sarif), `"ruleId":"host-unknown"`) != 1 || !strings.Contains(string(sarif), "`queu`") {
		t.Errorf("the SARIF report: %v\n%s", err, sarif)
	}
	if !strings.HasPrefix(r.file("GITHUB_STEP_SUMMARY"), "<!-- ctypes -->\n### ctypes: 1 error") {
		t.Errorf("the summary: %s", r.file("GITHUB_STEP_SUMMARY"))
	}
	for _, want := range []string{"POST /repos/acme/shop/issues/7/comments\n<!-- ctypes -->\n### ctypes: 1 error", "PATCH /repos/acme/shop/issues/comments/500\n<!-- ctypes -->"} {
		r.hub.requests = nil
		if log, ok := r.step("comment"); !ok || log != "" {
			t.Errorf("comment: %v %s", ok, log)
		}
		if len(r.hub.requests) != 1 || !strings.HasPrefix(r.hub.requests[0], want) {
			t.Errorf("%q was asked for, want %q", r.hub.requests, want)
		}
	}
}

func TestE2EActionOnAFork(t *testing.T) {
	r := newRun(t)
	r.hub.readOnly = true
	r.step("install")
	r.step("check")
	r.outputs()
	log, ok := r.step("comment")
	if !ok || !strings.Contains(log, "::notice title=ctypes::the token may not comment") || strings.Contains(log, "t0ken") {
		t.Errorf("comment: %v %s", ok, log)
	}
}

func TestE2EActionWithoutFindings(t *testing.T) {
	r := newRun(t)
	r.step("install")
	r.set("BASE", "HEAD")
	if log, ok := r.step("check"); !ok || strings.Contains(log, "::error") {
		t.Errorf("check: %v %s", ok, log)
	}
	r.outputs()
	if log, ok := r.step("comment"); !ok || len(r.hub.requests) > 0 {
		t.Errorf("a comment without a reason: %v %s %q", ok, log, r.hub.requests)
	}
}

func TestE2EActionWithoutABase(t *testing.T) {
	r := newRun(t)
	r.step("install")
	r.event(`{"pull_request":{"number":7,"base":{"sha":"0123456789012345678901234567890123456789"}}}`)
	log, ok := r.step("check")
	if !ok || !strings.Contains(log, "::warning title=ctypes::the base 0123456789012345678901234567890123456789 cannot be fetched") || strings.Count(log, "::error ") != 2 {
		t.Errorf("check: %v %s", ok, log)
	}
	r.set("BASE", "none")
	if log, ok := r.step("check"); !ok || strings.Count(log, "::error ") != 2 {
		t.Errorf("check: %v %s", ok, log)
	}
}

func TestE2EActionRefuses(t *testing.T) {
	r := newRun(t)
	for _, c := range []struct{ name, value, step, want string }{
		{"VERSION", "v1.2.4", "install", "cannot be downloaded"},
		{"VERSION", "../../evil", "install", "there is no release `../../evil`"},
		{"RUNNER_ARCH", "RISCV", "install", "there is no release for RISCV"},
	} {
		bad := *r
		bad.env = append(slices.Clone(r.env), c.name+"="+c.value)
		if log, ok := bad.step(c.step); ok || !strings.Contains(log, "::error title=ctypes::") || !strings.Contains(log, c.want) {
			t.Errorf("%s=%s: %v %s", c.name, c.value, ok, log)
		}
	}
	r.hub.archive = append(r.hub.archive, 0)
	if log, ok := r.step("install"); ok || !strings.Contains(log, "is not what its checksum says") {
		t.Errorf("an archive that was changed: %v %s", ok, log)
	}
	if r.file("GITHUB_PATH") != "" {
		t.Error("what cannot be trusted is on the path")
	}
}
