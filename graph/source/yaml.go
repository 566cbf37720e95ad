package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Document is one YAML document of a file. Its nodes have lines and columns;
// a Document knows which bytes they are.
type Document struct {
	File *File
	// Root is the document's value; never nil, never a document node.
	Root *yaml.Node

	lines lineIndex // as YAML counts lines
}

// SyntaxError says why a file is not YAML, and where.
type SyntaxError struct {
	// Message is what the parser found, Context what it was reading.
	Message, Context string
	// At is the byte offset of the trouble, Start that of what was being read;
	// -1 when unknown.
	At, Start int
	// Deep says that the file nests values deeper than it may.
	Deep bool
}

// Error returns the parser's words.
func (e *SyntaxError) Error() string {
	if e.Context == "" {
		return e.Message
	}
	return e.Context + ": " + e.Message
}

var errDeep = errors.New("nested too deeply")

// ParseYAML returns the documents of a file, which must be valid UTF-8. Values
// nested deeper than depth are refused before they cost anything. The error
// is a *SyntaxError.
func ParseYAML(f *File, depth int) ([]*Document, error) {
	lines := yamlLines(f)
	loader, err := yaml.NewLoader(bytes.NewReader(f.Data), yaml.WithPlugin(loaderlimits.New(
		loaderlimits.DepthFunc(func(d int, _ *yaml.DepthContext) error {
			if d > depth {
				return errDeep
			}
			return nil
		}))))
	if err != nil {
		return nil, fmt.Errorf("starting the parser: %w", err)
	}
	var documents []*Document
	for {
		var n yaml.Node
		switch err := loader.Load(&n); {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return documents, syntaxError(f, lines, err)
		}
		if len(n.Content) > 0 {
			documents = append(documents, &Document{File: f, Root: n.Content[0], lines: lines})
		}
	}
}

func syntaxError(f *File, lines lineIndex, err error) *SyntaxError {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return &SyntaxError{Message: err.Error(), At: -1, Start: -1}
	}
	d := Document{File: f, lines: lines}
	at := func(m yaml.Mark) int {
		if m.Line < 1 {
			return -1
		}
		return d.offset(m.Line, m.Column)
	}
	return &SyntaxError{
		Message: load.Message,
		Context: load.ContextMsg,
		At:      at(load.Mark),
		Start:   at(load.ContextMark),
		Deep:    load.Message == errDeep.Error(),
	}
}

// yamlLines returns where lines start for YAML, which ends lines at three
// Unicode separators too.
func yamlLines(f *File) lineIndex {
	if !bytes.ContainsAny(f.Data, "\u0085\u2028\u2029") {
		return f.lines
	}
	starts := []int{f.start()}
	for i := f.start(); i < len(f.Data); {
		n := lineBreak(f.Data[i:])
		if n > 0 {
			starts = append(starts, i+n)
		}
		i += max(n, 1)
	}
	return indexLines(f.Data, starts)
}

// lineBreak is the length of the line break at the start of s, 0 when there is
// none.
func lineBreak(s []byte) int {
	if len(s) == 0 {
		return 0
	}
	switch r, size := utf8.DecodeRune(s); r {
	case '\r':
		if len(s) > 1 && s[1] == '\n' {
			return 2
		}
		return 1
	case '\n', '\u0085', '\u2028', '\u2029':
		return size
	}
	return 0
}

// offset returns the byte offset of a line and a column in code points.
func (d *Document) offset(line, column int) int {
	if line < 1 || line > len(d.lines.starts) {
		return len(d.File.Data)
	}
	return d.lines.offset(d.File.Data, Position{Line: line, Column: column})
}

// Span returns the bytes of a node: a scalar with its quotes, a mapping or a
// sequence from its first to its last byte.
func (d *Document) Span(n *yaml.Node) Span {
	start := d.offset(n.Line, n.Column)
	switch n.Kind {
	case yaml.ScalarNode:
		return d.scan(n).outer
	case yaml.AliasNode:
		return Span{start, start + len("*") + len(n.Value)}
	case yaml.MappingNode, yaml.SequenceNode:
		return Span{start, d.end(n, start)}
	case yaml.DocumentNode, yaml.StreamNode:
	}
	return Span{start, start}
}

// end returns where a collection that starts at start ends.
func (d *Document) end(n *yaml.Node, start int) int {
	end := d.skipProperties(start)
	if len(n.Content) > 0 {
		end = d.Span(n.Content[len(n.Content)-1]).End
	} else if n.Style&yaml.FlowStyle != 0 {
		end++ // the opening bracket
	}
	if n.Style&yaml.FlowStyle == 0 {
		return end
	}
	closing := byte(']')
	if n.Kind == yaml.MappingNode {
		closing = '}'
	}
	if at := d.skipSpace(end, ","); at < len(d.File.Data) && d.File.Data[at] == closing {
		return at + 1
	}
	return end
}

// skipProperties returns where the value of a node starts, behind its anchor
// and its tag.
func (d *Document) skipProperties(at int) int {
	data := d.File.Data
	for at < len(data) && (data[at] == '&' || data[at] == '!') {
		for at < len(data) && !bytes.ContainsRune([]byte(" \t\r\n,[]{}"), rune(data[at])) {
			at++
		}
		at = d.skipSpace(at, "")
	}
	return at
}

// skipSpace skips blanks, line breaks, comments and the bytes of also.
func (d *Document) skipSpace(at int, also string) int {
	data := d.File.Data
	for at < len(data) {
		switch c := data[at]; {
		case c == ' ' || c == '\t' || bytes.IndexByte([]byte(also), c) >= 0:
			at++
		case lineBreak(data[at:]) > 0:
			at += lineBreak(data[at:])
		case c == '#' && at > 0 && bytes.IndexByte([]byte(" \t\r\n,"), data[at-1]) >= 0:
			for at < len(data) && lineBreak(data[at:]) == 0 {
				at++
			}
		default:
			return at
		}
	}
	return at
}
