package rules

import (
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func volumeMissing() analyze.Rule {
	return analyze.Rule{
		Name: "volume-missing", Severity: analyze.Error,
		Title: "a service requires a volume at a path where nothing is mounted",
		Run: onVolumes(func(p *analyze.Pass, w wanted) {
			if _, ok, unsure := mountOf(w.service, w.path); !requires(w) || ok || unsure || mountsBelow(w.service, w.path) || nearMount(w) != nil {
				return
			}
			c := w.fact.Clause
			f := w.finding(fmt.Sprintf("%s requires a volume at %s, and nothing is mounted there", tick(w.service.Name), tick(w.path)))
			if !c.Format.IsZero() {
				f.Message = fmt.Sprintf("%s requires %s at %s, and nothing is mounted there", tick(w.service.Name), tick(c.Format.String()), tick(w.path))
			}
			if !misses(w) {
				f.Severity = analyze.Warning
			}
			if told := w.fact.Told; !told.IsZero() {
				f.Place, f.Label = told, "this is where it looks"
			}
			f.Help = "mount a volume at " + tick(w.path)
			p.Report(tellWriter(p, w, f))
		}),
	}
}

// tellWriter adds who writes what a service is to read, and where.
func tellWriter(p *analyze.Pass, w wanted, f analyze.Finding) analyze.Finding {
	for _, s := range p.Stores {
		writer, ok := firstOf(s.Uses, func(u unify.Use) bool {
			fit := unify.Fit(p.Types, u.Fact.Clause.Produces, w.fact.Clause.Consumes)
			return u.Service != w.service && u.Writes() && fit.Strength > contract.Unrelated && fit.Versions != contract.Disjoint
		})
		if ok && misses(w) {
			f = other(f, writer, fmt.Sprintf("%s writes %s", tick(writer.Service.Name), tick(writer.Fact.Clause.Produces.String())))
			f.Help = fmt.Sprintf("mount %s at %s: %s writes %s there", storeText(s, writer), tick(w.path), tick(writer.Service.Name), tick(writer.Fact.Clause.Produces.String()))
			return f
		}
	}
	return f
}

// requires reports whether a service cannot do without a mount at a path. What
// must persist is told by another rule; what need not may be written into the
// container.
func requires(w wanted) bool {
	c := w.fact.Clause
	return c.Requires != 0 && c.Persist != contract.Yes && (c.Persist != contract.No || c.Requires&contract.Write == 0)
}

// misses reports whether what a service is to read is not there without a
// mount.
func misses(w wanted) bool {
	return !w.fact.Maybe && requires(w) && w.fact.Clause.Requires&contract.Read != 0
}
