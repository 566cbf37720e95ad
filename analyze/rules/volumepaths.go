package rules

import (
	"fmt"
	"strings"

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
	f := useFinding(reader, fmt.Sprintf("%s reads %s, and %s writes %s", tick(reader.Service.Name), folderText(s, reader), tick(writer.Service.Name), folderText(s, writer)))
	f = other(f, writer, fmt.Sprintf("%s writes %s", tick(writer.Service.Name), folderText(s, writer)))
	f.Help = "mount it so that both use the same folder"
	p.Report(f)
}

// folderText names a use's folder for people: in the volume, or on the host in
// the user's spelling.
func folderText(s *unify.Store, u unify.Use) string {
	if s.Volume != nil {
		return tick(u.Path) + " of " + storeText(s, u)
	}
	rest := strings.TrimPrefix(unify.VolumePath(u.Fact), strings.TrimSuffix(u.Mount.Target, "/"))
	return tick(strings.TrimSuffix(sourceText(*u.Mount), "/") + rest)
}
