package compose

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

// envTemplate is the file of the project's folder whose name says that it is
// to be copied to .env, as shown to the user; "" when there is none.
func (l *loading) envTemplate() string {
	names := l.disk.List(l.dir)
	i := slices.IndexFunc(names, isEnvTemplate)
	if i < 0 {
		return ""
	}
	path := filepath.Join(l.dir, names[i])
	if l.disk.Stat(path) != graph.FileEntry {
		return ""
	}
	return l.disk.names.show(path)
}

// isEnvTemplate reports whether a file's name is one of those that people give
// to templates of .env: .env.example, env.sample, example.env.
func isEnvTemplate(name string) bool {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '-' || r == '_' })
	return len(words) == 2 && slices.Contains(words, "env") && slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"example", "sample", "template", "dist", "default", "tpl", "tmpl"}, w)
	})
}
