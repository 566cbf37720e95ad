package build

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// longestSecret bounds the files with values of variables that are read, in
// bytes.
const longestSecret = 16 << 10

// findInFiles reads the values that variables such as DB_PASSWORD_FILE keep in
// files, where these are secrets that are mounted from the project. Of a
// variable that is set itself, the file is not read.
func findInFiles(p *graph.Project, s *graph.Service) {
	if p.Disk == nil {
		return
	}
	for _, v := range s.Environment {
		name, ok := strings.CutSuffix(v.Name, "_FILE")
		if !ok || name == "" || v.State != graph.Set || !v.Known() || sets(s, name) {
			continue
		}
		i := slices.IndexFunc(s.Mounts, func(m graph.Mount) bool { return m.Known && m.Target == v.Value && holdsValue(m, name) })
		if i < 0 {
			continue
		}
		if text, ok := readValue(p.Disk, hostPath(s.Mounts[i])); ok {
			s.InFiles = append(s.InFiles, graph.Variable{Name: name, Text: text, State: graph.Set, Source: v.Source, KeyPlace: v.KeyPlace})
		}
	}
}

// holdsValue reports whether what is mounted is a file with the value of a
// variable, rather than one that the program works with, such as LOG_FILE.
func holdsValue(m graph.Mount, name string) bool {
	return m.Found == graph.FileEntry && (m.Kind == graph.SecretFile || IsSecretName(name))
}

func sets(s *graph.Service, name string) bool {
	return slices.ContainsFunc(s.Environment, func(v graph.Variable) bool { return v.Name == name })
}

// readValue reads a file of one line.
func readValue(disk graph.Disk, path string) (graph.Text, bool) {
	f, err := disk.Read(path)
	if err != nil || len(f.Data) > longestSecret || !utf8.Valid(f.Data) {
		return graph.Text{}, false
	}
	value := strings.TrimRight(string(f.Data), "\r\n")
	if value == "" || strings.ContainsAny(value, "\r\n\x00") {
		return graph.Text{}, false
	}
	return graph.Text{Value: value, Place: source.Place{File: f.Name, Span: source.Span{End: len(value)}}}, true
}
