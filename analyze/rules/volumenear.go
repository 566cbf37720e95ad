package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/near"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func volumeNear() analyze.Rule {
	return analyze.Rule{
		Name: "volume-near", Severity: analyze.Error,
		Title: "a mount just misses the path that the image uses",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, m := range s.Mounts {
					if name, path, ok := drive(m); ok && namesVolume(p, s, name, path) {
						reportDrive(p, s, m)
					}
				}
				for _, f := range s.Contract.Volumes {
					w := wanted{s, f, unify.VolumePath(f)}
					if m, moved := movedMount(w); moved {
						reportMoved(p, w, m)
					} else if m := nearMount(w); m != nil && !isDrive(*m) {
						reportNear(p, w, *m)
					}
				}
			}
		},
	}
}

// movedMount is the mount at a path that the image used before.
func movedMount(w wanted) (graph.Mount, bool) {
	i := slices.IndexFunc(w.service.Mounts, func(m graph.Mount) bool { return m.Known && m.Target == w.path })
	if i < 0 || w.fact.Deprecated == "" || w.fact.Maybe {
		return graph.Mount{}, false
	}
	return w.service.Mounts[i], true
}

// hasMoved reports whether a service mounts something where its image used to
// keep its data.
func hasMoved(s *graph.Service) bool {
	return slices.ContainsFunc(s.Contract.Volumes, func(f graph.Fact[contract.Volume]) bool {
		_, moved := movedMount(wanted{s, f, unify.VolumePath(f)})
		return moved
	})
}

func reportMoved(p *analyze.Pass, w wanted, m graph.Mount) {
	f := w.finding(fmt.Sprintf("the image of %s no longer keeps its data at %s", tick(w.service.Name), tick(w.path)))
	f.Key, f.Place, f.Help = m.Target, targetPlace(m), w.fact.Deprecated
	if now, ok := movedTo(w); ok {
		f.Notes, f.Help = append(f.Notes, w.fact.Deprecated), "mount it at "+tick(now)
		f.Fixes = replace(graph.Value{Text: m.Target, Place: m.TargetPlace}, now, analyze.Unsafe)
	}
	p.Report(f)
}

// movedTo is the one path that a service keeps its data at now.
func movedTo(w wanted) (path string, ok bool) {
	for _, f := range w.service.Contract.Volumes {
		if f.Deprecated != "" || f.Maybe || f.Clause.Persist != contract.Yes {
			continue
		}
		if ok {
			return "", false
		}
		path, ok = unify.VolumePath(f), true
	}
	return path, ok
}

func targetPlace(m graph.Mount) source.Place {
	if m.TargetPlace.IsZero() {
		return m.Place
	}
	return m.TargetPlace
}

// nearMount is the mount that was surely meant for a path and misses it; nil
// when there is none. It lies inside of a database's folder that is not
// mounted itself, around a path that the image makes a volume of its own, or
// is spelled nearly alike.
func nearMount(w wanted) *graph.Mount {
	if w.fact.Deprecated != "" {
		return nil
	}
	if _, ok, unsure := mountOf(w.service, w.path); w.path == "" || unsure || ok && !coversBelow(w) {
		return nil
	}
	for i := range w.service.Mounts {
		m := &w.service.Mounts[i]
		switch {
		case isDrive(*m):
			if _, path, _ := drive(*m); unify.Inside(path, w.path) || unify.Inside(w.path, path) {
				return m
			}
		case m.Kind == graph.Tmpfs || m.Kind == graph.SecretFile || m.Kind == graph.ConfigFile || speaksOf(w.service, m.Target) || pointsAt(w.service, m.Target):
		case w.fact.Clause.Share == contract.Exclusive && m.Kind != graph.AnonymousVolume && unify.Inside(m.Target, w.path) && isFolderMount(*m):
			return m
		case m.Target != w.path && unify.Inside(w.path, m.Target) && coversBelow(w):
			return m
		case len(near.Suggest(m.Target, []string{w.path})) > 0:
			return m
		}
	}
	return nil
}

// coversBelow reports whether the image makes a volume at just this path, so
// that a mount of a folder above does not hold what is written there.
func coversBelow(w wanted) bool {
	if w.service.Meta == nil || slices.ContainsFunc(w.service.Mounts, func(m graph.Mount) bool { return m.Target == w.path }) {
		return false
	}
	return slices.ContainsFunc(w.service.Meta.Volumes, func(v graph.Text) bool { return v.Value == w.path })
}

// speaksOf reports whether a path is one that the contract speaks of itself.
func speaksOf(s *graph.Service, path string) bool {
	return slices.ContainsFunc(s.Contract.Volumes, func(f graph.Fact[contract.Volume]) bool { return unify.VolumePath(f) == path })
}

// pointsAt reports whether the command or a variable of a service names a
// path, so that something is kept there on purpose.
func pointsAt(s *graph.Service, path string) bool {
	if !strings.HasPrefix(path, "/") {
		return false
	}
	for _, c := range []*graph.Command{s.Entrypoint, s.Command} {
		if c != nil && slices.ContainsFunc(c.Words, func(w graph.Text) bool { return strings.Contains(w.Value, path) }) {
			return true
		}
	}
	return slices.ContainsFunc(s.Environment, func(v graph.Variable) bool { return strings.Contains(v.Value, path) })
}

// isFolderMount reports whether a mount is of a folder, as far as names tell.
func isFolderMount(m graph.Mount) bool { return m.Kind == graph.NamedVolume || !fileLike(m.Target) }

func reportNear(p *analyze.Pass, w wanted, m graph.Mount) {
	f := w.finding(fmt.Sprintf("%s is mounted at %s, but the image of %s uses %s", tick(mountSource(m)), tick(m.Target), tick(w.service.Name), tick(w.path)))
	if !misses(w) {
		f.Severity = analyze.Warning
	}
	f.Key, f.Place, f.Label = m.Target, targetPlace(m), fmt.Sprintf("%s uses %s", tick(w.service.Name), tick(w.path))
	f.Help = "mount it at " + tick(w.path)
	f.Fixes = replace(graph.Value{Text: m.Target, Place: m.TargetPlace}, w.path, analyze.Unsafe)
	p.Report(f)
}

// drive reads a mount that compose takes for a folder of a Windows drive,
// d:/data, because the volume's name has one letter.
func drive(m graph.Mount) (name, path string, ok bool) {
	name, path, ok = strings.Cut(m.Target, ":")
	return name, path, ok && m.Kind == graph.AnonymousVolume && len(name) == 1 && strings.HasPrefix(path, "/")
}

func isDrive(m graph.Mount) bool {
	_, _, ok := drive(m)
	return ok
}

// namesVolume reports whether a drive's letter was meant for a volume: there
// is one of that name, or the service uses the path behind it.
func namesVolume(p *analyze.Pass, s *graph.Service, name, path string) bool {
	return speaksOf(s, path) || slices.ContainsFunc(p.Volumes, func(v *graph.Volume) bool { return v.Key == name })
}

func reportDrive(p *analyze.Pass, s *graph.Service, m graph.Mount) {
	name, path, _ := drive(m)
	p.Report(analyze.Finding{
		Message: fmt.Sprintf("%s is taken for a folder on a Windows drive, not for the volume %s at %s", tick(m.Target), tick(name), tick(path)),
		Service: s.Name, Key: m.Target, Place: targetPlace(m), Severity: analyze.Warning, // it runs, with an anonymous volume
		Notes: []string{"in front of a colon, compose takes one letter for a drive"},
		Help:  fmt.Sprintf("give the volume a longer name, or write it as `source: %s` and `target: %s`", name, path),
	})
}

func mountSource(m graph.Mount) string {
	if text := sourceText(m); text != "" {
		return text
	}
	return "a volume"
}
