package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func volumeSource() analyze.Rule {
	return analyze.Rule{
		Name: "volume-source", Severity: analyze.Error,
		Title: "the file behind a mount does not exist, or is a folder where a file is wanted",
		Run: func(p *analyze.Pass) {
			told := map[string]bool{}
			for _, s := range activeServices(p.Graph) {
				for _, m := range s.Mounts {
					// What several services mount is missing once.
					if f, ok := checkSource(p, s, m); ok && !told[f.Message] {
						told[f.Message] = true
						p.Report(f)
					}
				}
			}
		},
	}
}

// checkSource says what is wrong with the host's side of a mount.
func checkSource(p *analyze.Pass, s *graph.Service, m graph.Mount) (f analyze.Finding, wrong bool) {
	switch {
	case m.Found == graph.MissingEntry && wantsFile(m):
		return missingFile(p, s, m), true
	case m.Found == graph.MissingEntry && m.Kind == graph.Bind && !m.CreateHostPath:
		f = sourceFinding(s, m, tick(sourceText(m))+" does not exist, and the engine does not make it")
		f.Severity = analyze.Warning
		f.Help = "create the folder first"
	case m.Found == graph.FolderEntry && wantsFile(m) && fileLike(m.Target) && path.Base(m.Target) != path.Base(sourceText(m)):
		f = sourceFinding(s, m, fmt.Sprintf("%s is a folder, but %s is the name of a file", tick(sourceText(m)), tick(m.Target)))
		f.Severity = analyze.Warning
		f.Help = "mount the file itself"
	case m.Found == graph.FolderEntry && wantsFile(m) && m.Empty:
		f = sourceFinding(s, m, fmt.Sprintf("%s is an empty folder, but %s is the name of a file", tick(sourceText(m)), tick(m.Target)))
		f.Severity = analyze.Warning
		f.Notes = []string{"the engine makes an empty folder where a file is missing"}
		f.Help = "remove the folder, and put the file in its place"
	default:
		return f, false
	}
	return f, true
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

func missingFile(p *analyze.Pass, s *graph.Service, m graph.Mount) analyze.Finding {
	f := sourceFinding(s, m, tick(sourceText(m))+" does not exist")
	switch m.Kind {
	case graph.Bind:
		if m.CreateHostPath {
			f.Notes = append(f.Notes, "the engine makes a folder of that name, which cannot be mounted over the file "+tick(m.Target))
		}
	case graph.ConfigFile:
		f = definedFile(p, f, "config", m)
	case graph.SecretFile:
		f = definedFile(p, f, "secret", m)
	case graph.NamedVolume, graph.AnonymousVolume, graph.Tmpfs, graph.OtherMount:
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
		f.Fixes = replace(graph.Value{Text: m.File, Place: f.Place}, "./"+m.Similar[0], analyze.Unsafe)
	}
	return f
}

// definedFile points a finding at the top-level entry that names a file.
func definedFile(p *analyze.Pass, f analyze.Finding, kind string, m graph.Mount) analyze.Finding {
	name := m.File
	if rest, inside := strings.CutPrefix(name, strings.TrimSuffix(p.Dir, "/")+"/"); inside {
		name = "./" + rest
	}
	f.Message = fmt.Sprintf("%s, the file of the %s %s, does not exist", tick(name), kind, tick(m.Source))
	f.Related = append(f.Related, graph.Related{Message: "used here", Service: f.Service, Place: f.Place})
	f.Place = source.Place{Path: source.NewPath(kind+"s", m.Source, "file")}
	return f
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
	return analyze.Finding{Message: message, Service: s.Name, Key: sourceText(m), Place: sourcePlace(m)}
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
