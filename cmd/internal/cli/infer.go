package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/dockerfile"
	"github.com/ctypes-dev/ctypes/graph/draft"
	"github.com/ctypes-dev/ctypes/graph/infer/program"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// maxDockerfile bounds the Dockerfile that is read, in bytes.
const maxDockerfile = 1 << 20

// infer drafts contracts.
type infer struct {
	stages
	dockerfile string
	target     string
	types      *contract.Lattice
}

func newInfer(p *Process) *cobra.Command {
	i := &infer{stages: stages{process: p}}
	cmd := &cobra.Command{
		Use:   "infer IMAGE|DIR",
		Short: "Draft a contract for an image, or for the source code in a folder",
		Long: "Draft a contract that a person then edits. Of an image, it tells what the image's\n" +
			"configuration says; of a folder, what its Dockerfile says and which environment\n" +
			"variables its source code reads, each with the lines that read it. It only looks at\n" +
			"files: nothing is built or run. A name that is a folder's is taken for one; with a\n" +
			"tag it is an image's.",
		Args: one("IMAGE or DIR"),
		RunE: func(cmd *cobra.Command, args []string) error { return i.run(cmd.Context(), args[0]) },
	}
	i.registry.register(cmd.Flags())
	cmd.Flags().StringVar(&i.dockerfile, "dockerfile", "", "`FILE` to read in place of DIR/Dockerfile")
	cmd.Flags().StringVar(&i.target, "target", "", "`STAGE` of the Dockerfile (default: the last one)")
	return cmd
}

func (i *infer) run(ctx context.Context, name string) error {
	if err := i.open(); err != nil {
		return err
	}
	defer i.close()
	var err error
	if i.types, err = contract.Standard(); err != nil {
		return &failure{code: unreadable, err: fmt.Errorf("reading the known types: %w", err)}
	}
	var facts draft.Facts
	if isFolder(name) {
		facts, err = i.folder(ctx, name)
	} else {
		facts, err = i.image(ctx, name)
	}
	i.progress.end()
	if ended := interrupted(ctx); ended != nil {
		return ended
	}
	i.notices.flush()
	if err != nil {
		return &failure{code: unreadable, err: err}
	}
	return i.process.say("%s", i.notices.mask.Replace(draft.Contract(facts, i.types)))
}

// isFolder reports whether an argument names a folder rather than an image.
func isFolder(name string) bool {
	if strings.HasPrefix(name, ".") || filepath.IsAbs(name) {
		return true
	}
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// image is what a registry says of an image.
func (i *infer) image(ctx context.Context, name string) (draft.Facts, error) {
	if i.dockerfile != "" || i.target != "" {
		return draft.Facts{}, errors.New("`--dockerfile` and `--target` are for folders")
	}
	md, err := i.client.Metadata(ctx, name, "")
	if md == nil {
		return draft.Facts{}, err //nolint:wrapcheck // already about the image
	}
	repository, _ := splitImage(name)
	return draft.Facts{Title: "`" + name + "`", Repository: repository, Meta: md}, nil
}

// folder is what the Dockerfile and the source code of a folder say.
func (i *infer) folder(ctx context.Context, dir string) (draft.Facts, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return draft.Facts{}, fmt.Errorf("reading `%s`: %w", dir, err)
	}
	defer func() { _ = root.Close() }() // it was only read
	found, err := program.NewReader().Folder(root.FS())
	if err != nil {
		return draft.Facts{}, fmt.Errorf("reading `%s`: %w", dir, err)
	}
	facts := draft.Facts{Title: "`" + filepath.Clean(dir) + "`", Uses: found.Uses}
	if filepath.Clean(dir) == "." {
		facts.Title = "this folder"
	}
	if found.Cut {
		facts.Notes = append(facts.Notes, "The folder is too large: not all of it was read.")
	}
	if facts.File, err = i.file(root); err != nil || facts.File == nil {
		return facts, err
	}
	i.describe(ctx, &facts)
	return facts, nil
}

// file is the Dockerfile; nil where there is none and none was asked for.
func (i *infer) file(root *os.Root) (*source.File, error) {
	if i.dockerfile != "" {
		data, err := os.ReadFile(i.dockerfile)
		if err != nil {
			return nil, fmt.Errorf("reading the Dockerfile: %w", err)
		}
		return source.NewFile(i.dockerfile, data), nil
	}
	for _, name := range []string{"Dockerfile", "Containerfile"} {
		info, err := root.Stat(name)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxDockerfile {
			continue
		}
		if data, err := fs.ReadFile(root.FS(), name); err == nil {
			return source.NewFile(name, data), nil
		}
	}
	if i.target != "" {
		return nil, errors.New("`--target` is a stage of a Dockerfile, and there is none")
	}
	return nil, nil //nolint:nilnil // there is none
}

// describe adds what the Dockerfile says, its base image included where that
// can be looked up.
func (i *infer) describe(ctx context.Context, facts *draft.Facts) {
	scanned, errs := dockerfile.Scan(facts.File)
	for _, e := range errs {
		i.notices.add(fmt.Sprintf("cannot read all of %s: %s", facts.File.Name, e.Message))
	}
	meta, problems := dockerfile.Describe(scanned, dockerfile.Options{Target: i.target, Base: func(reference string) *graph.Metadata {
		md, err := lookup{i.client, i.registry.offline}.Metadata(ctx, reference, "")
		if err != nil {
			i.notices.add(fmt.Sprintf("the base image `%s` is left out: %v", reference, err))
		}
		return md
	}})
	for _, p := range problems {
		i.notices.add(p.Message)
	}
	facts.Meta = meta
}
