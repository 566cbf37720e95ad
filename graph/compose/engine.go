package compose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"

	"github.com/ctypes-dev/ctypes/graph"
)

// engine has compose-go load a project. It hands it the texts that were read
// already, and keeps it from reading anything else that is not allowed.
type engine struct {
	layout   *layout
	name     string
	profiles []string
	// budget is what interpolated values may still add up to.
	budget int
}

// errPanic is what a panic of compose-go becomes.
var errPanic = errors.New("docker compose crashes on this")

// guarded runs a step of compose-go, which panics on some malformed models.
func guarded(step func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errPanic, r)
		}
	}()
	return step()
}

// load is compose-go's own load of the whole project.
func (e *engine) load(ctx context.Context) (*types.Project, error) {
	logrus.SetOutput(io.Discard) // its warnings are told as problems, with places
	var project *types.Project
	err := guarded(func() error {
		var err error
		details := e.details()
		details.ConfigFiles = e.files()
		project, err = loader.LoadWithContext(ctx, details, e.options)
		return err //nolint:wrapcheck // the caller puts it into its own words
	})
	return project, err
}

// details are the project's folder and variables.
func (e *engine) details() types.ConfigDetails {
	g := e.layout.root
	return types.ConfigDetails{WorkingDir: g.dir, Environment: maps.Clone(g.scope.all)}
}

// files are the project's own files; compose-go reads further ones itself.
func (e *engine) files() []types.ConfigFile {
	var files []types.ConfigFile
	for _, u := range e.layout.root.units {
		if last := len(files) - 1; last >= 0 && files[last].Filename == u.file.path {
			continue // another document of the same file
		}
		files = append(files, types.ConfigFile{Filename: u.file.path, Content: append([]byte{}, u.file.text.Data...)})
	}
	return files
}

// options are docker compose's, less what this package does itself.
func (e *engine) options(o *loader.Options) {
	o.SetProjectName(e.name, true)
	o.Profiles = e.profiles
	o.SkipConsistencyCheck = true
	o.SkipResolveEnvironment = true
	o.SkipResolveLabels = true
	o.ResourceLoaders = []loader.ResourceLoader{guard{e.layout}}
	o.Interpolate.Substitute = e.substitute
	o.ConvertWindowsPaths = isTrue(e.layout.root.scope.all["COMPOSE_CONVERT_WINDOWS_PATHS"])
}

func isTrue(text string) bool {
	b, err := strconv.ParseBool(text)
	return err == nil && b
}

// substitute stands for template.Substitute, which is quadratic.
func (e *engine) substitute(text string, mapping template.Mapping) (string, error) {
	x := expand(text, func(name string) (string, graph.Origin, bool) {
		value, ok := mapping(name)
		return value, graph.FromEnvFile, ok
	}, &e.budget)
	if len(x.failures) > 0 {
		return "", x.failures[0]
	}
	return x.value, nil
}

// guard is asked by compose-go for every file that it would open. It takes
// those that were not read and allowed before, and refuses them; the others it
// leaves to compose-go, which knows what their paths are relative to.
type guard struct{ layout *layout }

// Accept reports whether a path leads to no file that was read, from whatever
// folder it is relative to.
func (g guard) Accept(path string) bool {
	return !slices.ContainsFunc(g.layout.folders(), func(dir string) bool {
		_, read := g.layout.parsed[absolute(dir, path)]
		return read
	})
}

// Load refuses.
func (guard) Load(_ context.Context, path string) (string, error) {
	return "", fmt.Errorf("reading `%s`: %w", path, errOutside)
}

// Dir returns the folder of a path.
func (guard) Dir(path string) string { return filepath.Dir(path) }

// folders are what paths of the project's files may be relative to.
func (t *layout) folders() []string {
	dirs := []string{t.root.dir}
	var walk func(g *group)
	walk = func(g *group) {
		dirs = append(dirs, g.dir)
		for _, u := range g.units {
			for _, inner := range u.included {
				walk(inner)
			}
		}
	}
	walk(t.root)
	for _, g := range t.baseGroups() {
		dirs = append(dirs, g.dir)
	}
	return dirs
}
