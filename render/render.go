// Package render tells reports: it names the formats, says what a renderer is,
// and holds what all formats owe to untrusted texts and to secrets. Each format
// is a package of its own below.
package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
)

// Renderer writes reports in one format. A report is written as a whole and
// is the same bytes each time; several reports may follow each other.
type Renderer interface {
	Render(w io.Writer, r *analyze.Report) error
}

// Format names a format. The zero Format is invalid.
type Format int

// The formats.
const (
	Term Format = iota + 1 // for people, on a terminal or in a log
	JSON                   // for programs; see docs/json.md
)

// String is the format's name on the command line.
func (f Format) String() string {
	switch f {
	case Term:
		return "term"
	case JSON:
		return "json"
	}
	return "invalid"
}

// Formats are the names of all formats.
func Formats() []string {
	var names []string
	for f := Term; f <= JSON; f++ {
		names = append(names, f.String())
	}
	return names
}

// ParseFormat is the inverse of String. Its error lists the formats there are.
func ParseFormat(name string) (Format, error) {
	for f := Term; f <= JSON; f++ {
		if f.String() == name {
			return f, nil
		}
	}
	return 0, fmt.Errorf("there is no format `%s`; there are %s", Clean(name), strings.Join(Formats(), ", "))
}
