package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
)

func orderUnwritten() analyze.Rule {
	return analyze.Rule{
		Name: "order-unwritten", Severity: analyze.Warning,
		Title: "a service may start before a job has written what it reads",
		Run: onStores(func(p *analyze.Pass, s *unify.Store) {
			for _, reader := range readersOf(s) {
				writer, ok := firstOf(s.Uses, func(u unify.Use) bool {
					return u.Service != reader.Service && u.Writes() && u.Overlaps(reader) && runsOnce(u.Service)
				})
				if !ok || reader.Writes() || p.Order.Before(writer.Service, unify.Exit, reader.Service) {
					continue
				}
				f := useFinding(reader, fmt.Sprintf("%s reads %s, and may start before the job %s has written it", tick(reader.Service.Name), storeText(s), tick(writer.Service.Name)))
				f = other(f, writer, "written here")
				f.Help = fmt.Sprintf("let %s depend on %s with `condition: %s`", tick(reader.Service.Name), tick(writer.Service.Name), graph.Completed)
				if d := dependency(reader.Service, writer.Service.Name); d != nil {
					f.Place, f.Key = d.Place, writer.Service.Name
				}
				p.Report(f)
			}
		}),
	}
}
