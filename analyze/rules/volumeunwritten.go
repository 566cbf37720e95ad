package rules

import (
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func volumeUnwritten() analyze.Rule {
	return analyze.Rule{
		Name: "volume-unwritten", Severity: analyze.Error,
		Title: "a service reads from a volume that nobody writes",
		Run: onStores(func(p *analyze.Pass, s *unify.Store) {
			if !s.Fresh() || !s.Typed() || mayFill(p, s) {
				return
			}
			for _, reader := range readersOf(s) {
				if reader.Writes() || anyWriter(s, reader) {
					continue
				}
				f := useFinding(reader, fmt.Sprintf("%s reads %s from %s, which nobody writes", tick(reader.Service.Name), tick(reader.Fact.Clause.Consumes.String()), storeText(s, reader)))
				f.Notes = append(f.Notes, "the volume is empty when the project first starts")
				f.Help = "mount the volume in the service that writes it, or mount a folder that holds the files"
				p.Report(f)
			}
		}),
	}
}

// anyWriter reports whether something in a store fits a reader, or does not
// fit it, which another rule tells: in the reader's folder or in another.
func anyWriter(s *unify.Store, reader unify.Use) bool {
	_, ok := firstOf(s.Uses, func(u unify.Use) bool { return u.Service != reader.Service && !u.Fact.Clause.Produces.IsZero() })
	return ok
}

// mayFill reports whether something that no contract tells may put files into
// a store: an image whose files the engine copies into an empty volume, a
// service that does not run now, or one that mounts what nobody knows.
func mayFill(p *analyze.Pass, s *unify.Store) bool {
	for _, m := range s.Mounts {
		if _, told := firstOf(s.Uses, func(u unify.Use) bool { return u.Service == m.Service }); !told && !m.Mount.NoCopy {
			return true
		}
	}
	return slices.ContainsFunc(p.Services, func(o *graph.Service) bool {
		return slices.ContainsFunc(o.Mounts, func(m graph.Mount) bool {
			return !m.Known || !o.Active && m.Kind == graph.NamedVolume && m.Source == s.Name
		})
	})
}
