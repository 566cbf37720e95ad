package program

import "strings"

// rubyPatterns find ENV.
type rubyPatterns struct{ index, fetch, asked pattern }

func newRubyPatterns() *rubyPatterns {
	return &rubyPatterns{
		index: newPattern(`\bENV\[\s*["'](` + name + `)["']\s*\]`),
		fetch: newPattern(`\bENV\.fetch[( ]\s*["'](` + name + `)["']`),
		asked: newPattern(`\bENV\.(?:key|include|has_key)\?[( ]\s*["'](` + name + `)["']`),
	}
}

// ruby is how Ruby spells comments and strings.
func ruby() language {
	return language{line: []string{"# "}, quotes: []quote{{open: `"`, end: `"`, code: "#{"}, {open: `'`, end: `'`}}}
}

func (r *Reader) readRuby(s *script) {
	s.lex(ruby())
	s.rubyUses(r.ruby)
}

func (s *script) rubyUses(p *rubyPatterns) {
	s.each(p.index, func(m match) {
		f := fallbackAt(m.behind(m.end()))
		if f.assigned {
			return
		}
		u := Use{Name: m.group(1), Format: wrapping(m.before())}
		u.take(f)
		s.add(m.start(), u)
	})
	s.each(p.fetch, func(m match) { s.fetched(m) })
	s.each(p.asked, func(m match) { s.add(m.start(), Use{Name: m.group(1)}) })
}

// fetched reads ENV.fetch("NAME", default) and ENV.fetch("NAME") { default }.
func (s *script) fetched(m match) {
	u := Use{Name: m.group(1), Needed: true, Format: wrapping(m.before())}
	arguments, size := call(m.behind(m.end()))
	l, ok := second(arguments)
	rest := strings.TrimLeft(m.behind(m.end()+size), " ")
	if block, opens := strings.CutPrefix(rest, "{"); opens && !ok {
		l, ok = literalAt(block), true
	}
	if strings.HasPrefix(rest, "do") && !ok {
		l, ok = literal{}, true
	}
	if ok {
		u.Needed, u.Defaulted = false, !l.nothing
		u.set(l)
	}
	s.add(m.start(), u)
}

// readTemplates reads a YAML file for Ruby code in it, as Rails does, and for
// Symfony's placeholders.
func (r *Reader) readTemplates(s *script) {
	s.lex(language{line: []string{"# "}})
	s.quoted = nil // quotes of YAML say nothing
	if strings.Contains(s.text, "<%") {
		s.rubyUses(r.ruby)
	}
	s.each(r.symfony, func(m match) {
		s.add(m.start(), Use{Name: m.group(1), Needed: !strings.Contains(m.text[m.start():m.end()], "default:")})
	})
}
