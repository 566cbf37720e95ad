package dockerfile

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

const (
	// maxNesting bounds ${A:-${B:-...}}.
	maxNesting = 50
	// maxValue bounds what a word may grow to by its variables.
	maxValue = 64 << 10
)

// lexer expands variables and removes quotes, as builders do in the arguments
// of most instructions.
type lexer struct {
	text   []rune
	pos    int
	escape rune
	depth  int
	// keepQuotes and keepEscapes leave these in the result.
	keepQuotes, keepEscapes bool
	// lookup returns a variable. With nil no variable is set, and references
	// stay as they are.
	lookup func(name string) (value string, set bool)

	words []string // split at white space outside of quotes
	word  strings.Builder
	in    bool // a word
}

// end stands for the end of the text where a character is expected.
const end = rune(-1)

func (l *lexer) peek() rune {
	if l.pos >= len(l.text) {
		return end
	}
	return l.text[l.pos]
}

func (l *lexer) next() rune {
	r := l.peek()
	if r != end {
		l.pos++
	}
	return r
}

// expand returns text with its variables expanded.
func (l *lexer) expand(text string) (string, error) {
	l.text, l.pos = []rune(text), 0
	return l.until(end, l.keepEscapes)
}

// split returns text with its variables expanded as words.
func (l *lexer) split(text string) ([]string, error) {
	_, err := l.expand(text)
	if err != nil {
		return nil, err
	}
	l.endWord()
	return l.words, nil
}

func (l *lexer) endWord() {
	if l.word.Len() > 0 {
		l.words = append(l.words, l.word.String())
		l.word.Reset()
		l.in = false
	}
}

// put adds to the word what came from outside of quotes.
func (l *lexer) put(s string) {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			l.putRaw(string(r))
		} else if l.in {
			l.endWord()
		}
	}
}

// putRaw adds to the word what white space does not split.
func (l *lexer) putRaw(s string) {
	l.word.WriteString(s)
	l.in = true
}

// until reads up to a character, which is not part of the result.
func (l *lexer) until(stop rune, keepEscapes bool) (string, error) {
	var result strings.Builder
	for l.peek() != stop {
		var s string
		var err error
		switch r := l.peek(); r {
		case end:
			return "", fmt.Errorf("`%c` is missing", stop)
		case '$':
			s, err = l.dollar()
			l.put(s)
		case '\'':
			s, err = l.single()
			l.putRaw(s)
		case '"':
			s, err = l.double(keepEscapes)
			l.putRaw(s)
		case '<':
			s = l.less()
			l.putRaw(s)
		default:
			s = l.plain(keepEscapes)
		}
		if err != nil {
			return "", err
		}
		result.WriteString(s)
		if l.lookup != nil && result.Len() > maxValue {
			return "", errNotKnown
		}
	}
	l.next()
	return result.String(), nil
}

// plain reads a character that means nothing by itself, or an escaped one.
func (l *lexer) plain(keepEscapes bool) string {
	r := l.next()
	if r != l.escape {
		l.put(string(r))
		return string(r)
	}
	s := ""
	if keepEscapes {
		s = string(r)
	}
	if r = l.next(); r != end {
		s += string(r)
	}
	if s != "" {
		l.putRaw(s)
	}
	return s
}

// less reads <, or << and the white space after it: that does not separate a
// here-document from its name.
func (l *lexer) less() string {
	l.next()
	if l.peek() != '<' {
		return "<"
	}
	l.next()
	start := l.pos
	for r := l.peek(); r == ' ' || r == '\t' || r == '\r'; r = l.peek() {
		l.next()
	}
	return "<<" + string(l.text[start:l.pos])
}

// single reads what is in single quotes, where nothing means anything.
func (l *lexer) single() (string, error) {
	var b strings.Builder
	quote := l.next()
	if l.keepQuotes {
		b.WriteRune(quote)
	}
	for {
		switch r := l.next(); r {
		case end:
			return "", errors.New("a single quote is not closed")
		case quote:
			if l.keepQuotes {
				b.WriteRune(quote)
			}
			return b.String(), nil
		default:
			b.WriteRune(r)
		}
	}
}

// double reads what is in double quotes, where variables are expanded and
// quotes, dollars and the escape character can be escaped.
func (l *lexer) double(keepEscapes bool) (string, error) {
	var b strings.Builder
	quote := l.next()
	if l.keepQuotes {
		b.WriteRune(quote)
	}
	for {
		switch r := l.peek(); r {
		case end:
			return "", errors.New("a double quote is not closed")
		case quote:
			l.next()
			if l.keepQuotes {
				b.WriteRune(quote)
			}
			return b.String(), nil
		case '$':
			s, err := l.dollar()
			if err != nil {
				return "", err
			}
			b.WriteString(s)
		case l.escape:
			b.WriteString(l.escaped(keepEscapes))
		default:
			b.WriteRune(l.next())
		}
	}
}

// escaped reads an escape character in double quotes: before anything that it
// cannot escape it stands for itself.
func (l *lexer) escaped(keepEscapes bool) string {
	r := l.next()
	switch l.peek() {
	case end:
		return ""
	case '"', '$', l.escape:
		if keepEscapes {
			return string(r) + string(l.next())
		}
		return string(l.next())
	}
	return string(r)
}

// dollar reads a reference to a variable.
func (l *lexer) dollar() (string, error) {
	l.next()
	if l.peek() != '{' {
		name := l.name()
		if name == "" {
			return "$", nil
		}
		return l.value(name, "$"+name), nil
	}
	l.next()
	switch l.peek() {
	case end, '{', '}', ':':
		return "", errors.New("a reference to a variable has no name")
	}
	return l.braced(l.name())
}

// value is a variable's value; what it is written as where nothing is set.
func (l *lexer) value(name, written string) string {
	if l.lookup == nil {
		return written
	}
	value, _ := l.lookup(name)
	return value
}

// name reads a variable's name: letters, digits and underscores, only digits,
// or one of the shell's special characters.
func (l *lexer) name() string {
	start := l.pos
	first := l.peek()
	switch {
	case unicode.IsDigit(first):
		for unicode.IsDigit(l.peek()) {
			l.next()
		}
	case strings.ContainsRune("@*#?-$!", first):
		l.next()
	default:
		for r := l.peek(); unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'; r = l.peek() {
			l.next()
		}
	}
	return string(l.text[start:l.pos])
}

// braced reads what follows the name in ${NAME...}.
func (l *lexer) braced(name string) (string, error) {
	if l.depth++; l.depth > maxNesting {
		return "", errors.New("references to variables are nested too deeply")
	}
	defer func() { l.depth-- }()
	operator := l.next()
	colon := ""
	switch operator {
	case '}':
		return l.value(name, "${"+name+"}"), nil
	case '/':
		return l.replace(name)
	case ':':
		colon, operator = ":", l.next()
	}
	pattern := operator == '#' || operator == '%'
	if pattern && colon != "" || colon == "" && !strings.ContainsRune("+-?#%", operator) {
		return "", fmt.Errorf("`%s%c` is no operator", colon, operator)
	}
	word, err := l.operand('}', pattern)
	if err != nil {
		return "", err
	}
	if l.lookup == nil {
		return "${" + name + colon + string(operator) + word + "}", nil
	}
	value, set := l.lookup(name)
	return choose(name, value, set && (colon == "" || value != ""), operator, word)
}

// operand reads what an operator works with. Its words are nobody's, and the
// word that the reference is in begins anew, as it does for builders.
func (l *lexer) operand(stop rune, keepEscapes bool) (string, error) {
	words, in := l.words, l.in
	l.word.Reset()
	s, err := l.until(stop, keepEscapes)
	l.word.Reset()
	l.words, l.in = words, in
	return s, err
}

// replace reads ${NAME/PATTERN/REPLACEMENT}, whose value is not known here.
func (l *lexer) replace(name string) (string, error) {
	slash := ""
	if l.peek() == '/' {
		slash = string(l.next())
	}
	pattern, err := l.operand('/', true)
	if err != nil {
		return "", err
	}
	replacement, err := l.operand('}', true)
	if err != nil {
		return "", err
	}
	if l.lookup == nil {
		return "${" + name + "/" + slash + pattern + "/" + replacement + "}", nil
	}
	return "", errNotKnown
}

// errNotKnown says that a value is more than this package works out.
var errNotKnown = errors.New("the value is not worked out")

// choose gives the value of ${NAME<operator>WORD}.
func choose(name, value string, set bool, operator rune, word string) (string, error) {
	switch operator {
	case '-':
		if set {
			return value, nil
		}
		return word, nil
	case '+':
		if set {
			return word, nil
		}
		return "", nil
	case '?':
		if set {
			return value, nil
		}
		return "", fmt.Errorf("`%s` must be set", name)
	case '#', '%':
		return "", errNotKnown
	}
	return "", fmt.Errorf("`%c` is no operator", operator)
}
