package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
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
		if err := e.Format.Check(v.Value, p.Types); err != nil && !toBeFilled(v.Text) && !quotedOnly(p, r, v) {
			look(v, err)
		}
	}
}

// toBeFilled reports whether a part of a text has an empty default, as where
// it is meant to be set from outside: the text is not what it will be.
func toBeFilled(t graph.Text) bool {
	return slices.ContainsFunc(t.Parts, func(part graph.Part) bool {
		return part.Origin == graph.FromDefault && part.Span.Start == part.Span.End
	})
}

// quotedOnly reports whether it is only quotes that make a value not of its
// format, which is told elsewhere.
func quotedOnly(p *analyze.Pass, r requirement, v *graph.Variable) bool {
	inner, ok := quotedItem(*v)
	return ok && quotesMisfit(p, r.service, v.Name, inner)
}

func carriesPort(err error) bool {
	format, ok := errors.AsType[*contract.FormatError](err)
	return ok && format.CarriesPort()
}

func reportFormat(p *analyze.Pass, r requirement, v *graph.Variable, err error) {
	f := misfit(r, v, err)
	f.Message = fmt.Sprintf("%s of %s must be %s, but its value %v", tick(v.Name), tick(r.service.Name), tick(r.fact.Clause.Format.String()), err)
	if value := spelledValue(p, v, err); value != "" {
		f.Message += "; got " + tick(value)
	}
	if r.fact.Doc != "" {
		f.Help = r.fact.Doc
	}
	if format, ok := errors.AsType[*contract.FormatError](err); ok && len(format.Near) > 0 && format.Span.IsZero() {
		f.Help = fmt.Sprintf("did you mean %s?", list(tickAll(format.Near), "or"))
		f.Fixes = replace(v.At(source.Span{}, v.Name), format.Near[0], analyze.Unsafe)
	}
	p.Report(f)
}

// spelledValue is what of a value is at fault, as a message shows it: nothing
// when it may be a secret, and nothing long.
func spelledValue(p *analyze.Pass, v *graph.Variable, err error) string {
	const longest = 40
	value := v.Value
	if format, ok := errors.AsType[*contract.FormatError](err); ok && !format.WrongScheme() {
		value = v.At(format.Span, v.Name).Text
	}
	if len(value) > longest || strings.ContainsAny(value, "\n`") || holdsSecret(p, v.Text) {
		return ""
	}
	return value
}

// holdsSecret reports whether something in a text is a secret.
func holdsSecret(p *analyze.Pass, t graph.Text) bool {
	return t.Place.IsZero() || slices.ContainsFunc(p.Secrets, func(at source.Place) bool {
		return at.File == t.Place.File && at.Path == t.Place.Path && (at.File == "" || at.Span.Start >= t.Place.Span.Start && at.Span.End <= t.Place.Span.End)
	})
}

// misfit is the shape of findings about a value that is not of its format. It
// points at the part that is at fault.
func misfit(r requirement, v *graph.Variable, err error) analyze.Finding {
	f := analyze.Finding{
		Service: r.service.Name, Key: v.Name, Place: v.Place,
		Consumer: r.fact.From.Confidence, Notes: []string{stated(r.fact.From, "")},
	}
	if format, ok := errors.AsType[*contract.FormatError](err); ok && !format.Span.IsZero() {
		f.Place = v.Place.At(format.Span)
	}
	return f
}
