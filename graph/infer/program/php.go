package program

// phpPatterns find getenv, the env() of frameworks, and $_ENV.
type phpPatterns struct{ get, env, index pattern }

func newPHPPatterns() *phpPatterns {
	return &phpPatterns{
		get:   newPattern(`\bgetenv\(\s*["'](` + name + `)["']`),
		env:   newPattern(`\benv\(\s*["'](` + name + `)["']`),
		index: newPattern(`\$_ENV\[\s*["'](` + name + `)["']\s*\]`),
	}
}

// php is how PHP spells comments and strings.
func php() language {
	return language{line: []string{"//", "# "}, block: [2]string{"/*", "*/"}, quotes: []quote{
		{open: `"`, end: `"`, code: "{"}, {open: `'`, end: `'`},
	}}
}

func (r *Reader) readPHP(s *script) {
	s.lex(php())
	s.each(r.php.get, func(m match) {
		_, size := call(m.behind(m.end()))
		u := Use{Name: m.group(1), Format: wrapping(m.before())}
		u.take(fallbackAt(m.behind(m.end() + size)))
		s.add(m.start(), u)
	})
	s.each(r.php.env, func(m match) { s.addCall(m, Use{Name: m.group(1), Format: wrapping(m.before())}) })
	s.each(r.php.index, func(m match) {
		f := fallbackAt(m.behind(m.end()))
		if f.assigned {
			return
		}
		u := Use{Name: m.group(1), Format: wrapping(m.before())}
		u.take(f)
		s.add(m.start(), u)
	})
	r.helpers(s, "getenv", "env")
}

// readOther reads languages whose ways to read variables are functions with
// env in their names: GetEnvironmentVariable, System.fetch_env!.
func (r *Reader) readOther(s *script) {
	s.lex(java())
	r.helpers(s)
}
