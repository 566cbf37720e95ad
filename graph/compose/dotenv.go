package compose

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// assignment is a variable that an env file sets.
type assignment struct {
	name string
	key  source.Span // of the file
	expansion
	// inherited says that the file has the name alone, and the value is from
	// the environment.
	inherited bool
}

// envFileError says what is wrong in an env file.
type envFileError struct {
	text string
	span source.Span // of the file
}

func (e *envFileError) Error() string { return e.text }

// dotenvParser reads the .env format: NAME=value lines with quotes, comments
// and references, exactly as compose reads them, its oddities included.
type dotenvParser struct {
	src    string
	pos    int
	lookup lookup
	budget *int
	found  []assignment
	values map[string]string // what the file has set so far
}

// parseDotenv returns the variables that a file sets, in its order. Values may
// refer to what lookup knows, and to what seen and the file itself set before.
// It adds what the file sets to seen.
func parseDotenv(data []byte, lookup lookup, seen map[string]string, budget *int) ([]assignment, error) {
	p := dotenvParser{src: string(data), lookup: lookup, values: seen, budget: budget}
	if strings.HasPrefix(p.src, "\ufeff") {
		p.pos = len("\ufeff")
	}
	for p.statement() {
		if err := p.assignment(); err != nil {
			return p.found, err
		}
	}
	return p.found, nil
}

// statement skips white space and comments; it reports whether anything is left.
func (p *dotenvParser) statement() bool {
	for {
		rest := strings.TrimLeftFunc(p.src[p.pos:], unicode.IsSpace)
		p.pos = len(p.src) - len(rest)
		if rest == "" {
			return false
		}
		if rest[0] != '#' {
			return true
		}
		end := strings.IndexByte(rest, '\n')
		if end < 0 {
			return false
		}
		p.pos += end
	}
}

// assignment reads one NAME=value, or a NAME that the environment sets.
func (p *dotenvParser) assignment() error {
	name, inherited, err := p.name()
	if err != nil {
		return err
	}
	key := source.Span{Start: p.pos, End: p.pos + len(name.text)}
	p.pos = name.end
	if inherited {
		if value, origin, ok := p.lookup(name.text); ok {
			p.add(assignment{name.text, key, inherit(name.text, value, origin, key), true})
		}
		return nil
	}
	e, err := p.value()
	if err != nil {
		return err
	}
	p.add(assignment{name: name.text, key: key, expansion: e})
	return nil
}

// inherit is the value of a name that stands alone at a span.
func inherit(name, value string, origin graph.Origin, at source.Span) expansion {
	e := expansion{value: value, parts: []graph.Part{{Span: source.Span{End: len(value)}, Variable: name, Origin: origin}}}
	e.align.Derived(len(value), at)
	return e
}

func (p *dotenvParser) add(a assignment) {
	p.values[a.name] = a.value
	p.found = append(p.found, a)
}

// dotenvName is the name in front of a value, and where the value starts.
type dotenvName struct {
	text string
	end  int
}

// name reads the name at the parser's position, behind an `export`.
func (p *dotenvParser) name() (dotenvName, bool, error) {
	if rest, ok := strings.CutPrefix(p.src[p.pos:], "export"); ok && rest != "" && strings.ContainsRune("\t\n\f\r ", rune(rest[0])) {
		p.pos = len(p.src) - len(strings.TrimLeftFunc(rest, isBlank))
	}
	src := p.src[p.pos:]
	if src == "" {
		return dotenvName{}, false, p.errorf(0, "a name is expected behind `export`")
	}
	// Without any of = : and a line break, all of it is a value without a name.
	name, offset, inherited := "", 0, false
scan:
	for i, r := range src {
		switch {
		case isBlank(r), strings.ContainsRune("_.-[]", r), unicode.IsLetter(r), unicode.IsNumber(r):
		case r == '=' || r == ':' || r == '\n':
			name, offset, inherited = src[:i], i+1, r == '\n'
			break scan
		default:
			return dotenvName{}, false, p.errorf(i, "a variable's name cannot hold %q", r)
		}
	}
	name = strings.TrimRightFunc(name, unicode.IsSpace)
	if at := strings.IndexByte(name, ' '); at >= 0 {
		return dotenvName{}, false, p.errorf(at, "a variable's name cannot hold a space")
	}
	end := len(p.src) - len(strings.TrimLeftFunc(src[offset:], isBlank))
	return dotenvName{name, end}, inherited, nil
}

// isBlank is white space without the line feed.
func isBlank(r rune) bool { return strings.ContainsRune("\t\v\f\r \u0085\u00a0", r) }

// value reads the value at the parser's position.
func (p *dotenvParser) value() (expansion, error) {
	src := p.src[p.pos:]
	if src != "" && (src[0] == '"' || src[0] == '\'') {
		return p.quoted(src[0])
	}
	start := p.pos
	value, _, found := strings.Cut(src, "\n")
	p.pos += len(value)
	if found {
		p.pos++
	}
	value, _, _ = strings.Cut(value, " #")
	value = strings.TrimRightFunc(value, unicode.IsSpace)
	var align source.Alignment
	align.Verbatim(len(value), start)
	return p.expand(value, align)
}

// quoted reads a value in quotes, which may span lines.
func (p *dotenvParser) quoted(quote byte) (expansion, error) {
	start := p.pos
	var value strings.Builder
	var align source.Alignment
	align.Verbatim(0, start+1)
	escaped := false
	for i := start + 1; i < len(p.src); i++ {
		c := p.src[i]
		switch {
		case c == quote && !escaped:
			p.pos = i + 1
			if quote == '\'' {
				return expansion{value: value.String(), align: align}, nil
			}
			return p.expand(unescapeDotenv(value.String(), align))
		case c == quote:
			align.Derived(1, source.Span{Start: i - 1, End: i + 1})
		case c == '\\' && !escaped:
			escaped = true
			continue
		default:
			if escaped {
				value.WriteByte('\\')
				align.Verbatim(1, i-1)
			}
			align.Verbatim(1, i)
		}
		escaped = false
		value.WriteByte(c)
	}
	line, _, _ := strings.Cut(p.src[start:], "\n")
	return expansion{}, &envFileError{"the quote that opens here is never closed", source.Span{Start: start, End: start + len(line)}}
}

// expand fills in the references of a value; align relates it to the file.
func (p *dotenvParser) expand(value string, align source.Alignment) (expansion, error) {
	e := expand(value, func(name string) (string, graph.Origin, bool) {
		if v, origin, ok := p.lookup(name); ok {
			return v, origin, true
		}
		v, ok := p.values[name]
		return v, graph.FromEnvFile, ok
	}, p.budget)
	if len(e.failures) > 0 {
		return e, &envFileError{e.failures[0].Error(), align.Origin(e.failures[0].span)}
	}
	for i := range e.unset {
		e.unset[i].span = align.Origin(e.unset[i].span)
	}
	if e.align == nil {
		e.align = align
	} else {
		e.align = e.align.Through(align)
	}
	return e, nil
}

func (p *dotenvParser) errorf(at int, format string, args ...any) error {
	at += p.pos
	_, size := utf8.DecodeRuneInString(p.src[at:])
	return &envFileError{fmt.Sprintf(format, args...), source.Span{Start: at, End: at + size}}
}

// dotenvEscape is what compose expands inside double quotes.
var dotenvEscape = regexp.MustCompile(`\\(?:[abcfnrtv$"\\]|0\d{0,3})`)

// unescapeDotenv expands the escapes of a double-quoted value.
func unescapeDotenv(value string, align source.Alignment) (string, source.Alignment) {
	var out strings.Builder
	var steps source.Alignment
	at := 0
	for _, m := range dotenvEscape.FindAllStringIndex(value, -1) {
		out.WriteString(value[at:m[0]])
		steps.Verbatim(m[0]-at, at)
		text := dotenvUnescaped(value[m[0]:m[1]])
		out.WriteString(text)
		steps.Derived(len(text), source.Span{Start: m[0], End: m[1]})
		at = m[1]
	}
	if at == 0 {
		return value, align
	}
	out.WriteString(value[at:])
	steps.Verbatim(len(value)-at, at)
	return out.String(), steps.Through(align)
}

// dotenvUnescaped returns what an escape stands for; one that Go does not know
// stands for itself. A dollar sign stays escaped for the references' sake.
func dotenvUnescaped(escape string) string {
	if escape == `\$` {
		return "$$"
	}
	if octal, ok := strings.CutPrefix(escape, `\0`); ok {
		escape = `\` + octal
	}
	r, _, _, err := strconv.UnquoteChar(escape, '"')
	if err != nil {
		return escape
	}
	return string(r)
}
