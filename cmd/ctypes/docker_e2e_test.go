//go:build e2e

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// docker is the Docker client with ctypes as its only plugin, and no daemon.
type docker struct {
	t   *testing.T
	dir string // of the project
	env []string
}

func newDocker(t *testing.T) docker {
	t.Helper()
	config := t.TempDir()
	program := filepath.Join(t.TempDir(), "ctypes")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	plugins := filepath.Join(config, "cli-plugins")
	err := os.Mkdir(plugins, 0o700)
	if err == nil {
		err = os.Symlink(program, filepath.Join(plugins, "docker-ctypes"))
	}
	if err != nil {
		t.Fatal(err)
	}
	d := docker{t, t.TempDir(), append(os.Environ(),
		"DOCKER_CONFIG="+config, "XDG_CACHE_HOME="+t.TempDir(), "NO_COLOR=1", "DOCKER_HOST=unix:///nowhere/docker.sock")}
	project := "services:\n  queue: {image: \"redis:8\"}\n  app:\n    image: example.com/app:1\n    environment: {REDIS_URL: \"redis://queu:6379\"}\n"
	if err := os.WriteFile(filepath.Join(d.dir, "compose.yaml"), []byte(project), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

// run runs docker, and returns what it prints and its exit code.
func (d docker) run(args ...string) (out string, code int) {
	d.t.Helper()
	cmd := exec.CommandContext(d.t.Context(), "docker", args...)
	cmd.Dir, cmd.Env = d.dir, d.env
	data, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		d.t.Fatalf("docker %v: %v", args, err)
	}
	return string(data), cmd.ProcessState.ExitCode()
}

// TestE2EDockerPlugin has Docker's own client run ctypes.
func TestE2EDockerPlugin(t *testing.T) {
	d := newDocker(t)
	for _, tt := range []struct {
		args []string
		code int
		want []string
	}{
		{[]string{"ctypes", "check", "--offline"}, 1, []string{"error[host-unknown]: `app` connects to `queu`"}},
		{[]string{"ctypes", "check", "--offline", "--format", "github"}, 1, []string{"::error file=compose.yaml,line=5"}},
		{[]string{"ctypes", "version"}, 0, []string{"ctypes "}},
		{[]string{"--context", "default", "--log-level", "error", "ctypes", "version"}, 0, []string{"ctypes "}},
		{[]string{"ctypes", "check", "--nope"}, 2, []string{"there is no flag `--nope`"}},
		{[]string{"ctypes", "chekc"}, 2, []string{"there is no command `chekc`", "`check`"}},
		{[]string{"ctypes", "--help"}, 0, []string{"docker ctypes", "check "}},
		{[]string{"ctypes", "check", "--help"}, 0, []string{"docker ctypes check [PATH...]", "--base"}},
		{[]string{"help", "ctypes"}, 0, []string{"docker ctypes"}},
		{[]string{"--help"}, 0, []string{"ctypes*", "Type checker for containers"}},
		{[]string{"__complete", "ctypes", "che"}, 0, []string{"check\t"}},
		{[]string{"__complete", "ctypes", "check", "--format", "s"}, 0, []string{"sarif\n"}},
		{[]string{"__complete", "ctypes", "check", "--off"}, 0, []string{"--offline\t"}},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			d.t = t
			out, code := d.run(tt.args...)
			if code != tt.code {
				t.Errorf("ends with %d, want %d:\n%s", code, tt.code, out)
			}
			for _, want := range tt.want {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in:\n%s", want, out)
				}
			}
		})
	}
}
