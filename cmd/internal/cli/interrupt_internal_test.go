package cli

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInterrupted ends a check that waits for a registry that never answers.
func TestInterrupted(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		if _, err := silent.Accept(); err == nil {
			interrupt()
		}
	}()
	code, stdout, stderr := checkText(ctx, t, "services: {web: {image: "+silent.Addr().String()+"/web:1}}\n")
	if code != int(unreadable) || stdout != "" || !strings.Contains(stderr, "interrupted") {
		t.Errorf("code %d, %q, %q", code, stdout, stderr)
	}
}

// TestPatience does not wait forever for a registry that never answers.
func TestPatience(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	code, stdout, stderr := checkText(t.Context(), t, "services: {web: {image: "+silent.Addr().String()+"/web:1}}\n", "--timeout", "50ms")
	if code != int(clean) || !strings.Contains(stdout, "no findings") || strings.Count(stderr, "notice: ") != 1 {
		t.Errorf("code %d, %q, %q", code, stdout, stderr)
	}
}

// checkText checks a project.
func checkText(ctx context.Context, t *testing.T, project string, flags ...string) (code int, stdout, stderr string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "compose.yaml")
	if err := os.WriteFile(file, []byte(project), 0o600); err != nil {
		t.Fatal(err)
	}
	return run(ctx, t, append([]string{"check", file}, flags...)...)
}

// run runs a command and returns the exit code and what was written.
func run(ctx context.Context, t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var out, errs bytes.Buffer
	code = Main(ctx, Process{
		Args:   args,
		Env:    []string{"DOCKER_CONFIG=" + t.TempDir()},
		Stdin:  strings.NewReader(""),
		Stdout: &out, Stderr: &errs,
	})
	return code, out.String(), errs.String()
}
