package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func volumeVersion() analyze.Rule {
	return analyze.Rule{
		Name: "volume-version", Severity: analyze.Error,
		Title: "a volume holds data of another major version",
		Run: onStores(func(p *analyze.Pass, s *unify.Store) {
			onSharing(s, func(reader, writer unify.Use) bool {
				fit := fitsFormat(p, writer, reader)
				if !fit.Compatible() || fit.Versions != contract.Disjoint {
					return false
				}
				f := useFinding(reader, fmt.Sprintf("%s wants %s in %s, and %s writes %s there", tick(reader.Service.Name), tick(fit.Wants.String()),
					storeText(s, reader), tick(writer.Service.Name), tick(fit.Gives.String())))
				f = other(f, writer, fmt.Sprintf("%s writes %s here", tick(writer.Service.Name), tick(fit.Gives.String())))
				f.Help = "give each version a volume of its own, and move the data with a dump"
				p.Report(f)
				return true
			})
		}),
	}
}
