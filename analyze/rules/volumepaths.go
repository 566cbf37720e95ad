package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
)

func volumePaths() analyze.Rule {
	return analyze.Rule{
		Name: "volume-paths", Severity: analyze.Warning,
		Title: "two services share a volume but use different folders in it",
		Run: onStores(func(p *analyze.Pass, s *unify.Store) {
			for _, reader := range readersOf(s) {
				if _, meets := firstOf(s.Uses, func(u unify.Use) bool { return u.Service != reader.Service && u.Writes() && u.Overlaps(reader) }); meets || reader.Writes() {
					continue
				}
				writer, ok := firstOf(s.Uses, func(u unify.Use) bool {
					return u.Service != reader.Service && u.Writes() && fitsFormat(p, u, reader).Strength > 0 && fitsFormat(p, u, reader).Compatible()
				})
				if ok {
					reportApartPaths(p, s, reader, writer)
				}
			}
		}),
	}
}

func reportApartPaths(p *analyze.Pass, s *unify.Store, reader, writer unify.Use) {
	f := useFinding(reader, fmt.Sprintf("%s reads %s of %s, and %s writes %s of it", tick(reader.Service.Name), tick(reader.Path), storeText(s), tick(writer.Service.Name), tick(writer.Path)))
	f = other(f, writer, fmt.Sprintf("%s writes %s here", tick(writer.Service.Name), tick(writer.Path)))
	f.Help = "mount the volume so that both use the same folder of it"
	p.Report(f)
}
