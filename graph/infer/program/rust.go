package program

import "strings"

// rustPatterns find env::var and the env of clap's arguments. What env! reads
// is set when the program is built, not when it runs.
type rustPatterns struct{ read, argument, named pattern }

func newRustPatterns() *rustPatterns {
	return &rustPatterns{
		read:     newPattern(`\benv::var(?:_os)?\(\s*"(` + name + `)"\s*\)`),
		argument: newPattern(`#\[(?:arg|clap|structopt)\(`),
		named:    newPattern(`\benv\s*=\s*"(` + name + `)"`),
	}
}

// rust is how Rust spells comments and strings.
func rust() language {
	return language{line: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: []quote{
		{open: `'"`, end: `'`}, {open: `r#"`, end: `"#`, raw: true, long: true}, {open: `"`, end: `"`, long: true},
	}}
}

func (r *Reader) readRust(s *script) {
	s.lex(rust())
	s.each(r.rust.read, func(m match) {
		u := Use{Name: m.group(1)}
		u.settle(strings.TrimLeft(m.behind(m.end()), " \t\r\n"))
		s.add(m.start(), u)
	})
	s.each(r.rust.argument, func(m match) {
		arguments, _ := call(m.behind(m.end()))
		found := r.rust.named.FindStringSubmatchIndex(arguments)
		if found == nil {
			return
		}
		u := Use{Name: arguments[found[2]:found[3]]}
		for _, key := range []string{"default_value", "default_value_t"} {
			if l, ok := keyword(arguments, key); ok {
				u.set(l)
				u.Defaulted = true
			}
		}
		s.add(m.end()+found[2], u)
	})
	r.helpers(s, "env", "option_env", "dotenv")
}

// settle reads what a program does with the result of env::var.
func (u *Use) settle(after string) {
	for _, end := range []string{"?", ".expect(", ".unwrap()", ".context(", ".with_context(", ".map_err("} {
		if strings.HasPrefix(after, end) {
			u.Needed = true
			return
		}
	}
	for _, method := range []string{".unwrap_or(", ".unwrap_or_else("} {
		if value, ok := strings.CutPrefix(after, method); ok {
			value = strings.TrimSpace(value)
			for _, lead := range []string{"|_|", "|_e|", "String::from("} {
				value = strings.TrimSpace(strings.TrimPrefix(value, lead))
			}
			u.take(fallback{literal: literalAt(value), given: true, fails: givesUp(strings.TrimPrefix(value, "{"))})
			return
		}
	}
	u.Defaulted = strings.HasPrefix(after, ".unwrap_or_default(")
}
