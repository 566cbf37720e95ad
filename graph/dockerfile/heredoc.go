package dockerfile

import (
	"errors"
	"strings"
)

// documents finds the here-documents that a line announces: words that begin
// with << and a name. Lines that cannot be split into words announce none.
func documents(line string) ([]Document, error) {
	l := lexer{escape: '\\', keepQuotes: true, keepEscapes: true}
	words, err := l.split(line)
	if err != nil {
		return nil, nil //nolint:nilerr // builders look no further, either
	}
	var found []Document
	for _, w := range words {
		d, ok, err := document(w)
		if err != nil {
			return nil, err
		}
		if ok {
			found = append(found, d)
		}
	}
	return found, nil
}

// document reads one word: [DIGITS]<<[-]NAME, where the name may be quoted.
func document(word string) (d Document, ok bool, err error) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(word, "0123456789"), "<<")
	if !ok {
		return d, false, nil
	}
	rest, d.Chomp = strings.CutPrefix(rest, "-")
	rest = strings.TrimLeft(rest, " \t\r\n\f")
	if rest == "" || strings.Contains(rest, "<") {
		return d, false, nil
	}
	plain := lexer{escape: '\\'}
	names, err := plain.split(rest)
	if err != nil {
		return d, false, err
	}
	if len(names) != 1 {
		return d, false, nil
	}
	raw := lexer{escape: '\\', keepQuotes: true}
	quoted, err := raw.split(rest)
	if err != nil {
		return d, false, err
	}
	if len(quoted) != 1 {
		return d, false, errors.New("the name of a here-document cannot be made out")
	}
	d.Name = names[0]
	d.Expand = quotes(names[0]) == quotes(quoted[0])
	return d, true, nil
}

func quotes(s string) int { return strings.Count(s, `'`) + strings.Count(s, `"`) }
