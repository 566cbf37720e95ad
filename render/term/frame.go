package term

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

// frame is the part of a diagnostic that stands in one file.
type frame struct {
	file  string
	start source.Position // what the arrow names
	lines []marked        // in order
}

// marked is a line of a frame and its marks.
type marked struct {
	number int
	marks  []mark
}

// frames sorts a diagnostic's places by file: the primary one's first, the
// others as they come.
func frames(d *analyze.Diagnostic) []frame {
	var all []frame
	add := func(at source.Range, label string, primary bool) {
		if at.IsZero() {
			return
		}
		i := slices.IndexFunc(all, func(f frame) bool { return f.file == at.File })
		if i < 0 {
			i = len(all)
			all = append(all, frame{file: at.File, start: at.Start})
		}
		all[i].add(at, mark{columnsOf(at), render.Clean(label), primary})
	}
	add(d.At, d.Label, true)
	for _, r := range d.Related {
		add(r.At, r.Message, false)
	}
	for i := range all {
		slices.SortFunc(all[i].lines, func(a, b marked) int { return cmp.Compare(a.number, b.number) })
	}
	return all
}

// columnsOf returns the columns that a range has on its first line.
func columnsOf(at source.Range) span {
	if at.End.Line > at.Start.Line {
		return span{at.Start.Column, math.MaxInt}
	}
	return span{at.Start.Column, max(at.End.Column, at.Start.Column)}
}

func (f *frame) add(at source.Range, m mark) {
	if at.Start.Line < 1 {
		return
	}
	i := slices.IndexFunc(f.lines, func(l marked) bool { return l.number == at.Start.Line })
	if i < 0 {
		i = len(f.lines)
		f.lines = append(f.lines, marked{number: at.Start.Line})
	}
	if !slices.Contains(f.lines[i].marks, m) {
		f.lines[i].marks = append(f.lines[i].marks, m)
	}
}

// digits is how wide the line numbers of frames are.
func digits(all []frame) int {
	last := 0
	for _, f := range all {
		for _, l := range f.lines {
			last = max(last, l.number)
		}
	}
	return len(strconv.Itoa(last))
}

// framer draws the frames of one diagnostic.
type framer struct {
	pen
	sources sources
	secrets *render.Secrets
	digits  int
}

// sources hands out texts by the name that ranges give them.
type sources interface {
	File(name string) *source.File
}

// draw returns the rows of all frames.
func (f framer) draw(all []frame) []string {
	rows := make([]string, 0, 8*len(all))
	for i, fr := range all {
		arrow := "-->"
		if i > 0 {
			arrow = ":::"
		}
		start := source.Range{File: fr.file, Start: fr.start}
		rows = append(rows, strings.Repeat(" ", f.digits+1)+f.paint(gutter, arrow)+" "+where(start))
		rows = append(rows, f.lines(fr)...)
	}
	return rows
}

// where spells the start of a range: file:line:column, "" when unknown.
func where(at source.Range) string {
	text := render.Clean(at.File)
	if at.Start.Line > 0 {
		text += ":" + strconv.Itoa(at.Start.Line) + ":" + strconv.Itoa(at.Start.Column)
	}
	return text
}

// lines returns the rows of one frame, empty ones around them.
func (f framer) lines(fr frame) []string {
	var file *source.File
	if f.sources != nil {
		file = f.sources.File(fr.file)
	}
	if file == nil || len(file.Data) == 0 {
		return nil
	}
	var rows []string
	for i, l := range fr.lines {
		if i > 0 && l.number == fr.lines[i-1].number+2 {
			rows = append(rows, f.source(file, marked{number: l.number - 1})...)
		}
		rows = append(rows, f.source(file, l)...)
	}
	if len(rows) == 0 {
		return nil
	}
	return append(append([]string{f.gutter(0)}, rows...), f.gutter(0))
}

// source returns the rows of one source line and its marks, once for each group
// of marks that fits into the width.
func (f framer) source(file *source.File, l marked) []string {
	if l.number > file.Lines() {
		return nil
	}
	secrets, text := f.secrets.On(file.Name, l.number), file.Line(l.number)
	var rows []string
	for _, group := range f.groups(text, l.marks) {
		around := union(group)
		whole := layOut(text, secrets, around)
		shown := whole.cut(f.width, around)
		rows = append(rows, f.gutter(l.number, shown.String()))
		for _, r := range f.underline(&shown, group) {
			rows = append(rows, f.gutter(0, r))
		}
	}
	return rows
}

// groups parts marks that are too far from each other for one row. There is at
// least one group; it may be empty.
func (f framer) groups(text string, marks []mark) [][]mark {
	marks = slices.Clone(marks)
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.columns.from, b.columns.from) })
	if len(marks) < 2 || width(text) <= f.width {
		return [][]mark{marks}
	}
	var all [][]mark
	for _, m := range marks {
		last := len(all) - 1
		if last >= 0 && m.columns.from-all[last][0].columns.from < f.width/2 {
			all[last] = append(all[last], m)
			continue
		}
		all = append(all, []mark{m})
	}
	return all
}

// union returns the columns from the first mark to the last.
func union(marks []mark) span {
	if len(marks) == 0 {
		return span{1, 1}
	}
	all := marks[0].columns
	for _, m := range marks[1:] {
		all = all.join(m.columns)
	}
	return span{all.from, min(all.to, all.from+reach)}
}

// gutter returns a row with a line's number, none for 0, and what stands there.
func (f framer) gutter(number int, text ...string) string {
	n := ""
	if number > 0 {
		n = strconv.Itoa(number)
	}
	bar := strings.Repeat(" ", f.digits+1-len(n)) + n + " |"
	row := f.paint(gutter, bar)
	if t := strings.Join(text, ""); t != "" {
		row += " " + t
	}
	return strings.TrimRight(row, " ")
}
