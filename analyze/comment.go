package analyze

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// ignoreComment finds `# ctypes: ignore[rule, rule] reason`. Mounted files have
// comments of their own kinds: // and -- and ; and <!-- -->.
func ignoreComment() *regexp.Regexp {
	return regexp.MustCompile(`(?:#|//|--|;)\s*ctypes:\s*ignore\[([^\]]*)\]`)
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
				// Of a file that is used in part nobody knows what a comment is about.
				ignores = append(ignores, lineIgnores(f, n, m, slices.Contains(g.Extended, f.Name))...)
			}
		}
	}
	return ignores
}

// lineIgnores are the rules between the brackets of a comment on line n. The
// match is that of the comment and of what is between its brackets.
func lineIgnores(f *source.File, n int, match []int, shared bool) []*ignore {
	line, start, end := f.Line(n), match[2], match[3]
	about := n
	if before := strings.TrimSpace(line[:match[0]]); before == "" || before == "<!" {
		about = nextStatement(f, n)
	}
	first := f.Offset(source.Position{Line: n, Column: 1})
	var ignores []*ignore
	for rule := range strings.SplitSeq(line[start:end], ",") {
		lead := len(rule) - len(strings.TrimLeft(rule, " \t"))
		name := strings.TrimSpace(rule)
		at := source.Span{Start: first + start + lead, End: first + start + lead + len(name)}
		ignores = append(ignores, &ignore{Ignore: Ignore{Rule: name, At: f.Range(at), Shared: shared}, line: about})
		start += len(rule) + 1
	}
	return ignores
}

// nextStatement is the first line after line n that is neither empty nor a
// comment.
func nextStatement(f *source.File, n int) int {
	for n++; n <= f.Lines(); n++ {
		if text := strings.TrimSpace(f.Line(n)); text != "" && !isComment(text) {
			return n
		}
	}
	return n
}

// isComment reports whether a line is nothing but a comment. `---` begins a
// document.
func isComment(line string) bool {
	for _, mark := range []string{"#", "//", "-- ", ";", "<!--"} {
		if strings.HasPrefix(line, mark) {
			return true
		}
	}
	return false
}
