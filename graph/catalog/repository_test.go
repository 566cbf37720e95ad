package catalog_test

import (
	"testing"

	"github.com/ctypes-dev/ctypes/graph/catalog"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for repository, want := range map[string]string{
		"docker.io/library/postgres":                 "docker.io/library/postgres",
		"public.ecr.aws/docker/library/postgres":     "docker.io/library/postgres",
		"mirror.gcr.io/library/postgres":             "docker.io/library/postgres",
		"mirror.gcr.io/grafana/grafana":              "docker.io/grafana/grafana",
		"index.docker.io/postgres":                   "docker.io/library/postgres",
		"lscr.io/linuxserver/radarr":                 "lscr.io/linuxserver/radarr",
		"docker.io/linuxserver/radarr":               "lscr.io/linuxserver/radarr",
		"ghcr.io/linuxserver/radarr":                 "lscr.io/linuxserver/radarr",
		"registry.hub.docker.com/linuxserver/radarr": "lscr.io/linuxserver/radarr",
		"ghcr.io/acme/linuxserver":                   "ghcr.io/acme/linuxserver",
		"quay.io/linuxserver/radarr":                 "quay.io/linuxserver/radarr",
	} {
		if got := catalog.Canonical(repository); got != want {
			t.Errorf("%s: %s, want %s", repository, got, want)
		}
	}
}
