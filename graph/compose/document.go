package compose

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// parse returns the documents of a compose file, or the problem that stops it
// from being read.
func (t *layout) parse(file *source.File) ([]*source.Document, *graph.Problem) {
	if problem := binary(file); problem != nil {
		return nil, problem
	}
	documents, err := source.ParseYAML(file, maxDepth)
	if err != nil {
		return nil, syntaxProblem(file, err)
	}
	for _, d := range documents {
		if problem := prescan(d, &t.size); problem != nil {
			return nil, problem
		}
	}
	return documents, nil
}

// binary reports bytes that no YAML text holds.
func binary(file *source.File) *graph.Problem {
	if at := bytes.IndexByte(file.Data, 0); at >= 0 && utf8.Valid(file.Data) {
		return &graph.Problem{
			Message: "`" + file.Name + "` is not a text: it holds a zero byte",
			Place:   source.Place{File: file.Name, Span: source.Span{Start: at, End: at + 1}},
		}
	}
	for at := 0; at < len(file.Data); {
		r, size := utf8.DecodeRune(file.Data[at:])
		if r == utf8.RuneError && size < 2 {
			return &graph.Problem{
				Message: "`" + file.Name + "` is not valid UTF-8",
				Place:   source.Place{File: file.Name, Span: source.Span{Start: at, End: at + 1}},
				Help:    "save the file as UTF-8",
			}
		}
		at += size
	}
	return nil
}

// syntaxProblem puts a YAML parser's words into plain ones.
func syntaxProblem(file *source.File, err error) *graph.Problem {
	problem := &graph.Problem{Message: "`" + file.Name + "` is not valid YAML: " + err.Error(), Place: source.Place{File: file.Name}}
	var syntax *source.SyntaxError
	if !errors.As(err, &syntax) {
		return problem
	}
	if syntax.At >= 0 {
		problem.Place.Span = spot(file, syntax.At)
		if name, ok := unknownAnchor(syntax); ok {
			problem.Place.Span.End = syntax.At + len("*") + len(name)
		}
	}
	if syntax.Deep {
		problem.Message = fmt.Sprintf("values are nested deeper than %d levels", maxDepth)
		return problem
	}
	words, help := syntaxWords(file, syntax)
	problem.Message = "`" + file.Name + "` is not valid YAML: " + words
	problem.Help = help
	if syntax.Start >= 0 && file.Position(syntax.Start).Line != file.Position(max(syntax.At, 0)).Line {
		problem.Related = []graph.Related{{
			Message: "what could not be read starts here",
			Place:   source.Place{File: file.Name, Span: spot(file, syntax.Start)},
		}}
	}
	return problem
}

// unknownAnchor returns the name that an alias is missing an anchor for.
func unknownAnchor(e *source.SyntaxError) (string, bool) {
	name, ok := strings.CutPrefix(e.Message, "unknown anchor '")
	return strings.TrimSuffix(name, "' referenced"), ok
}

// spot is the span of the character at an offset; at the end of the file it is
// empty.
func spot(file *source.File, at int) source.Span {
	_, size := utf8.DecodeRune(file.Data[min(at, len(file.Data)):])
	if at == 0 && size == 0 {
		return source.Span{}
	}
	return source.Span{Start: at, End: at + size}
}

// syntaxWords says what the parser found and what to do about it.
func syntaxWords(file *source.File, e *source.SyntaxError) (words, help string) {
	has := func(text string) bool { return strings.Contains(e.Message, text) }
	tab := e.At >= 0 && e.At < len(file.Data) && file.Data[e.At] == '\t'
	switch {
	case tab && has("cannot start any token"):
		return "a tab stands where indentation is expected", "indent with spaces"
	case has("cannot start any token"):
		return "a value cannot start with this character", "put the value in quotes"
	case has("mapping values are not allowed"):
		return "a second `:` makes this value a mapping", "put the value in quotes, or check the indentation"
	case has("did not find expected key"), has("did not find expected '-' indicator"):
		return "the indentation does not fit what is above", "align the line with the entries it belongs to"
	case has("did not find expected ',' or"):
		return "a `,` or the closing bracket is missing", ""
	case has("could not find expected ':'"):
		return "a `:` is expected behind this key", "write `key: value`, with a space behind the colon"
	case has("block sequence entries are not allowed"):
		return "a list item cannot stand here", "put the list on lines of its own, below its key"
	case has("unknown escape character"):
		return "`\\` is followed by a character that it cannot escape", "write `\\\\` for a backslash, or use single quotes"
	case has("unexpected end of stream"):
		return "the file ends within a quoted value", "close the quote"
	case has("unknown anchor"):
		name, _ := unknownAnchor(e)
		return "no anchor `&" + name + "` stands above this alias", ""
	case has("found incompatible YAML document"):
		return "a `%YAML` line of this version is not supported", "remove the line"
	case has("control characters"):
		return "it holds a control character", ""
	}
	return e.Error(), ""
}
