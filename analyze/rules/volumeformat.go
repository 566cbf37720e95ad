package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
)

func volumeFormat() analyze.Rule {
	return analyze.Rule{
		Name: "volume-format", Severity: analyze.Error,
		Title: "a service reads one format from a volume, and another writes a different one there",
		Run: onStores(func(p *analyze.Pass, s *unify.Store) {
			onSharing(s, func(reader, writer unify.Use) bool {
				if fitsFormat(p, writer, reader).Compatible() {
					return false
				}
				f := useFinding(reader, fmt.Sprintf("%s reads %s from %s, and %s writes %s there", tick(reader.Service.Name), tick(reader.Fact.Clause.Consumes.String()),
					storeText(s, reader), tick(writer.Service.Name), tick(writer.Fact.Clause.Produces.String())))
				f = other(f, writer, fmt.Sprintf("%s writes %s here", tick(writer.Service.Name), tick(writer.Fact.Clause.Produces.String())))
				f.Help = "give each of them a volume of its own, or make them agree on the format"
				p.Report(f)
				return true
			})
		}),
	}
}

// onSharing looks at each reader of a store with the writers of other services
// whose files it sees, and goes on to the next reader once look says so. Two
// services that both read and write are looked at once.
func onSharing(s *unify.Store, look func(reader, writer unify.Use) bool) {
	told := map[string]bool{}
	for _, reader := range readersOf(s) {
		for _, writer := range writersOf(s) {
			pair := writer.Service.Name + "\x00" + reader.Service.Name
			if writer.Service == reader.Service || !writer.Overlaps(reader) || told[pair] {
				continue
			}
			if look(reader, writer) {
				told[reader.Service.Name+"\x00"+writer.Service.Name] = true
				break
			}
		}
	}
}
