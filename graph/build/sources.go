package build

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

const (
	// searchDepth is how far below a missing file's nearest folder a file of
	// its name is looked for.
	searchDepth = 3
	// searchEntries bounds the folder entries that one search looks at.
	searchEntries = 2000
)

// findSources looks at the host side of a service's mounts: what is there, and
// for what is missing, which files the user may have meant.
func findSources(p *graph.Project, s *graph.Service) {
	if p.Disk == nil {
		return
	}
	for i := range s.Mounts {
		m := &s.Mounts[i]
		host := hostPath(*m)
		if host == "" || !m.Known {
			continue
		}
		m.Found = p.Disk.Stat(host)
		if m.Found == graph.FolderEntry {
			names := p.Disk.List(host)
			m.Empty = names != nil && len(names) == 0
		}
		if m.Found == graph.MissingEntry {
			m.Similar = similar(p, host, m.Target)
		}
	}
}

// hostPath is the file or folder of the host that a mount shows, "" for none.
func hostPath(m graph.Mount) string {
	switch m.Kind {
	case graph.Bind:
		return m.Source
	case graph.ConfigFile, graph.SecretFile:
		return m.File
	case graph.NamedVolume, graph.AnonymousVolume, graph.Tmpfs, graph.OtherMount:
	}
	return ""
}

// similar finds files near a missing one that have its name, the name of its
// mount's target, or its name with an ending that marks a template of it.
func similar(p *graph.Project, missing, target string) []string {
	names := []string{filepath.Base(missing), path.Base(target)}
	dir := filepath.Dir(missing)
	for p.Disk.Stat(dir) != graph.FolderEntry {
		if dir == p.Dir || len(dir) < len(p.Dir) {
			return nil
		}
		dir = filepath.Dir(dir)
	}
	search := search{disk: p.Disk, match: func(name string) bool {
		return slices.Contains(names, name) || isTemplateOf(name, names[0])
	}}
	search.walk(dir, searchDepth)
	found := search.found
	for i, f := range found {
		if rel, err := filepath.Rel(p.Dir, f); err == nil {
			found[i] = filepath.ToSlash(rel)
		}
	}
	slices.Sort(found)
	return found
}

// isTemplateOf reports whether a file's name says that it is to be copied to
// the other name: app.conf.example, app.example.conf.
func isTemplateOf(name, of string) bool {
	for _, word := range []string{"example", "sample", "template", "dist", "tmpl", "tpl"} {
		ext := filepath.Ext(of)
		if name == of+"."+word || name == of+"-"+word || name == strings.TrimSuffix(of, ext)+"."+word+ext {
			return true
		}
	}
	return false
}

// search is a bounded walk through folders.
type search struct {
	disk  graph.Disk
	match func(name string) bool
	found []string
	seen  int
}

func (s *search) walk(dir string, depth int) {
	for _, name := range s.disk.List(dir) {
		if s.seen++; s.seen > searchEntries {
			return
		}
		full := filepath.Join(dir, name)
		switch {
		case s.match(name) && s.disk.Stat(full) == graph.FileEntry:
			s.found = append(s.found, full)
		case depth > 0 && name != "node_modules" && name != ".git" && s.disk.Stat(full) == graph.FolderEntry:
			s.walk(full, depth-1)
		}
	}
}
