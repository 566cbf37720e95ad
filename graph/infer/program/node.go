package program

import "strings"

// nodePatterns find process.env in JavaScript and TypeScript.
type nodePatterns struct {
	member, index, deno, spread pattern
	schema                      *schemaPatterns
}

func newNodePatterns() *nodePatterns {
	return &nodePatterns{
		member: newPattern(`\b(?:process|Bun)\.env\.(` + name + `)`),
		index:  newPattern("\\b(?:process|Bun)\\.env\\[\\s*[\"'`](" + name + ")[\"'`]\\s*\\]"),
		deno:   newPattern(`\bDeno\.env\.get\(\s*["'](` + name + `)["']\s*\)`),
		spread: newPattern(`\{([^{}]*)\}\s*=\s*(?:process|Bun)\.env\b`),
		schema: newSchemaPatterns(),
	}
}

// node is how JavaScript spells comments and strings.
func node() language {
	return language{line: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: []quote{
		{open: "`", end: "`", long: true, code: "${"}, {open: `"`, end: `"`}, {open: `'`, end: `'`},
	}}
}

func (r *Reader) readNode(s *script) {
	s.lex(node())
	p := r.node
	for _, read := range []pattern{p.member, p.index, p.deno} {
		s.each(read, func(m match) { s.nodeUse(m) })
	}
	s.each(p.spread, func(m match) {
		if !strings.HasPrefix(m.behind(m.end()), ".") {
			s.destructured(m)
		}
	})
	r.helpers(s)
	p.schema.read(s)
}

// nodeUse reads what is around process.env.NAME.
func (s *script) nodeUse(m match) {
	before, after := m.before(), m.behind(m.end())
	f := fallbackAt(after)
	if f.assigned || strings.HasSuffix(before, "delete ") {
		return
	}
	u := Use{Name: m.group(1), Format: wrapping(before)}
	if strings.HasPrefix(after, "!") && !strings.HasPrefix(after, "!=") {
		u.Needed = true
	}
	if strings.HasSuffix(before, "if (!") && refuses(after) {
		u.Needed = true
	}
	u.take(f)
	s.add(m.start(), u)
}

// refuses reports whether the block behind a condition ends the program.
func refuses(text string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(text, " "), ")")
	if !ok {
		return false
	}
	rest = strings.TrimLeft(rest, " \t\r\n{")
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		switch {
		case givesUp(line):
			return true
		case strings.HasPrefix(line, "console.") || strings.HasPrefix(line, "logger.") || strings.HasPrefix(line, "log."):
		default:
			return false
		}
	}
	return false
}

// destructured reads { A, B = "b", C: c } = process.env.
func (s *script) destructured(m match) {
	at := m.at[2]
	for item := range strings.SplitSeq(m.group(1), ",") {
		head, value, given := strings.Cut(item, "=")
		key, _, _ := strings.Cut(head, ":")
		u := Use{Name: strings.TrimSpace(key)}
		if given {
			l := literalAt(value)
			u.Defaulted = !l.nothing
			u.set(l)
		}
		if !strings.HasPrefix(u.Name, "...") && isName(u.Name) {
			s.add(at+strings.Index(item, u.Name), u)
		}
		at += len(item) + 1
	}
}

// isName reports whether a text is a name of letters, digits and underscores.
func isName(text string) bool {
	return text != "" && (text[0] < '0' || text[0] > '9') &&
		strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}
