package analyze

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/near"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// IgnoreUnused is the rule of an ignore that silences nothing. It is told here
// and not by a rule, for only here it is known.
const IgnoreUnused = "ignore-unused"

// Ignore is a wish from the user's configuration not to see the findings of a
// rule. Service, Key and File narrow it down where they are not empty.
type Ignore struct {
	Rule, Service, Key string
	// File is a pattern for the names of files, as path.Match has it.
	File string
	// At is where the ignore stands.
	At source.Range
	// Expired is the day since which it no longer holds, "" while it does.
	Expired string
	// Shared says that it is about other projects as well, so that nothing
	// follows from its silencing nothing in this one.
	Shared bool
}

// ignore is an Ignore at work, from whatever place.
type ignore struct {
	Ignore
	line int // that a comment is about, in the file of At; 0 for no comment
	used bool
}

// suppress drops the diagnostics that the user ignores, and reports the
// ignores that silenced nothing. It returns how many it dropped.
func (r *run) suppress(ds []Diagnostic) (kept []Diagnostic, dropped int) {
	ignores := append(commentIgnores(r.graph), extensionIgnores(r.graph, r.places)...)
	for _, i := range r.options.Ignores {
		ignores = append(ignores, &ignore{Ignore: i})
	}
	if len(ignores) == 0 {
		return ds, 0
	}
	kept = slices.DeleteFunc(ds, func(d Diagnostic) bool { return ignored(d, ignores) })
	dropped = len(ds) - len(kept)
	if r.options.Off[IgnoreUnused] {
		return kept, dropped
	}
	for _, i := range ignores {
		if d, ok := i.unused(r.rules); ok {
			d.Severity = r.options.severity(IgnoreUnused, Warning)
			kept = append(kept, d)
		}
	}
	return kept, dropped
}

func ignored(d Diagnostic, ignores []*ignore) bool {
	hit := false
	for _, i := range ignores {
		if i.Rule == d.Rule && i.Expired == "" && i.covers(d) {
			i.used, hit = true, true
		}
	}
	return hit
}

func (i *ignore) covers(d Diagnostic) bool {
	if i.line != 0 {
		return i.At.File == d.At.File && i.line == d.At.Start.Line
	}
	inFile := i.File == ""
	if !inFile {
		inFile, _ = path.Match(i.File, d.At.File) // a bad pattern matches nothing
	}
	return inFile && (i.Service == "" || i.Service == d.Service) && (i.Key == "" || i.Key == d.Key)
}

// unused says why an ignore silences nothing; ok is false for one that does.
func (i *ignore) unused(rules []Rule) (d Diagnostic, ok bool) {
	d = Diagnostic{Rule: IgnoreUnused, Service: i.Service, Key: i.Rule, At: i.At}
	names := make([]string, 0, len(rules))
	for _, r := range rules {
		names = append(names, r.Name)
	}
	switch {
	case i.used:
		return d, false
	case !slices.Contains(names, i.Rule):
		d.Message = fmt.Sprintf("the ignore of `%s` names no rule", i.Rule)
		d.Help = "`ctypes rules` lists them"
		if similar := near.Suggest(i.Rule, names); len(similar) > 0 {
			d.Help = "there is a rule with a similar name: `" + strings.Join(similar, "`, `") + "`"
		}
	case i.Expired != "":
		d.Message = fmt.Sprintf("the ignore of `%s` expired on %s", i.Rule, i.Expired)
		d.Help = "remove it, or move the date"
	case i.Shared:
		return d, false
	default:
		d.Message = fmt.Sprintf("the ignore of `%s` silences nothing", i.Rule)
		d.Help = "remove it, or correct what it names; `ctypes rules` lists the rules"
	}
	return d, true
}

// extensionIgnores are the rules under x-ctypes of services.
func extensionIgnores(g *graph.Graph, p places) []*ignore {
	var ignores []*ignore
	for _, s := range g.Services {
		for _, t := range s.Extension.Ignore {
			ignores = append(ignores, &ignore{Ignore: Ignore{Rule: t.Value, Service: s.Name, At: p.Resolve(t.Place)}})
		}
	}
	return ignores
}
