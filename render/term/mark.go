package term

import (
	"cmp"
	"slices"
	"strings"
)

// minRoom is how many cells beside a mark a label of several rows takes at least.
const minRoom = 16

// mark is a run of a source line that a frame underlines, and what it says of it.
type mark struct {
	columns span
	label   string
	primary bool
}

// pen draws the rows below a source line.
type pen struct {
	palette
	width   int // cells of a row
	primary ink // of the primary mark
}

// underline returns the rows that go below a line: one with the marks and the
// rightmost one's label, and below it the labels that did not fit, each under
// its mark.
func (p pen) underline(l *line, marks []mark) []string {
	if len(marks) == 0 {
		return nil
	}
	drawn := p.locate(l, marks)
	first := &row{}
	for _, m := range drawn {
		for at := m.cells.from; at < m.cells.to; at++ {
			first.put(at, cell{m.char(), m.ink}, m.primary)
		}
	}
	beside, hanging := p.beside(first, drawn)
	rows := []string{first.draw(p.palette)}
	for _, r := range beside {
		rows = append(rows, r.draw(p.palette))
	}
	return append(rows, p.hang(hanging)...)
}

// beside puts the rightmost mark's label at the end of the row of marks, and
// what does not fit into further rows when nothing else has to stand there. It
// returns these and the marks whose labels are still to be told.
func (p pen) beside(r *row, marks []drawn) (more []*row, rest []drawn) {
	last, at := marks[0], len(r.cells)+1
	room := p.width - at
	if width(last.label) <= room {
		r.end(at, last.label, last.ink)
		return nil, marks[1:]
	}
	others := slices.ContainsFunc(marks[1:], func(d drawn) bool { return d.label != "" })
	if others || room < minRoom {
		return nil, marks
	}
	lines := wrap(last.label, room)
	r.end(at, lines[0], last.ink)
	for _, text := range lines[1:] {
		below := &row{}
		below.end(at, text, last.ink)
		more = append(more, below)
	}
	return more, nil
}

// drawn is a mark in the cells of its line.
type drawn struct {
	mark
	cells span
	ink   ink
}

func (d drawn) char() byte {
	if d.primary {
		return '^'
	}
	return '-'
}

// locate finds the marks' cells and orders the marks from right to left.
func (p pen) locate(l *line, marks []mark) []drawn {
	all := make([]drawn, 0, len(marks))
	for _, m := range marks {
		d := drawn{mark: m, cells: l.find(m.columns), ink: related}
		if m.primary {
			d.ink = p.primary
		}
		all = append(all, d)
	}
	slices.SortStableFunc(all, func(a, b drawn) int {
		return cmp.Or(b.cells.to-a.cells.to, b.cells.from-a.cells.from)
	})
	return all
}

// hang returns the rows of the labels that stand below the marks, those
// further right first.
func (p pen) hang(marks []drawn) []string {
	marks = slices.DeleteFunc(slices.Clone(marks), func(d drawn) bool { return d.label == "" })
	slices.SortStableFunc(marks, func(a, b drawn) int { return b.cells.from - a.cells.from })
	var rows []string
	if len(marks) > 1 {
		rows = append(rows, connectors(marks).draw(p.palette))
	}
	for i, m := range marks {
		at, lines := p.place(m.label, m.cells.from)
		for _, text := range lines {
			r := connectors(marks[i+1:])
			r.end(at, text, m.ink)
			rows = append(rows, r.draw(p.palette))
		}
	}
	return rows
}

// connectors is a row that leads from marks to the labels further below.
func connectors(marks []drawn) *row {
	r := &row{}
	for _, m := range marks {
		r.put(m.cells.from, cell{'|', m.ink}, m.primary)
	}
	return r
}

// place breaks a label into lines and says in which cell they start: at the
// mark when there is room to the right of it, else further left.
func (p pen) place(label string, at int) (int, []string) {
	if at+width(label) <= p.width {
		return at, []string{label}
	}
	at = max(0, min(at, p.width-max(width(label), p.width/2)))
	return at, wrap(label, p.width-at)
}

// row is a row of marks, connectors and labels; each cell says whose it is.
type row struct {
	cells []cell
	label string
	ink   ink // of the label
}

// cell is one character of a row.
type cell struct {
	char byte
	ink  ink
}

// put draws a character, over those that are not primary.
func (r *row) put(at int, c cell, over bool) {
	r.reach(at + 1)
	if over || r.cells[at].char == ' ' {
		r.cells[at] = c
	}
}

// reach makes the row at least n cells long.
func (r *row) reach(n int) {
	for len(r.cells) < n {
		r.cells = append(r.cells, cell{char: ' '})
	}
}

func (r *row) end(at int, label string, i ink) {
	r.reach(at)
	r.cells, r.label, r.ink = r.cells[:at], label, i
}

// draw paints the row, one run of cells of the same ink at a time.
func (r *row) draw(p palette) string {
	var b strings.Builder
	var run []byte
	for i, c := range r.cells {
		run = append(run, c.char)
		if i+1 == len(r.cells) || r.cells[i+1].ink != c.ink {
			b.WriteString(p.paint(c.ink, string(run)))
			run = run[:0]
		}
	}
	b.WriteString(p.paint(r.ink, r.label))
	return b.String()
}
