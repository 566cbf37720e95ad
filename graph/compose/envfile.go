package compose

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// maxRawLine is the longest line of a raw env file.
const maxRawLine = 64 << 10

// parseRaw returns the variables that a file of the `raw` format sets: the
// format of `docker run --env-file`, without quotes or references.
func parseRaw(data []byte, lookup lookup, seen map[string]string) ([]assignment, error) {
	var found []assignment
	for start := 0; start < len(data); {
		end := len(data)
		if n := bytes.IndexByte(data[start:], '\n'); n >= 0 {
			end = start + n
		}
		a, err := rawLine(string(data[start:end]), start, lookup)
		if err != nil {
			return found, err
		}
		if a.name != "" {
			seen[a.name] = a.value
			found = append(found, a)
		}
		start = end + 1
	}
	return found, nil
}

// rawLine reads one line that starts at a byte offset of its file; the zero
// assignment says that it sets nothing.
func rawLine(text string, at int, lookup lookup) (assignment, error) {
	text = strings.TrimSuffix(text, "\r")
	fail := func(format string, args ...any) (assignment, error) {
		return assignment{}, &envFileError{fmt.Sprintf(format, args...), source.Span{Start: at, End: at + len(text)}}
	}
	switch {
	case len(text) >= maxRawLine:
		return fail("the line is longer than %d KiB", maxRawLine>>10)
	case !utf8.ValidString(text):
		return fail("the line is not valid UTF-8")
	}
	line := text
	if at == 0 {
		line = strings.TrimPrefix(line, "\ufeff")
	}
	line = strings.TrimLeft(line, " \t")
	if line == "" || line[0] == '#' {
		return assignment{}, nil
	}
	at, text = at+len(text)-len(line), line
	name, value, assigned := strings.Cut(line, "=")
	switch {
	case name == "":
		return fail("a name is expected before `=`")
	case strings.ContainsAny(name, " \t"):
		return fail("a variable's name cannot hold white space")
	}
	a := assignment{name: name, key: source.Span{Start: at, End: at + len(name)}, inherited: !assigned}
	a.value = value
	a.align.Verbatim(len(value), at+len(name)+1)
	if !assigned {
		v, origin, ok := lookup(name)
		if !ok {
			return assignment{}, nil
		}
		a.expansion = inherit(name, v, origin, a.key)
	}
	return a, nil
}
