package rules

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func configUnused() analyze.Rule {
	return analyze.Rule{
		Name: "config-unused", Severity: analyze.Warning,
		Title: "a configuration file is mounted where nothing reads it",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, d := range s.Contract.Clauses {
					v, ok := d.Statement.Clause.(contract.Volume)
					if ok && d.Holds == contract.No && v.Requires == contract.Read && readsByCommand(d.Statement) && !readElsewhere(s, v) {
						checkUnused(p, s, d, v)
					}
				}
			}
		},
	}
}

// readsByCommand reports whether it is the command alone that makes an image
// read a path.
func readsByCommand(st contract.Statement) bool {
	for _, a := range st.Condition.Atoms {
		if a.Kind != contract.CommandMatches {
			return false
		}
	}
	return !st.Condition.IsZero() && !st.Condition.Unless
}

// readElsewhere reports whether another statement about the same path holds.
func readElsewhere(s *graph.Service, v contract.Volume) bool {
	for _, d := range s.Contract.Clauses {
		if o, ok := d.Statement.Clause.(contract.Volume); ok && d.Holds != contract.No && o.At.String() == v.At.String() {
			return true
		}
	}
	return false
}

func checkUnused(p *analyze.Pass, s *graph.Service, d graph.Decided, v contract.Volume) {
	path := strings.Trim(v.At.String(), `"`)
	for _, m := range s.Mounts {
		if !m.Known || !unify.Inside(m.Target, path) {
			continue
		}
		p.Report(analyze.Finding{
			Message: fmt.Sprintf("%s mounts %s, which its command does not make it read", tick(s.Name), tick(m.Target)),
			Service: s.Name, Key: m.Target, Place: targetPlace(m), Consumer: d.From.Confidence,
			Notes: []string{tick(s.Name) + ": " + origin(d.From)}, Help: cmp.Or(d.Statement.Doc, "name the file in the `command`"),
		})
		return
	}
}
