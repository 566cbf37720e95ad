package analyze

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// IgnoreUnused is the rule of an ignore that silences nothing. It is told here
// and not by a rule, for only here it is known.
const IgnoreUnused = "ignore-unused"

// ignore is a user's wish not to see a rule's findings.
type ignore struct {
	rule    string
	service string       // of x-ctypes; "" for a comment
	at      source.Range // the rule's name
	line    int          // the line that a comment is about
	used    bool
}

// ignoreComment finds `# ctypes: ignore[rule, rule] reason`.
func ignoreComment() *regexp.Regexp {
	return regexp.MustCompile(`#\s*ctypes:\s*ignore\[([^\]]*)\]`)
}

// suppress drops the diagnostics that the user ignores, and reports the
// ignores that silenced nothing. It returns how many it dropped.
func suppress(g *graph.Graph, p places, ds []Diagnostic) (kept []Diagnostic, dropped int) {
	ignores := append(commentIgnores(g), extensionIgnores(g, p)...)
	if len(ignores) == 0 {
		return ds, 0
	}
	kept = slices.DeleteFunc(ds, func(d Diagnostic) bool { return ignored(d, ignores) })
	dropped = len(ds) - len(kept)
	for _, i := range ignores {
		if !i.used {
			kept = append(kept, Diagnostic{
				Rule: IgnoreUnused, Severity: Warning, Service: i.service, Key: i.rule, At: i.at,
				Message: fmt.Sprintf("the ignore of `%s` silences nothing", i.rule),
				Help:    "remove it, or correct the rule's name; `ctypes rules` lists them",
			})
		}
	}
	return kept, dropped
}

func ignored(d Diagnostic, ignores []*ignore) bool {
	hit := false
	for _, i := range ignores {
		if i.rule == d.Rule && i.covers(d) {
			i.used, hit = true, true
		}
	}
	return hit
}

func (i *ignore) covers(d Diagnostic) bool {
	if i.line == 0 {
		return i.service == d.Service
	}
	return i.at.File == d.At.File && i.line == d.At.Start.Line
}

// extensionIgnores are the rules under x-ctypes of services.
func extensionIgnores(g *graph.Graph, p places) []*ignore {
	var ignores []*ignore
	for _, s := range g.Services {
		for _, t := range s.Extension.Ignore {
			ignores = append(ignores, &ignore{rule: t.Value, service: s.Name, at: p.Resolve(t.Place)})
		}
	}
	return ignores
}

// commentIgnores are the comments in all texts that were read. A comment on a
// line of its own is about the next line that is not a comment.
func commentIgnores(g *graph.Graph) []*ignore {
	if g.Sources == nil {
		return nil
	}
	var ignores []*ignore
	comment := ignoreComment()
	for _, f := range g.Sources.Files() {
		if !bytes.Contains(f.Data, []byte("ctypes:")) {
			continue
		}
		for n := 1; n <= f.Lines(); n++ {
			m := comment.FindStringSubmatchIndex(f.Line(n))
			if m != nil {
				ignores = append(ignores, lineIgnores(f, n, m[2], m[3])...)
			}
		}
	}
	return ignores
}

// lineIgnores are the rules between brackets on line n, bytes start to end.
func lineIgnores(f *source.File, n, start, end int) []*ignore {
	line := f.Line(n)
	about := n
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		about = nextStatement(f, n)
	}
	first := f.Offset(source.Position{Line: n, Column: 1})
	var ignores []*ignore
	for rule := range strings.SplitSeq(line[start:end], ",") {
		lead := len(rule) - len(strings.TrimLeft(rule, " \t"))
		name := strings.TrimSpace(rule)
		at := source.Span{Start: first + start + lead, End: first + start + lead + len(name)}
		ignores = append(ignores, &ignore{rule: name, at: f.Range(at), line: about})
		start += len(rule) + 1
	}
	return ignores
}

func nextStatement(f *source.File, n int) int {
	for n++; n <= f.Lines(); n++ {
		if text := strings.TrimSpace(f.Line(n)); text != "" && !strings.HasPrefix(text, "#") {
			return n
		}
	}
	return n
}
