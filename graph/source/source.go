// Package source says where things stand: files, positions, ranges, and the
// routes and byte spans from which ranges are made late, when a report needs
// them. It is pure: it reads no disk and imports nothing of ctypes.
package source

import (
	"bytes"
	"strings"
)

const byteOrderMark = "\ufeff"

// Span is a half-open run of bytes. The zero Span stands for the whole of
// whatever it is a span of.
type Span struct {
	Start, End int
}

// IsZero reports whether s stands for the whole.
func (s Span) IsZero() bool { return s == Span{} }

// Shift returns s moved by n bytes; the zero Span stays zero.
func (s Span) Shift(n int) Span {
	if s.IsZero() {
		return s
	}
	return Span{Start: s.Start + n, End: s.End + n}
}

// Position is a place in a text, counted from 1; Column counts code points.
// The zero Position is unknown.
type Position struct {
	Line, Column int
}

// Range is a run of text in a file. End is exclusive. The zero Range is unknown.
type Range struct {
	File       string // as shown to the user
	Start, End Position
	Bytes      Span // the same run in bytes from the start of the file
}

// IsZero reports whether the range is unknown.
func (r Range) IsZero() bool { return r.File == "" }

// Compare orders ranges by file, start and end; unknown ranges come first.
func (r Range) Compare(o Range) int {
	if c := strings.Compare(r.File, o.File); c != 0 {
		return c
	}
	if c := r.Start.compare(o.Start); c != 0 {
		return c
	}
	return r.End.compare(o.End)
}

func (p Position) compare(o Position) int {
	if p.Line != o.Line {
		return p.Line - o.Line
	}
	return p.Column - o.Column
}

// File is one text that was read. Its name is what the user sees.
type File struct {
	Name string
	Data []byte

	lines lineIndex
}

// NewFile returns a File and indexes its lines. Lines end in LF, CR LF or CR; a
// byte order mark is part of no line.
func NewFile(name string, data []byte) *File {
	starts := []int{0}
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		starts[0] = len(byteOrderMark)
	}
	for i, b := range data {
		if b == '\n' || b == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			starts = append(starts, i+1)
		}
	}
	return &File{Name: name, Data: data, lines: indexLines(data, starts)}
}

// Lines is the number of lines; a text that ends in a line break has an empty
// last one.
func (f *File) Lines() int { return len(f.lines.starts) }

// Line returns the text of line n, from 1, without its line break; "" when
// there is no such line.
func (f *File) Line(n int) string {
	if n < 1 || n > f.Lines() {
		return ""
	}
	end := len(f.Data)
	if n < f.Lines() {
		end = f.lines.starts[n]
	}
	return strings.TrimRight(string(f.Data[f.lines.starts[n-1]:end]), "\r\n")
}

// start is where the first line starts.
func (f *File) start() int { return f.lines.starts[0] }

// Position turns a byte offset into a position; offsets outside the file are
// moved to its nearest end.
func (f *File) Position(offset int) Position {
	return f.lines.position(f.Data, min(max(offset, f.start()), len(f.Data)))
}

// Offset turns a position into a byte offset, the inverse of Position.
// Positions past a line's end give the start of the next line.
func (f *File) Offset(p Position) int {
	switch {
	case p.Line < 1:
		return f.start()
	case p.Line > f.Lines():
		return len(f.Data)
	}
	return f.lines.offset(f.Data, p)
}

// Range turns a span of the file's bytes into a range; the zero Span gives the
// file's first line.
func (f *File) Range(s Span) Range {
	if s.IsZero() {
		s = Span{Start: f.start(), End: f.start() + len(f.Line(1))}
	}
	return Range{File: f.Name, Start: f.Position(s.Start), End: f.Position(s.End), Bytes: s}
}
