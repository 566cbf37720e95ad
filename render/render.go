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
// is the same bytes each time; several reports may follow each other. Close
// writes what stands after the last of them, also when there was none: what a
// renderer wrote by then is well-formed.
type Renderer interface {
	Render(w io.Writer, r *analyze.Report) error
	Close(w io.Writer) error
}

// Format names a format. The zero Format is invalid.
type Format int

// The formats.
const (
	Term     Format = iota + 1 // for people, on a terminal or in a log
	JSON                       // for programs; see docs/json.md
	SARIF                      // for code scanning
	GitHub                     // annotations of a GitHub workflow
	Markdown                   // a comment on a pull request
	JUnit                      // for the test pages of CI servers
	RDJSON                     // for reviewdog
	Template                   // what the user's own template says
)

// String is the format's name on the command line, without a template's text.
func (f Format) String() string {
	switch f {
	case Term:
		return "term"
	case JSON:
		return "json"
	case SARIF:
		return "sarif"
	case GitHub:
		return "github"
	case Markdown:
		return "markdown"
	case JUnit:
		return "junit"
	case RDJSON:
		return "rdjson"
	case Template:
		return "template"
	}
	return "invalid"
}

// Formats are the names of all formats, as the command line takes them.
func Formats() []string {
	var names []string
	for f := Term; f < Template; f++ {
		names = append(names, f.String())
	}
	return append(names, Template.String()+"=")
}

// ParseFormat is the inverse of String. A template's name goes on with `=` and
// its text, which is the argument. The error lists the formats there are.
func ParseFormat(word string) (f Format, argument string, err error) {
	for f := Term; f < Template; f++ {
		if f.String() == word {
			return f, "", nil
		}
	}
	if text, ok := strings.CutPrefix(word, Template.String()+"="); ok {
		return Template, text, nil
	}
	return 0, "", fmt.Errorf("there is no format `%s`; there are %s", Clean(word), strings.Join(Formats(), ", "))
}
