package build

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/dockerfile"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// describe learns what the images of active services say of themselves: from
// their Dockerfiles, and from the registry. The registry's client bounds how
// much it does at once. An image that the project builds is no registry's.
func (b *builder) describe(ctx context.Context) {
	var wait sync.WaitGroup
	builders := b.builders()
	for _, s := range b.project.Services {
		switch {
		case !s.Active:
		case s.Build != nil:
			wait.Go(func() { s.Meta = b.built(ctx, s) })
		case builders[s.Image.Value] != nil:
		case b.options.Images != nil && s.Image.Value != "" && s.Image.Known() && !b.revealing(s.Image):
			wait.Go(func() { s.Meta = b.lookUp(ctx, s, s.Image.Value) })
		}
	}
	wait.Wait()
	for _, s := range b.project.Services {
		if by := builders[s.Image.Value]; by != nil && s.Build == nil {
			s.Meta = by.Meta
		}
	}
}

// builders are the services that build images, by the images' names: the first
// of each name that runs, else the first.
func (b *builder) builders() map[string]*graph.Service {
	all := map[string]*graph.Service{}
	for _, s := range b.project.Services {
		if s.Build == nil || s.Image.Value == "" {
			continue
		}
		if by := all[s.Image.Value]; by == nil || !by.Active && s.Active {
			all[s.Image.Value] = s
		}
	}
	return all
}

// lookUp asks the registry; nil when it cannot tell. That is a finding when
// there is no such image, and else a trouble of ours.
func (b *builder) lookUp(ctx context.Context, s *graph.Service, image string) *graph.Metadata {
	meta, err := b.options.Images.Metadata(ctx, image, s.Platform)
	if err == nil {
		return meta
	}
	var known interface {
		error
		Problem() (graph.Problem, bool)
		Notice() string
	}
	if !errors.As(err, &known) {
		b.notice(s.Name, err.Error())
		return nil
	}
	if p, ok := known.Problem(); ok {
		if s.PullPolicy == "never" {
			return meta // it is on this machine, or nowhere
		}
		b.report(ofImage(b.insteadOf(p, image), s))
		return meta // that of another platform, where there is one
	}
	if text := known.Notice(); text != "" {
		b.notice(s.Name, text)
	}
	return nil
}

// insteadOf adds to a missing image what the catalog knows to be in its place.
func (b *builder) insteadOf(p graph.Problem, image string) graph.Problem {
	r, ok := parseReference(image)
	if !ok || p.Rule != "image-not-found" || b.options.NoCatalog {
		return p
	}
	section, found, err := b.catalog.Lookup(r.repository, r.tag)
	switch {
	case err != nil || !found || section.Deprecated == "" || section.Elsewhere:
	case p.Help == "":
		p.Help = section.Deprecated
	default:
		p.Notes = append(p.Notes, section.Deprecated)
	}
	return p
}

// ofImage puts a problem where a service names its image, at the part of the
// name that is at fault.
func ofImage(p graph.Problem, s *graph.Service) graph.Problem {
	p.Service, p.Place = s.Name, imagePlace(s)
	i := strings.LastIndex(s.Image.Value, p.Part)
	if p.Part == "" || i < 0 || p.Place != s.Image.Place {
		p.Part, p.Instead = "", ""
		return p
	}
	p.Place = p.Place.At(spanOf(i, len(p.Part)))
	return p
}

// built is what the Dockerfile of a service says of its image.
func (b *builder) built(ctx context.Context, s *graph.Service) *graph.Metadata {
	file := b.dockerfile(s)
	if file == nil {
		return nil
	}
	scanned, errs := dockerfile.Scan(file)
	for _, e := range errs {
		b.notice(s.Name, fmt.Sprintf("cannot read all of %s: %s", file.Name, e.Message))
	}
	meta, problems := dockerfile.Describe(scanned, dockerfile.Options{
		Target: s.Build.Target, Args: b.arguments(s.Build.Args), Platform: s.Platform,
		Base: func(reference string) *graph.Metadata {
			if b.options.Images == nil {
				return nil
			}
			return b.base(ctx, s, reference)
		},
	})
	for _, p := range problems {
		p.Service = s.Name
		b.report(p)
	}
	if meta != nil {
		addBuildLabels(meta, s.Build.Labels)
	}
	return meta
}

// addBuildLabels adds the contracts in labels that the compose file gives the
// image. They take the place of the Dockerfile's labels of the same names.
func addBuildLabels(meta *graph.Metadata, labels []graph.Label) {
	for _, l := range labels {
		meta.Contracts = slices.DeleteFunc(meta.Contracts, func(t graph.ContractText) bool {
			return t.Layer == contract.LabelLayer && strings.HasPrefix(t.Origin, "label "+l.Name+" of ")
		})
	}
	meta.Contracts = append(meta.Contracts, graph.LabelContracts(labels, "the build")...)
}

// base is what the image that a Dockerfile builds on says of itself. That it
// cannot be had is no finding about the service.
func (b *builder) base(ctx context.Context, s *graph.Service, reference string) *graph.Metadata {
	meta, err := b.options.Images.Metadata(ctx, reference, s.Platform)
	if err != nil {
		return nil
	}
	return meta
}

// dockerfile is the text of a service's Dockerfile; nil when it cannot be read.
func (b *builder) dockerfile(s *graph.Service) *source.File {
	switch {
	case s.Build.Remote:
		return nil
	case s.Build.Inline.Value != "":
		return source.NewFile(graph.InlineName(s.Name), []byte(s.Build.Inline.Value))
	case b.project.Disk == nil:
		return nil
	}
	file, err := b.project.Disk.Read(s.Build.Dockerfile)
	if err != nil && filepath.Base(s.Build.Dockerfile) == "Dockerfile" {
		// podman and buildah read this one first.
		file, err = b.project.Disk.Read(filepath.Join(filepath.Dir(s.Build.Dockerfile), "Containerfile"))
	}
	if err != nil {
		return nil
	}
	return file
}

// revealing reports whether asking for an image would tell a registry a secret
// of the environment that ctypes runs in.
func (b *builder) revealing(text graph.Text) bool {
	return slices.ContainsFunc(text.Parts, func(p graph.Part) bool {
		return p.Origin == graph.FromProcess && (IsSecretName(p.Variable) || slices.ContainsFunc(b.project.Drawn[p.Variable], IsSecretName))
	})
}

// arguments are those of a build, without what a name of a base image may not
// reveal.
func (b *builder) arguments(all []graph.Variable) []graph.Variable {
	args := slices.Clone(all)
	for i, v := range args {
		if b.revealing(v.Text) {
			args[i].Text = graph.Opaque("", v.Place)
		}
	}
	return args
}
