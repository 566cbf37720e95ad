package rules

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func envHostPort() analyze.Rule {
	return analyze.Rule{
		Name: "env-host-port", Severity: analyze.Error,
		Title: "a variable for a host alone carries a port",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			onMisfits(p, r, func(v *graph.Variable, err error) {
				if format, ok := errors.AsType[*contract.FormatError](err); ok && format.CarriesPort() {
					reportHostPort(p, r, v, format)
				}
			})
		}),
	}
}

func reportHostPort(p *analyze.Pass, r requirement, v *graph.Variable, err *contract.FormatError) {
	f := misfit(r, v, err)
	port := v.At(err.Span, v.Name).Text
	f.Message = fmt.Sprintf("%s of %s is a host, but its value carries a port, %s", tick(v.Name), tick(r.service.Name), tick(port))
	f.Label = "part of the name that is looked up"
	safety := analyze.Unsafe
	switch other := portOf(r); {
	case other == "":
		f.Help = "leave the port out"
	case hasValue(r.service, other, port):
		f.Help = fmt.Sprintf("leave the port out: %s holds it", tick(other))
		safety = analyze.Safe
	default:
		f.Help = fmt.Sprintf("leave the port out, and give it in %s", tick(other))
	}
	f.Fixes = []analyze.Repair{{
		Title: "leave the port out", Safety: safety,
		Edits: []analyze.Replacement{{Place: v.Place.At(source.Span{Start: err.Span.Start - len(":"), End: err.Span.End})}},
	}}
	p.Report(f)
}

// portOf is the variable for the port of what a requirement's variable is the
// host of; "" when the contract speaks of none.
func portOf(r requirement) string {
	wants := r.fact.Clause.Format.Types().String()
	for _, f := range r.service.Contract.Variables {
		e := f.Clause
		isPort := slices.ContainsFunc(e.Format, func(one contract.Fmt) bool { return one.Kind == contract.FmtPort })
		if isPort && len(e.Names) == 1 && wants != "" && e.Format.Types().String() == wants {
			return e.Names[0]
		}
	}
	return ""
}

// hasValue reports whether a service's variable has a value, set or by default.
func hasValue(s *graph.Service, name, value string) bool {
	if v := variable(s, name); v != nil && setting(s, name) != contract.No {
		return v.Known() && v.Value == value
	}
	return slices.ContainsFunc(s.Contract.Variables, func(f graph.Fact[contract.Environment]) bool {
		return slices.Contains(f.Clause.Names, name) && f.Clause.Default.String() == value
	})
}
