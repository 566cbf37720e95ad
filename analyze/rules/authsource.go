package rules

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// helpAuthSource says how a MongoDB URL names the database that holds the
// account: it does so already and is wrong, or it leaves that to the path.
func helpAuthSource(f *analyze.Finding, l *unify.Link) {
	wants, holds := l.Login.Wants, l.Login.Gives.Text
	f.Notes = append(f.Notes, "without `authSource`, the account is looked up in the database that the URL opens")
	v := variable(l.Edge.Service, wants.Key)
	if v == nil || strings.Contains(v.Value, "authSource=") {
		f.Notes = f.Notes[:len(f.Notes)-1]
		f.Help = fmt.Sprintf("use `authSource=%s`", holds)
		f.Fixes = replace(wants, holds, analyze.Unsafe)
		return
	}
	f.Help = fmt.Sprintf("add `?authSource=%s` to the URL", holds)
	f.Fixes = replace(wants, wants.Text+"?authSource="+holds, analyze.Unsafe)
	if strings.Contains(v.Value, "?") {
		f.Help = fmt.Sprintf("add `&authSource=%s` to the URL", holds)
		f.Fixes = appended(v, "&authSource="+holds)
	}
}

// appended is a fix that adds text to the end of a variable's value.
func appended(v *graph.Variable, text string) []analyze.Repair {
	end := len(v.Value)
	return []analyze.Repair{{
		Title: "add " + tick(text), Safety: analyze.Unsafe,
		Edits: []analyze.Replacement{{Place: v.Place.At(source.Span{Start: end, End: end}), Text: text}},
	}}
}
