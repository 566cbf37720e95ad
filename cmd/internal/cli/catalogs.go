package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/ctypes-dev/ctypes/cmd/internal/config"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/catalog"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// catalogs are those that a project's configuration names. One that a registry
// does not give is told of, and done without.
func (s *stages) catalogs(ctx context.Context, set *settings, b beside) []catalog.Entries {
	var all []catalog.Entries
	missed := func(v config.Value, err error) {
		s.notices.add(fmt.Sprintf("the catalog `%s`: %v", v.Text, err))
		set.missed.Store(true)
	}
	for _, v := range set.Catalogs {
		reference, remote := v.Artifact()
		if !remote {
			if dir, ok := b.folder(v); ok {
				all = append(all, folderCatalog{name: v.Text, dir: dir, disk: b.project.Disk})
			}
			continue
		}
		artifact, err := set.client.Artifact(ctx, reference)
		if err != nil {
			missed(v, err)
			continue
		}
		all = append(all, &remoteCatalog{
			name: v.Text,
			fetch: func(path string) ([]byte, bool) {
				text, ok, err := artifact.File(ctx, path)
				if err != nil {
					missed(v, err)
				}
				return text, ok && err == nil
			},
		})
	}
	return all
}

// folderCatalog is a catalog in a folder.
type folderCatalog struct {
	name, dir string
	disk      graph.Disk
}

// Name implements catalog.Entries.
func (c folderCatalog) Name() string { return c.name }

// Entry implements catalog.Entries.
func (c folderCatalog) Entry(repository string) *source.File {
	file, err := c.disk.Read(filepath.Join(c.dir, filepath.FromSlash(catalog.FileOf(repository))))
	if err != nil {
		return nil // most repositories have no entry
	}
	return file
}

// remoteCatalog is a catalog in a registry.
type remoteCatalog struct {
	name  string
	fetch func(path string) ([]byte, bool)

	mu    sync.Mutex
	known map[string]*source.File
}

// Name implements catalog.Entries.
func (c *remoteCatalog) Name() string { return c.name }

// Entry implements catalog.Entries.
func (c *remoteCatalog) Entry(repository string) *source.File {
	c.mu.Lock()
	defer c.mu.Unlock()
	if file, ok := c.known[repository]; ok {
		return file
	}
	if c.known == nil {
		c.known = map[string]*source.File{}
	}
	var file *source.File
	path := catalog.FileOf(repository)
	if text, ok := c.fetch(path); ok {
		file = source.NewFile(c.name+"/"+path, text)
	}
	c.known[repository] = file
	return file
}
