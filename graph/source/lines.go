package source

import (
	"sort"
	"unicode/utf8"
)

// lineIndex knows where the lines of a text start, and for lines so long that
// counting their code points would cost too much, how many there are up to
// every stride of bytes.
type lineIndex struct {
	starts []int         // byte offset of each line's start
	counts map[int][]int // of long lines, by number from 0
}

const (
	longLine = 4096
	stride   = 1024
)

// indexLines finishes an index whose starts are known.
func indexLines(data []byte, starts []int) lineIndex {
	x := lineIndex{starts: starts}
	for i, start := range starts {
		end := len(data)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if end-start < longLine {
			continue
		}
		counts := make([]int, 0, (end-start)/stride+1)
		n := 0
		for at := start; at < end; at++ {
			if (at-start)%stride == 0 {
				counts = append(counts, n)
			}
			if utf8.RuneStart(data[at]) {
				n++
			}
		}
		if x.counts == nil {
			x.counts = map[int][]int{}
		}
		x.counts[i] = counts
	}
	return x
}

// position returns the position of a byte offset.
func (x lineIndex) position(data []byte, offset int) Position {
	line := sort.SearchInts(x.starts, offset+1)
	start := x.starts[line-1]
	column := 1
	if counts := x.counts[line-1]; counts != nil {
		k := min((offset-start)/stride, len(counts)-1)
		column += counts[k]
		for start += k * stride; start < offset; start++ {
			if utf8.RuneStart(data[start]) {
				column++
			}
		}
		return Position{Line: line, Column: column}
	}
	return Position{Line: line, Column: column + utf8.RuneCount(data[start:offset])}
}

// offset returns the byte offset of a position inside the text; those past a
// line's end give the start of the next line.
func (x lineIndex) offset(data []byte, p Position) int {
	at, end := x.starts[p.Line-1], len(data)
	if p.Line < len(x.starts) {
		end = x.starts[p.Line]
	}
	skip := p.Column - 1
	if counts := x.counts[p.Line-1]; counts != nil {
		k := max(sort.SearchInts(counts, skip+1)-1, 0)
		skip -= counts[k]
		for at += k * stride; at < end && !utf8.RuneStart(data[at]); at++ {
		}
	}
	for range skip {
		if at >= end {
			break
		}
		_, size := utf8.DecodeRune(data[at:])
		at += size
	}
	return min(at, end)
}
