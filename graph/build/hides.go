package build

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

// installer is a command that puts dependencies into a folder of their own
// below the working directory.
type installer struct {
	command *regexp.Regexp
	folder  string
}

func installers() []installer {
	return []installer{
		{regexp.MustCompile(`\b(npm (ci|i|install)|yarn( install)?( --[\w-]+)*\s*(&&|;|$)|pnpm (i|install)|bun (i|install))\b?`), "node_modules"},
		{regexp.MustCompile(`\bcomposer (install|update)\b`), "vendor"},
		{regexp.MustCompile(`\buv sync\b`), ".venv"},
	}
}

// findHidden notes which bind mounts of a built service hide what its
// Dockerfile installs. A folder that the host has too is not missed, and a
// command that installs again fills it.
func findHidden(p *graph.Project, s *graph.Service) {
	if s.Meta == nil || !s.Meta.Built || p.Disk == nil {
		return
	}
	known := installers()
	for _, step := range s.Meta.Steps {
		for _, in := range known {
			if step.Keyword != "RUN" || !in.command.MatchString(step.Text) || strings.Contains(step.Text, " -g ") || installs(s, in) || in.movedAway(s.Meta.Steps) {
				continue
			}
			folder := path.Join(step.WorkingDir, in.folder)
			if m := covering(s, folder); m != nil && p.Disk.Stat(hostSide(*m, folder)) == graph.MissingEntry {
				m.Hides = graph.Hidden{Folder: folder, Step: step.Place}
			}
		}
	}
}

// movedAway reports whether a build brings the folder somewhere else, where
// programs find it too.
func (in installer) movedAway(steps []graph.Step) bool {
	moved := regexp.MustCompile(`\b(mv|rm|cp|ln)\b[^&|;]*` + regexp.QuoteMeta(in.folder))
	return slices.ContainsFunc(steps, func(s graph.Step) bool { return s.Keyword == "RUN" && moved.MatchString(s.Text) })
}

// installs reports whether what the container runs installs again.
func installs(s *graph.Service, in installer) bool {
	for _, c := range []*graph.Command{s.Entrypoint, s.Command} {
		if c == nil {
			continue
		}
		words := make([]string, len(c.Words))
		for i, w := range c.Words {
			words[i] = w.Value
		}
		if in.command.MatchString(strings.Join(words, " ")) {
			return true
		}
	}
	return false
}

// covering is the bind mount of a folder of the project that a path of the
// container lies in; nil when another mount lies closer.
func covering(s *graph.Service, folder string) *graph.Mount {
	var best *graph.Mount
	for i := range s.Mounts {
		m := &s.Mounts[i]
		if below(folder, m.Target) && (best == nil || len(m.Target) > len(best.Target)) {
			best = m
		}
	}
	if best == nil || best.Kind != graph.Bind || best.Target == folder || !best.Known || best.Found != graph.FolderEntry {
		return nil
	}
	return best
}

// hostSide is the host path of a container's path in a bind mount.
func hostSide(m graph.Mount, p string) string {
	return filepath.Join(m.Source, filepath.FromSlash(strings.TrimPrefix(p, m.Target)))
}
