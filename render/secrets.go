package render

import (
	"math"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// Mask stands for a secret in every format.
const Mask = "***"

// Secrets are the runs of files that no output may show, by file and line.
type Secrets struct {
	lines map[place][]Columns
}

type place struct {
	file string
	line int
}

// Columns are the columns From to To of a line, from 1, To exclusive.
type Columns struct{ From, To int }

// LineEnd is the To of columns that reach to the end of their line.
const LineEnd = math.MaxInt

// NewSecrets indexes ranges by the lines they touch.
func NewSecrets(ranges []source.Range) *Secrets {
	s := &Secrets{lines: map[place][]Columns{}}
	for _, r := range ranges {
		for line := r.Start.Line; line <= r.End.Line; line++ {
			run := Columns{From: 1, To: LineEnd}
			if line == r.Start.Line {
				run.From = r.Start.Column
			}
			if line == r.End.Line {
				run.To = r.End.Column
			}
			at := place{r.File, line}
			s.lines[at] = append(s.lines[at], run)
		}
	}
	return s
}

// On returns the runs of a line that are to be masked, in no particular order.
func (s *Secrets) On(file string, line int) []Columns { return s.lines[place{file, line}] }
