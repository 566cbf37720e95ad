package image_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/image"
)

func TestKinds(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{"unknown": true}
	for k := image.NotFound; k <= image.Failed; k++ {
		if text := k.String(); seen[text] {
			t.Errorf("kind %d is called %q, as another one is", k, text)
		} else {
			seen[text] = true
		}
	}
	if image.Kind(0).String() != "unknown" {
		t.Error("the zero kind has a name")
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	tests := map[string]*image.Error{
		"a:1: not found (h)": {Kind: image.NotFound, Reference: "a:1", Host: "h"},
		"a:1: no such platform: wanted linux/arm64, there are linux/386, linux/amd64": {
			Kind: image.NoPlatform, Reference: "a:1", Wanted: "linux/arm64", Platforms: []string{"linux/386", "linux/amd64"},
		},
		"a:1: malformed: [2Jbad": {Kind: image.Malformed, Reference: "a:1", Err: errors.New("\x1b[2J\u009bbad\n")},
	}
	for want, err := range tests {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}

// TestProblem pins which errors are findings about a project.
func TestProblem(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err                 image.Error
		rule, message, help string
		part                string
	}{
		{image.Error{Kind: image.NotFound, Missing: image.Tag, Near: []string{"1.20", "1.21"}}, "image-not-found", "tag", "`1.20`, `1.21`", "1"},
		{image.Error{Kind: image.NotFound, Missing: image.Repository}, "image-not-found", "repository", "", ""},
		{image.Error{Kind: image.NotFound, Missing: image.Digest}, "image-not-found", "digest", "", "sha256:2"},
		{image.Error{Kind: image.NotFound}, "image-not-found", "image", "", ""},
		{image.Error{Kind: image.NoPlatform, Wanted: "linux/arm64", Platforms: []string{"linux/386"}}, "image-platform", "linux/arm64", "linux/386", ""},
	}
	for _, tt := range tests {
		const reference = "localhost:5000/a:1@sha256:2"
		tt.err.Reference = reference
		p, ok := tt.err.Problem()
		if !ok || p.Rule != tt.rule || !strings.Contains(p.Message, tt.message) || !strings.Contains(p.Help, tt.help) || (p.Help == "") != (tt.help == "") ||
			p.Key != reference || p.Part != tt.part || p.Instead != strings.Join(tt.err.Near[:min(1, len(tt.err.Near))], "") {
			t.Errorf("%+v: %+v, %v", tt.err, p, ok)
		}
	}
	for k := image.Unauthorized; k <= image.Failed; k++ {
		if p, ok := (&image.Error{Kind: k}).Problem(); ok {
			t.Errorf("%v is a finding: %+v", k, p)
		}
	}
}
