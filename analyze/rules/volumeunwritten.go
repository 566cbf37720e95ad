package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
)

func volumeUnwritten() analyze.Rule {
	return analyze.Rule{
		Name: "volume-unwritten", Severity: analyze.Error,
		Title: "a service reads from a volume that nobody writes",
		Run: onStores(func(p *analyze.Pass, s *unify.Store) {
			if !s.Fresh() || !s.Typed() {
				return
			}
			for _, reader := range readersOf(s) {
				if reader.Writes() || anyWriter(p, s, reader) {
					continue
				}
				f := useFinding(reader, fmt.Sprintf("%s reads %s from %s, which nobody writes", tick(reader.Service.Name), tick(reader.Fact.Clause.Consumes.String()), storeText(s)))
				f.Notes = append(f.Notes, "the volume is empty when the project first starts")
				f.Help = "mount the volume in the service that writes it, or mount a folder that holds the files"
				p.Report(f)
			}
		}),
	}
}

// anyWriter reports whether something in a store fits a reader, or does not
// fit it, which another rule tells: in the reader's folder or in another.
func anyWriter(_ *analyze.Pass, s *unify.Store, reader unify.Use) bool {
	_, ok := firstOf(s.Uses, func(u unify.Use) bool { return u.Service != reader.Service && !u.Fact.Clause.Produces.IsZero() })
	return ok
}
