package dockerfile

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// directivePrefix opens comments that are contract statements.
const directivePrefix = "ctypes:"

// statement is one line of contract text in a Dockerfile: of a comment, or of
// a bare instruction.
type statement struct {
	text string
	span source.Span
}

// statements are the lines of contract text of a file, in order.
func (f *File) statements() []statement {
	var all []statement
	for _, c := range f.Comments {
		if s, ok := c.statement(); ok {
			all = append(all, s)
		}
	}
	for _, i := range f.Instructions {
		if i.isBare() {
			all = append(all, i.statements(f.Source)...)
		}
	}
	slices.SortStableFunc(all, func(a, b statement) int { return cmp.Compare(a.span.Start, b.span.Start) })
	return all
}

// statement reads #ctypes: comments. # ctypes: ignore[RULE] is no contract.
func (c Comment) statement() (statement, bool) {
	rest, ok := strings.CutPrefix(c.Text, directivePrefix)
	text := strings.TrimLeft(rest, " \t")
	if !ok || strings.HasPrefix(text, "ignore[") {
		return statement{}, false
	}
	return statement{text, source.Span{Start: c.TextSpan.End - len(text), End: c.TextSpan.End}}, true
}

// isBare reports whether an instruction is a contract statement without the
// comment sign, as only a builder that knows contracts takes it.
func (i *Instruction) isBare() bool {
	head, rest, _ := strings.Cut(strings.TrimSpace(i.Line), ":")
	if len(head) > 64 || !strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, "\t") {
		return false
	}
	switch strings.TrimPrefix(strings.Join(strings.Fields(head), " "), "OPTIONALLY ") {
	case "CONTRACT", "TYPE", "FORALL", "RUNS", "SCALES", "READY WHEN", "LISTENS ON", "CONNECTS TO", "PROVIDES", "PROVISIONS",
		"EMITS", "COMMAND FORBIDS", "LACKS", "ENVIRONMENT NEEDS", "ENVIRONMENT ACCEPTS", "ENVIRONMENT FORBIDS", "ENVIRONMENT IGNORES", "VOLUME AT":
		return true
	}
	return false
}

// statements are the lines of a bare instruction. The contract language joins
// lines by a backslash, whatever the Dockerfile does it by.
func (i *Instruction) statements(file *source.File) []statement {
	lines := make([]statement, 0, len(i.text.runs))
	for n, r := range i.text.runs {
		text := string(file.Data[r.span.Start:r.span.End])
		if n+1 < len(i.text.runs) {
			text += `\`
		}
		lines = append(lines, statement{text, r.span})
	}
	return lines
}

// contractText puts statements together.
func (f *File) contractText(lines []statement) []graph.ContractText {
	if len(lines) == 0 {
		return nil
	}
	t := graph.ContractText{
		Layer: contract.DirectiveLayer, Origin: "directives of " + f.Source.Name, Place: f.place(lines[0].span),
	}
	texts := make([]string, 0, len(lines))
	for _, l := range lines {
		texts = append(texts, l.text)
		t.Lines = append(t.Lines, f.place(l.span))
	}
	t.Text = strings.Join(texts, "\n")
	return []graph.ContractText{t}
}

func (f *File) place(span source.Span) source.Place {
	return source.Place{File: f.Source.Name, Span: span}
}

// labelContract is the contract text in a label, if the label holds one. A
// value on several lines has a place for each, joined as the contract language
// joins lines.
func (f *File) labelContract(l label, of string) []graph.ContractText {
	texts := graph.LabelContracts([]graph.Label{l.Label}, of)
	segments := l.segments()
	if len(texts) == 0 || len(segments) < 2 {
		return texts
	}
	lines := make([]string, 0, len(segments))
	for _, s := range segments {
		lines = append(lines, string(f.Source.Data[s.Start:s.End]))
		texts[0].Lines = append(texts[0].Lines, f.place(s))
	}
	if strings.Join(lines, "") != l.Value {
		texts[0].Lines = nil // quotes, escapes or variables are in it
		return texts
	}
	texts[0].Text = strings.Join(lines, "\\\n")
	return texts
}

// label is a label and the instruction that sets it.
type label struct {
	graph.Label
	from  *Instruction
	value Word
	quote int // characters of quotes around the value
}

// segments are the parts of a label's value, without quotes around it, on the
// lines that they are on.
func (l label) segments() []source.Span {
	if l.from == nil {
		return nil
	}
	inner := source.Span{Start: l.value.Span.Start + l.quote, End: l.value.Span.End - l.quote}
	var segments []source.Span
	for _, r := range l.from.text.runs {
		s := source.Span{Start: max(r.span.Start, inner.Start), End: min(r.span.End, inner.End)}
		if s.Start < s.End {
			segments = append(segments, s)
		}
	}
	return segments
}

// quotesAround counts the quotes around a word: one at each end, or none.
func quotesAround(word string) int {
	if n := len(word); n >= 2 && (word[0] == '"' || word[0] == '\'') && word[0] == word[n-1] {
		return 1
	}
	return 0
}

// problems are the findings that only the file itself tells.
func (f *File) problems() []graph.Problem {
	return append(f.orderProblems(), f.volumeProblems()...)
}

// orderProblems finds a #ctypes: comment where parser directives end because of
// it: builders take those below it for comments.
func (f *File) orderProblems() []graph.Problem {
	if len(f.Comments) == 0 {
		return nil
	}
	first := f.Comments[0]
	linesAbove := bytes.Count(f.Source.Data[:first.Span.Start], []byte("\n"))
	if _, ok := first.statement(); !ok || linesAbove != len(f.Directives) {
		return nil
	}
	var problems []graph.Problem
	for _, c := range f.Comments[1:] {
		d, ok := parseDirective("#" + c.Text)
		if !ok || len(f.Instructions) > 0 && c.Span.Start > f.Instructions[0].Span.Start {
			continue
		}
		problems = append(problems, graph.Problem{
			Rule: "contract-directive-order", Key: "# " + d.Name, Place: f.place(first.Span),
			Message: fmt.Sprintf("this comment disables `# %s=` below it", d.Name),
			Related: []graph.Related{{Message: "builders take this for a comment", Place: f.place(c.Span)}},
			Help:    fmt.Sprintf("put it below the line `# %s=%s`", d.Name, d.Value),
		})
	}
	return problems
}

// volumeProblems finds bare VOLUME AT: lines in files that stock builders
// build.
func (f *File) volumeProblems() []graph.Problem {
	for _, d := range f.Directives {
		if d.Name == "syntax" && strings.Contains(d.Value, "ctypes") {
			return nil
		}
	}
	var problems []graph.Problem
	for _, i := range f.Instructions {
		if i.Name != "VOLUME" || !i.isBare() {
			continue
		}
		problems = append(problems, graph.Problem{
			Rule: "contract-bare-volume", Key: "VOLUME AT", Place: f.place(i.Span),
			Message: fmt.Sprintf("docker build takes this line for %d volumes, `%s` first", len(i.Words), i.Words[0].Text),
			Help:    "write it as a comment: `#ctypes: " + strings.TrimSpace(i.Line) + "`",
		})
	}
	return problems
}

// BareVolumes returns those of an image's volumes that are words of a contract
// statement: a builder that does not know contracts made a bare VOLUME AT:
// line into a volume for each word. It returns nil for other images.
func BareVolumes(volumes []graph.Text) []string {
	if !slices.ContainsFunc(volumes, func(v graph.Text) bool { return v.Value == "AT:" }) {
		return nil
	}
	var words []string
	for _, v := range volumes {
		if !strings.HasPrefix(v.Value, "/") {
			words = append(words, v.Value)
		}
	}
	slices.Sort(words)
	return words
}
