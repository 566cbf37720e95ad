package build

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/infer"
	"github.com/ctypes-dev/ctypes/graph/source"
)

const (
	// configSize bounds the configuration files that are read, in bytes.
	configSize = 1 << 20
	// folderFiles bounds the files of one mounted folder that are read.
	folderFiles = 64
	// folderDepth is how far below a mounted folder files are read.
	folderDepth = 2
)

// configFiles are the small files of the project that a service's container
// sees: those that are mounted or inlined by themselves, and those of folders
// that are mounted where images keep configuration.
func (b *builder) configFiles(s *graph.Service) []infer.Mounted {
	var files []infer.Mounted
	for _, m := range s.Mounts {
		switch {
		case !m.Known:
		case m.Content.Value != "":
			files = append(files, infer.Mounted{
				Target: m.Target, File: source.NewFile(m.Raw, []byte(m.Content.Value)), At: m.Content.Place.At, Alone: true,
			})
		case m.Found == graph.FileEntry && m.Kind != graph.SecretFile:
			files = b.addFile(files, hostPath(m), m.Target, true)
		case m.Found == graph.FolderEntry && isConfigFolder(m.Target):
			files = b.addFolder(files, hostPath(m), m.Target, folderDepth)
		}
	}
	return files
}

func (b *builder) addFile(files []infer.Mounted, host, target string, alone bool) []infer.Mounted {
	if b.project.Disk == nil || !mayConfigure(target) {
		return files
	}
	f, err := b.project.Disk.Read(host)
	if err != nil || len(f.Data) > configSize {
		return files
	}
	at := func(s source.Span) source.Place { return source.Place{File: f.Name, Span: s} }
	return append(files, infer.Mounted{Target: target, File: f, At: at, Alone: alone})
}

func (b *builder) addFolder(files []infer.Mounted, host, target string, depth int) []infer.Mounted {
	for _, name := range b.project.Disk.List(host) {
		if len(files) > folderFiles {
			return files
		}
		full := filepath.Join(host, name)
		switch b.project.Disk.Stat(full) {
		case graph.FileEntry:
			files = b.addFile(files, full, path.Join(target, name), false)
		case graph.FolderEntry:
			if depth > 0 {
				files = b.addFolder(files, full, path.Join(target, name), depth-1)
			}
		case graph.UnknownEntry, graph.MissingEntry, graph.OtherEntry:
		}
	}
	return files
}

// isConfigFolder reports whether images keep configuration at a path, rather
// than programs or data.
func isConfigFolder(target string) bool {
	for _, word := range []string{"/etc", "/conf", "config", "/templates", "/kong", "/provisioning"} {
		if strings.Contains(target, word) {
			return true
		}
	}
	return false
}

// mayConfigure reports whether a file may be configuration, by its name.
func mayConfigure(target string) bool {
	switch path.Ext(target) {
	case ".sql", ".sh", ".py", ".js", ".ts", ".php", ".rb", ".go", ".html", ".css", ".pem", ".crt", ".key", ".png", ".jpg", ".svg", ".gz", ".zip", ".jar", ".so", ".md":
		return false
	}
	return true
}
