package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/image"
)

// lookup asks a client about images, and puts its troubles so that one trouble
// with a host is one text, however many images it is about.
type lookup struct {
	*image.Client
	// offline says that the user knows that nobody is asked.
	offline bool
}

// Metadata implements build.Images.
func (l lookup) Metadata(ctx context.Context, reference, platform string) (*graph.Metadata, error) {
	md, err := l.Client.Metadata(ctx, reference, platform)
	e, ok := errors.AsType[*image.Error](err)
	if !ok {
		return md, err //nolint:wrapcheck // nil, or already about the reference
	}
	switch e.Kind {
	case image.NotCached:
		if l.offline {
			return nil, nil //nolint:nilnil // nothing is known, as was to be expected
		}
	case image.Unreachable, image.Timeout, image.NotRegistry, image.RateLimited, image.Refused:
		if e.Host != "" {
			return md, fmt.Errorf("%s: %s: %w", e.Host, e.Kind, cause(e.Err))
		}
	case image.NotFound, image.NoPlatform, image.Unauthorized, image.Malformed, image.TooLarge,
		image.Cancelled, image.Invalid, image.Failed:
	}
	return md, err //nolint:wrapcheck // already about the reference
}

// cause is an error without the address that was asked for, which differs from
// image to image.
func cause(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
