package program

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// javaPatterns find System.getenv and placeholders in annotations.
type javaPatterns struct{ get, lookup, value pattern }

func newJavaPatterns() *javaPatterns {
	return &javaPatterns{
		get:    newPattern(`\bSystem\.getenv\(\s*"(` + name + `)"\s*\)`),
		lookup: newPattern(`\bSystem\.getenv\(\)\s*(?:\.get(?:OrDefault)?\(|\[)\s*"(` + name + `)"`),
		value:  newPattern(`@(?:Value|ConfigProperty|Property)\([^)\n]*"`),
	}
}

// java is how Java and its neighbours spell comments and strings.
func java() language {
	return language{line: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: []quote{
		{open: `"""`, end: `"""`, long: true, code: "${"}, {open: `"`, end: `"`}, {open: `'`, end: `'`},
	}}
}

// kotlin is how Kotlin and Groovy do.
func kotlin() language {
	l := java()
	l.quotes[1].code = "${"
	return l
}

func (r *Reader) readJava(s *script) {
	spell := kotlin
	if strings.HasSuffix(s.file, ".java") {
		spell = java
	}
	s.lex(spell())
	s.each(r.java.get, func(m match) { s.javaUse(m, m.behind(m.end())) })
	s.each(r.java.lookup, func(m match) { s.addCall(m, Use{Name: m.group(1), Format: wrapping(m.before())}) })
	s.each(r.java.value, func(m match) {
		line := s.source[m.start():]
		line, _, _ = strings.Cut(line, "\n")
		r.placeholders(s, m.start(), line)
	})
}

// javaUse reads what follows System.getenv("NAME").
func (s *script) javaUse(m match, after string) {
	u := Use{Name: m.group(1), Format: wrapping(m.before())}
	u.take(fallbackAt(after))
	rest := strings.TrimLeft(after, " \t\r\n)")
	if value, ok := strings.CutPrefix(rest, ".orElse("); ok {
		u.take(fallback{literal: literalAt(value), given: true})
	}
	u.Needed = u.Needed || strings.HasPrefix(after, "!!") || strings.HasPrefix(rest, ".orElseThrow(")
	s.add(m.start(), u)
}

// readSpring reads the placeholders of a configuration file.
func (r *Reader) readSpring(s *script) {
	s.lex(language{line: []string{"# "}})
	r.placeholders(s, 0, s.text)
}

// placeholders reads ${NAME} and ${NAME:default}.
func (r *Reader) placeholders(s *script, at int, text string) {
	for _, m := range r.placeholder.FindAllStringSubmatchIndex(text, maxUses) {
		u := Use{Name: text[m[2]:m[3]], Needed: true}
		if text[m[3]] == ':' {
			value, closed := braced(text[m[3]+1:])
			u.Needed, u.Defaulted = false, closed
			if l := bareLiteral(value); l.known && l.size == len(value) && l.format != nil {
				u.Format = l.format
			}
			if strings.Contains(value, "${") {
				u.Format = contract.Format(nil)
			} else {
				u.Default = value
			}
		}
		s.add(at+m[0], u)
	}
}

// braced is the text up to the brace that closes it; false when none does on
// this line.
func braced(text string) (string, bool) {
	depth := 1
	for i := range len(text) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return text[:i], true
			}
		case '\n':
			return "", false
		}
	}
	return "", false
}
