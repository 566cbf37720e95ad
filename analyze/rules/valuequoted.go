package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func valueQuoted() analyze.Rule {
	return analyze.Rule{
		Name: "value-quoted", Severity: analyze.Error,
		Title: "quotes around a value in list syntax are part of the value",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, v := range s.Environment {
					if inner, ok := quotedItem(v); ok {
						reportQuoted(p, s, v, inner)
					}
				}
			}
		},
	}
}

// quotedItem returns what stands between the quotes of a value: of a list's
// item, or of a reference's default. Text with further quotes inside may be
// meant for a shell.
func quotedItem(v graph.Variable) (inner string, ok bool) {
	n := len(v.Value)
	if v.Source != graph.FromEnvironment || n < 2 || !v.List && !isDefault(v) {
		return "", false
	}
	quote := v.Value[:1]
	if quote != `"` && quote != "'" || v.Value[n-1:] != quote {
		return "", false
	}
	inner = v.Value[1 : n-1]
	return inner, !strings.Contains(inner, quote)
}

// isDefault reports whether a value is all of a reference's default.
func isDefault(v graph.Variable) bool {
	return slices.ContainsFunc(v.Parts, func(part graph.Part) bool {
		return part.Origin == graph.FromDefault && part.Span == source.Span{End: len(v.Value)}
	})
}

func reportQuoted(p *analyze.Pass, s *graph.Service, v graph.Variable, inner string) {
	f := analyze.Finding{
		Severity: analyze.Warning, Message: fmt.Sprintf("the quotes around the value of %s are part of the value", tick(v.Name)),
		Service: s.Name, Key: v.Name, Place: v.Place,
		Notes: []string{"in `- NAME=value` everything after the equals sign is the value"},
		Help:  "remove the quotes, or quote the whole item: " + tick(`- "`+v.Name+`=..."`),
		Fixes: []analyze.Repair{{
			Title: "remove the quotes", Safety: analyze.Unsafe,
			Edits: []analyze.Replacement{
				{Place: v.Place.At(source.Span{End: 1})},
				{Place: v.Place.At(source.Span{Start: len(inner) + 1, End: len(inner) + 2})},
			},
		}},
	}
	if isDefault(v) {
		f.Notes, f.Help, f.Fixes = []string{"compose takes the default of a reference as it stands"}, "remove the quotes", nil
	}
	if breaksQuoted(p, s, v.Name, inner) {
		f.Severity = analyze.Error
		for i := range f.Fixes {
			f.Fixes[i].Safety = safeUnquoted(inner)
		}
	}
	p.Report(f)
}

// breaksQuoted reports whether a value surely does not work in quotes: the
// image's contract refuses it with them and takes it without, or it is a URL.
func breaksQuoted(p *analyze.Pass, s *graph.Service, name, inner string) bool {
	return quotesMisfit(p, s, name, inner) || regexp.MustCompile(`^[a-z][a-z0-9+.-]*://[^\s"']+$`).MatchString(inner)
}

// quotesMisfit reports whether it is the quotes alone that keep a value from
// being of the format that the image reads.
func quotesMisfit(p *analyze.Pass, s *graph.Service, name, inner string) bool {
	return slices.ContainsFunc(s.Contract.Variables, func(f graph.Fact[contract.Environment]) bool {
		e := f.Clause
		return !f.Maybe && !e.Wildcard && !e.Format.IsZero() && slices.Contains(e.Names, name) &&
			e.Format.Check(`"`+inner+`"`, p.Types) != nil && e.Format.Check(inner, p.Types) == nil
	})
}

// safeUnquoted says how far the quotes of a list's item can be removed without
// YAML reading the item in another way.
func safeUnquoted(inner string) analyze.Safety {
	if strings.Contains(inner, ": ") || strings.Contains(inner, " #") || strings.HasSuffix(inner, ":") {
		return analyze.Unsafe
	}
	return analyze.Safe
}
