package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

func volumeSource() analyze.Rule {
	return analyze.Rule{
		Name: "volume-source", Severity: analyze.Error,
		Title: "the file behind a mount does not exist, or is a folder where a file is wanted",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, m := range s.Mounts {
					checkSource(p, s, m)
				}
			}
		},
	}
}

func checkSource(p *analyze.Pass, s *graph.Service, m graph.Mount) {
	switch {
	case m.Found == graph.MissingEntry && wantsFile(m):
		reportMissingFile(p, s, m)
	case m.Found == graph.MissingEntry && m.Kind == graph.Bind && !m.CreateHostPath:
		f := sourceFinding(s, m, tick(sourceText(m))+" does not exist, and the engine does not make it")
		f.Severity = analyze.Warning
		f.Help = "create the folder first"
		p.Report(f)
	case m.Found == graph.FolderEntry && wantsFile(m) && fileLike(m.Target) && path.Base(m.Target) != path.Base(sourceText(m)):
		f := sourceFinding(s, m, fmt.Sprintf("%s is a folder, but %s is the name of a file", tick(sourceText(m)), tick(m.Target)))
		f.Severity = analyze.Warning
		f.Help = "mount the file itself"
		p.Report(f)
	}
}

// wantsFile reports whether a mount is of a file rather than of a folder, as
// far as names tell.
func wantsFile(m graph.Mount) bool {
	switch m.Kind {
	case graph.ConfigFile, graph.SecretFile:
		return true
	case graph.Bind:
		return fileLike(m.Target) && fileLike(sourceText(m))
	case graph.NamedVolume, graph.AnonymousVolume, graph.Tmpfs, graph.OtherMount:
	}
	return false
}

// fileLike reports whether a path ends as files that people mount do. A folder
// may hold a dot too: conf.d, .ssh, site.com.
func fileLike(p string) bool {
	return slices.Contains([]string{
		".cfg", ".cnf", ".conf", ".config", ".crt", ".env", ".html", ".ini", ".js", ".json", ".key", ".lua", ".pem", ".php",
		".properties", ".py", ".rb", ".sh", ".sql", ".template", ".tmpl", ".toml", ".txt", ".xml", ".yaml", ".yml",
	}, strings.ToLower(path.Ext(p))) || path.Base(p) == "Caddyfile" || path.Base(p) == ".env"
}

func reportMissingFile(p *analyze.Pass, s *graph.Service, m graph.Mount) {
	source := sourceText(m)
	f := sourceFinding(s, m, tick(source)+" does not exist")
	if m.Kind == graph.Bind && m.CreateHostPath {
		f.Notes = append(f.Notes, "the engine makes a folder of that name, which cannot be mounted over the file "+tick(m.Target))
	}
	switch {
	case len(m.Similar) == 0:
		f.Severity = analyze.Warning
		f.Help = "create the file before the project is started"
	case slices.ContainsFunc(m.Similar, isTemplateName):
		f.Severity = analyze.Warning
		f.Help = "copy it from " + ticks(m.Similar[:1])
	default:
		f.Help = "there is " + ticks(m.Similar[:min(3, len(m.Similar))])
	}
	p.Report(f)
}

// isTemplateName reports whether a file's name marks it as one to be copied.
func isTemplateName(name string) bool {
	name = path.Base(name)
	for _, word := range []string{"example", "sample", "template", "dist", "tmpl", "tpl"} {
		if strings.Contains(name, "."+word) || strings.HasSuffix(name, "-"+word) {
			return true
		}
	}
	return false
}

func sourceFinding(s *graph.Service, m graph.Mount, message string) analyze.Finding {
	place := m.SourceRaw.Place
	if place.IsZero() {
		place = m.Place
	}
	return analyze.Finding{Message: message, Service: s.Name, Key: sourceText(m), Place: place}
}

// sourceText is a mount's host side as the user wrote it.
func sourceText(m graph.Mount) string {
	if m.SourceRaw.Value != "" {
		return m.SourceRaw.Value
	}
	return hostSide(m)
}

func hostSide(m graph.Mount) string {
	if m.File != "" {
		return m.File
	}
	return m.Source
}
