package rules

import (
	"errors"
	"fmt"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func envFormat() analyze.Rule {
	return analyze.Rule{
		Name: "env-format", Severity: analyze.Error,
		Title: "a variable's value is not of the format that the image reads",
		Run: onRequirements(func(p *analyze.Pass, r requirement) {
			onMisfits(p, r, func(v *graph.Variable, err error) {
				if !carriesPort(err) {
					reportFormat(p, r, v, err)
				}
			})
		}),
	}
}

// onMisfits looks at each variable of a requirement whose value is known and
// not of its format.
func onMisfits(p *analyze.Pass, r requirement, look func(*graph.Variable, error)) {
	e := r.fact.Clause
	if e.Format.IsZero() || e.Wildcard {
		return
	}
	for _, v := range present(r.service, e.Names) {
		if err := e.Format.Check(v.Value, p.Types); err != nil && !quotedOnly(p, r, v) {
			look(v, err)
		}
	}
}

// quotedOnly reports whether it is only quotes that make a value not of its
// format, which is told elsewhere.
func quotedOnly(p *analyze.Pass, r requirement, v *graph.Variable) bool {
	inner, ok := quotedItem(*v)
	return ok && quotesMisfit(p, r.service, v.Name, inner)
}

func carriesPort(err error) bool {
	var format *contract.FormatError
	return errors.As(err, &format) && format.CarriesPort()
}

func reportFormat(p *analyze.Pass, r requirement, v *graph.Variable, err error) {
	f := misfit(r, v, fmt.Sprintf("%s of %s must be %s, but its value %v", tick(v.Name), tick(r.service.Name), tick(r.fact.Clause.Format.String()), err))
	if r.fact.Doc != "" {
		f.Help = r.fact.Doc
	}
	p.Report(f)
}

func misfit(r requirement, v *graph.Variable, message string) analyze.Finding {
	return analyze.Finding{
		Message: message, Service: r.service.Name, Key: v.Name, Place: v.Place,
		Consumer: r.fact.From.Confidence, Notes: []string{stated(r.fact.From, "")},
	}
}
