package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
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

// quotedItem returns what stands between the quotes of a list item's value.
// Text with further quotes inside may be meant for a shell.
func quotedItem(v graph.Variable) (inner string, ok bool) {
	n := len(v.Value)
	if !v.List || v.Source != graph.FromEnvironment || n < 2 {
		return "", false
	}
	quote := v.Value[:1]
	if quote != `"` && quote != "'" || v.Value[n-1:] != quote {
		return "", false
	}
	inner = v.Value[1 : n-1]
	return inner, !strings.Contains(inner, quote)
}

func reportQuoted(p *analyze.Pass, s *graph.Service, v graph.Variable, inner string) {
	f := analyze.Finding{
		Message: fmt.Sprintf("the quotes around the value of %s are part of the value", tick(v.Name)),
		Service: s.Name, Key: v.Name, Place: v.Place,
		Notes: []string{"in `- NAME=value` everything after the equals sign is the value"},
		Help:  fmt.Sprintf("remove the quotes, or quote the whole item: %s", tick(`- "`+v.Name+`=..."`)),
		Fixes: []analyze.Repair{{
			Title: "remove the quotes", Safety: analyze.Unsafe,
			Edits: []analyze.Replacement{
				{Place: v.Place.At(source.Span{End: 1})},
				{Place: v.Place.At(source.Span{Start: len(inner) + 1, End: len(inner) + 2})},
			},
		}},
	}
	if !breaksQuoted(inner) {
		f.Severity = analyze.Warning
	}
	p.Report(f)
}

// breaksQuoted reports whether a value surely stops working in quotes: what a
// program parses rather than prints.
func breaksQuoted(inner string) bool {
	if strings.Contains(inner, "://") {
		return true
	}
	switch strings.ToLower(inner) {
	case "true", "false", "yes", "no", "on", "off":
		return true
	}
	return inner != "" && strings.Trim(inner, "0123456789") == ""
}
