package rules

import (
	"fmt"
	"slices"

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
				for _, f := range s.Contract.Volumes {
					w := wanted{s, f, unify.VolumePath(f)}
					if f.Deprecated != "" {
						reportMoved(p, w)
					} else if m := nearMount(w); m != nil {
						reportNear(p, w, *m)
					}
				}
			}
		},
	}
}

// reportMoved reports a mount at a path that the image used before, and that
// it refuses now.
func reportMoved(p *analyze.Pass, w wanted) {
	i := slices.IndexFunc(w.service.Mounts, func(m graph.Mount) bool { return m.Known && m.Target == w.path })
	if i < 0 || w.fact.Maybe {
		return
	}
	m := w.service.Mounts[i]
	f := w.finding(fmt.Sprintf("the image of %s no longer keeps its data at %s", tick(w.service.Name), tick(w.path)))
	f.Key, f.Place, f.Help = m.Target, targetPlace(m), w.fact.Deprecated
	p.Report(f)
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
	if _, ok, unsure := mountOf(w.service, w.path); w.path == "" || unsure || ok && !coversBelow(w) {
		return nil
	}
	for i := range w.service.Mounts {
		m := &w.service.Mounts[i]
		switch {
		case m.Kind == graph.Tmpfs || m.Kind == graph.SecretFile || m.Kind == graph.ConfigFile || claimed(w.service, m.Target):
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

// claimed reports whether a path is one that the contract speaks of itself.
func claimed(s *graph.Service, path string) bool {
	return slices.ContainsFunc(s.Contract.Volumes, func(f graph.Fact[contract.Volume]) bool { return unify.VolumePath(f) == path })
}

// isFolderMount reports whether a mount is of a folder, as far as names tell.
func isFolderMount(m graph.Mount) bool { return m.Kind == graph.NamedVolume || !fileLike(m.Target) }

func reportNear(p *analyze.Pass, w wanted, m graph.Mount) {
	f := w.finding(fmt.Sprintf("%s is mounted at %s, but the image of %s uses %s", tick(mountSource(m)), tick(m.Target), tick(w.service.Name), tick(w.path)))
	f.Severity = analyze.Warning
	f.Key, f.Place, f.Label = m.Target, targetPlace(m), fmt.Sprintf("%s uses %s", tick(w.service.Name), tick(w.path))
	f.Help = "mount it at " + tick(w.path)
	f.Fixes = replace(graph.Value{Text: m.Target, Place: m.TargetPlace}, w.path, analyze.Unsafe)
	p.Report(f)
}

func mountSource(m graph.Mount) string {
	if text := sourceText(m); text != "" {
		return text
	}
	return "a volume"
}
