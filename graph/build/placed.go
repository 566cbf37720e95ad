package build

import (
	"sort"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// placed turns spans of a contract text into places of the files it is from.
type placed struct {
	graph.ContractText
	starts []int // of the text's lines, when they have places of their own
}

func newPlaced(t graph.ContractText) placed {
	p := placed{ContractText: t}
	if len(t.Lines) == 0 {
		return p
	}
	p.starts = []int{0}
	for i, c := range t.Text {
		if c == '\n' {
			p.starts = append(p.starts, i+1)
		}
	}
	return p
}

// at is the place of a span; zero for a text that stands in no file of the user.
func (p placed) at(s source.Span) source.Place {
	if len(p.starts) > 0 {
		line := sort.SearchInts(p.starts, s.Start+1) - 1
		if line >= len(p.Lines) {
			return p.Place
		}
		start := p.starts[line]
		end := min(s.End, start+p.lineLength(start))
		return p.Lines[line].At(source.Span{Start: s.Start - start, End: end - start})
	}
	if p.Place.IsZero() {
		return source.Place{}
	}
	return p.Place.At(s)
}

func (p placed) lineLength(start int) int {
	if n := strings.IndexByte(p.Text[start:], '\n'); n >= 0 {
		return n
	}
	return len(p.Text) - start
}
