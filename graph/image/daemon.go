package image

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

// inspected is what the Docker daemon says of an image: its configuration in
// a different spelling, and what it is called.
type inspected struct {
	Created      json.RawMessage `json:"Created"`
	Architecture string          `json:"Architecture"`
	OS           string          `json:"Os"`
	Variant      string          `json:"Variant"`
	Config       runConfig       `json:"Config"`
	RepoTags     []string        `json:"RepoTags"`
	RepoDigests  []string        `json:"RepoDigests"`
}

// daemon asks the Docker daemon for an image.
func (c *Client) daemon(ctx context.Context, reference string) (*graph.Metadata, error) {
	if strings.Trim(reference, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:@") != "" || reference == "" {
		return nil, faultf(Invalid, "`%s` is not an image", reference)
	}
	data, err := c.inspectAt(ctx, c.settings.daemon, reference)
	if err != nil {
		return nil, err
	}
	var image inspected
	if err := json.Unmarshal(data, &image); err != nil {
		return nil, faultf(Malformed, "reading the docker daemon's answer: %v", err)
	}
	conf := config{
		Created: image.Created, Architecture: image.Architecture, OS: image.OS, Variant: image.Variant, Config: image.Config,
	}
	tag := reference
	if !slices.Contains(image.RepoTags, tag) && len(image.RepoTags) > 0 {
		tag = image.RepoTags[0]
	}
	return conf.local(tag, digestOf(image.RepoDigests)), nil
}

// digestOf is the digest of the first REPOSITORY@DIGEST.
func digestOf(digests []string) string {
	if len(digests) == 0 {
		return ""
	}
	_, d, _ := strings.Cut(digests[0], "@")
	return d
}

// inspectAt makes the one request that the daemon is asked.
func (c *Client) inspectAt(ctx context.Context, socket, reference string) ([]byte, error) {
	t := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		d := net.Dialer{Timeout: dialTimeout}
		return d.DialContext(ctx, "unix", socket)
	}}
	defer t.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://docker/images/"+reference+"/json", nil)
	if err != nil {
		return nil, fmt.Errorf("asking the docker daemon: %w", err)
	}
	resp, err := t.RoundTrip(req)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		return nil, faultf(Unreachable, "no docker daemon to be reached at %s", socket)
	}
	if err != nil {
		return nil, fmt.Errorf("asking the docker daemon at %s: %w", socket, err)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotFound:
		return nil, faultf(NotFound, "the docker daemon has no such image")
	case resp.StatusCode != http.StatusOK:
		return nil, faultf(Failed, "the docker daemon answers %s", resp.Status)
	}
	return readAtMost(io.Reader(resp.Body), maxDocument)
}
