package rules

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// volumes are the rules about what is mounted where.
func volumes() []analyze.Rule {
	return []analyze.Rule{
		bindHides(), configUnused(), initIgnored(), volumeEphemeral(), volumeExclusive(), volumeFormat(), volumeMissing(), volumeNear(), volumePaths(), volumeReadonly(),
		volumeSource(), volumeUID(), volumeUnwritten(), volumeVersion(),
	}
}

// wanted is a VOLUME statement of a service that certainly holds.
type wanted struct {
	service *graph.Service
	fact    graph.Fact[contract.Volume]
	path    string
}

// onVolumes is a rule's Run that looks at each VOLUME statement that certainly
// holds.
func onVolumes(look func(*analyze.Pass, wanted)) func(*analyze.Pass) {
	return func(p *analyze.Pass) {
		for _, s := range activeServices(p.Graph) {
			for _, f := range s.Contract.Volumes {
				if !f.Maybe {
					look(p, wanted{s, f, unify.VolumePath(f)})
				}
			}
		}
	}
}

// mountOf is the mount that a path of a service is on: the one with the
// longest target. ok is false when there is none; unsure says that a mount
// whose target is not known may be it.
func mountOf(s *graph.Service, path string) (found graph.Mount, ok, unsure bool) {
	for _, m := range s.Mounts {
		switch target := strings.TrimSuffix(m.Target, "/"); {
		case !m.Known:
			unsure = true
		case unify.Inside(path, target) && (!ok || len(target) > len(strings.TrimSuffix(found.Target, "/"))):
			found, ok = m, true
		}
	}
	return found, ok, unsure
}

// mountsBelow reports whether something is mounted inside a folder.
func mountsBelow(s *graph.Service, folder string) bool {
	return slices.ContainsFunc(s.Mounts, func(m graph.Mount) bool { return unify.Inside(m.Target, folder) })
}

func (w wanted) finding(message string) analyze.Finding {
	f := analyze.Finding{
		Message: message, Service: w.service.Name, Key: w.path, Place: w.service.Place,
		Consumer: w.fact.From.Confidence, Notes: []string{tick(w.service.Name) + ": " + stated(w.fact.From, w.fact.Doc)},
	}
	if !w.service.Image.Place.IsZero() {
		f.Place = w.service.Image.Place
	}
	return f
}
