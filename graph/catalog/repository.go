package catalog

import "strings"

// Canonical brings a repository's full name into the form that the catalog is
// keyed by: mirrors of Docker Hub are taken for Docker Hub, and the other
// registries of linuxserver for its own.
func Canonical(repository string) string {
	for _, mirror := range []string{"public.ecr.aws/docker/", "mirror.gcr.io/", "registry-1.docker.io/", "index.docker.io/", "registry.hub.docker.com/"} {
		if rest, ok := strings.CutPrefix(repository, mirror); ok {
			repository = hub(rest)
		}
	}
	for _, registry := range []string{"docker.io/", "ghcr.io/"} {
		if name, ok := strings.CutPrefix(repository, registry+"linuxserver/"); ok {
			return "lscr.io/linuxserver/" + name
		}
	}
	return repository
}

// hub is the full name of a repository on Docker Hub.
func hub(path string) string {
	if !strings.Contains(path, "/") {
		path = "library/" + path
	}
	return "docker.io/" + path
}
