//go:build e2e

package ci_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// job is a job of GitLab CI.
type job struct {
	Variables    map[string]string
	BeforeScript []string `yaml:"before_script"`
	Script       []string
	Artifacts    struct{ Reports map[string]string }
}

// TestE2EGitLab runs the scripts of the GitLab template on a merge request.
func TestE2EGitLab(t *testing.T) {
	data, err := os.ReadFile("gitlab.yml")
	if err != nil {
		t.Fatal(err)
	}
	var template struct{ Ctypes job }
	if err := yaml.Unmarshal(data, &template); err != nil {
		t.Fatal(err)
	}
	j := template.Ctypes
	r := newRun(t)
	r.hub.turn.Unlock() // the scripts alone talk to it
	sha := strings.TrimSpace(r.git(r.work, "rev-parse", "HEAD"))
	for _, c := range []struct{ base, want string }{{"", "2 errors in `shop`"}, {sha, "no findings in `shop`"}} {
		cmd := exec.CommandContext(t.Context(), "bash", "-c", strings.Join(append(j.BeforeScript, j.Script...), "\n"))
		cmd.Dir = r.work
		cmd.Env = append(os.Environ(), "NO_COLOR=1", "CTYPES_VERSION="+j.Variables["CTYPES_VERSION"], "CTYPES_ARGS=--offline",
			"CTYPES_RELEASES="+r.hub.url+"/releases", "XDG_CACHE_HOME="+r.temp, "CI_MERGE_REQUEST_DIFF_BASE_SHA="+c.base)
		out, err := cmd.CombinedOutput()
		if (err != nil) != (c.base == "") || !strings.Contains(string(out), c.want) {
			t.Errorf("with the base %q: %v\n%s", c.base, err, out)
		}
		junit, err := os.ReadFile(filepath.Join(r.work, j.Artifacts.Reports["junit"]))
		if err != nil || strings.Contains(string(junit), "<failure") != (c.base == "") {
			t.Errorf("with the base %q: %v\n%s", c.base, err, junit)
		}
	}
}
