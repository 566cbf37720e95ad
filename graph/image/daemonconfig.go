package image

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// DaemonConfig returns the mirrors of Docker Hub and the insecure registries
// that the Docker daemon's configuration file (/etc/docker/daemon.json) names.
// A file that is not there names none. Insecure ranges of addresses are left
// out.
func DaemonConfig(file string) ([]Option, error) {
	data, err := readSmall(file, maxDocument)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the docker daemon's configuration: %w", err)
	}
	var conf struct {
		Mirrors  []string `json:"registry-mirrors"`
		Insecure []string `json:"insecure-registries"`
	}
	if err := json.Unmarshal(data, &conf); err != nil {
		return nil, fmt.Errorf("reading the docker daemon's configuration %s: %w", file, err)
	}
	var options []Option
	for _, m := range conf.Mirrors {
		options = append(options, Mirror(dockerHub+"="+m))
	}
	for _, host := range conf.Insecure {
		if !strings.Contains(host, "/") {
			options = append(options, InsecureRegistry(host))
		}
	}
	return options, nil
}
