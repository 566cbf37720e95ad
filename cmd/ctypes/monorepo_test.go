//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// monorepoProject is one of many projects; every seventh has a fault.
const monorepoProject = `services:
  web:
    image: nginx:1.27
    ports: ["%d:80"]
    environment: {API_URL: "http://api:8000"}
  api:
    image: example.com/shop/api:1.4
    environment:
      DATABASE_URL: postgres://shop:secret@db:%d/shop
    x-ctypes: |
      LISTENS ON: TCP:8000 FOR: org.ietf.http
      ENVIRONMENT NEEDS: DATABASE_URL FORMAT: URL(org.postgresql.db)
  db:
    image: postgres:17
    environment: {POSTGRES_USER: shop, POSTGRES_PASSWORD: secret}
    volumes: ["data:/var/lib/postgresql/data"]
volumes: {data: {}}
`

// peak is how much memory a run over n projects takes, in whatever the system
// counts it in.
func peak(t *testing.T, n int) int64 {
	t.Helper()
	root := t.TempDir()
	for i := range n {
		dir := filepath.Join(root, fmt.Sprintf("group%d", i/20), fmt.Sprintf("project%d", i))
		if err := os.MkdirAll(dir, 0o750); err != nil {
			t.Fatal(err)
		}
		port := 5432
		if i%7 == 0 {
			port++
		}
		if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), fmt.Appendf(nil, monorepoProject, 8000+i, port), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "ctypes", "check", "-r", "--offline", "--format", "json", root)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir())
	if err := cmd.Run(); err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
			t.Fatal(err)
		}
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Skip("this system does not tell how much memory was used")
	}
	return int64(usage.Maxrss) //nolint:unconvert // of another type on other systems
}

// TestMonorepoMemory checks that memory does not grow with the number of
// projects: ten times as many take at most half as much again.
func TestMonorepoMemory(t *testing.T) {
	few, many := peak(t, 40), peak(t, 400)
	if many > few*3/2 {
		t.Errorf("40 projects take %d, and 400 take %d", few, many)
	}
}
