package program

import (
	"reflect"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// goPatterns find os.Getenv and the tags of structs that libraries fill in.
type goPatterns struct{ get, viper, flag, field, target pattern }

func newGoPatterns() *goPatterns {
	return &goPatterns{
		get:    newPattern("\\bos\\.(Getenv|LookupEnv)\\(\\s*[\"`](" + name + ")[\"`]\\s*\\)"),
		viper:  newPattern(`\bBindEnv\(\s*"[^"\n]*",\s*"(` + name + `)"`),
		flag:   newPattern(`\bEnvVars?(?::\s*(?:\[\]string\{)?|\()\s*"(` + name + `)"`),
		field:  newPattern("(?m)^[ \\t]*\\w+[ \\t]+([\\w.*\\[\\]]+)[ \\t]+`([^`\\n]*\\benv[^`\\n]*)`"),
		target: newPattern(`(\w+)(?:,\s*(\w+))?\s*:?=\s*$`),
	}
}

// golang is how Go spells comments and strings.
func golang() language {
	return language{line: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: []quote{
		{open: "`", end: "`", long: true, raw: true}, {open: `"`, end: `"`}, {open: `'`, end: `'`},
	}}
}

func (r *Reader) readGo(s *script) {
	s.lex(golang())
	p := r.golang
	s.each(p.get, func(m match) {
		u := Use{Name: m.group(2), Format: wrapping(m.before())}
		if names := p.target.FindStringSubmatch(m.before()); names != nil {
			s.checked(m, names, &u)
		}
		s.add(m.start(), u)
	})
	s.each(p.viper, func(m match) { s.add(m.start(), Use{Name: m.group(1)}) })
	s.each(p.flag, func(m match) { s.add(m.start(), Use{Name: m.group(1)}) })
	s.each(p.field, func(m match) { s.tagged(m) })
	r.helpers(s, "Getenv", "LookupEnv", "BindEnv", "EnvVar", "EnvVars")
}

// checked reads the statement behind x := os.Getenv("X") that says what is
// done when it is empty.
func (s *script) checked(m match, names []string, u *Use) {
	tests := []string{"if " + names[1] + ` == "" {`}
	if names[2] != "" {
		tests = append(tests, "if !"+names[2]+" {")
	}
	after := firstLines(m.behind(m.end()), 4)
	for _, test := range tests {
		_, block, ok := strings.Cut(after, test)
		if !ok {
			continue
		}
		statement := strings.TrimSpace(block)
		value, assigned := strings.CutPrefix(statement, names[1]+" = ")
		switch {
		case assigned:
			u.take(fallback{literal: literalAt(value), given: true})
		case fatal(statement):
			u.Needed = true
		}
		return
	}
}

// firstLines are the first n lines of a text.
func firstLines(text string, n int) string {
	at := 0
	for line := range strings.Lines(text) {
		if n--; n < 0 {
			break
		}
		at += len(line)
	}
	return text[:at]
}

// fatal reports whether a statement of Go ends the program or the function
// with an error.
func fatal(statement string) bool {
	line, _, _ := strings.Cut(statement, "\n")
	if givesUp(line) || strings.Contains(line, "Fatal") || strings.Contains(line, "Panic(") {
		return true
	}
	return strings.HasPrefix(line, "return ") && (strings.Contains(line, "Errorf(") || strings.Contains(line, "errors.") || strings.Contains(line, "Err"))
}

// tagged reads a field of a struct.
func (s *script) tagged(m match) {
	tag := reflect.StructTag(m.group(2))
	text := tag.Get("env")
	if text == "" {
		text = tag.Get("envconfig")
	}
	items := strings.Split(text, ",")
	u := Use{Name: strings.TrimSpace(items[0]), Format: goType(m.group(1))}
	u.Needed = tag.Get("required") == "true" || tag.Get("env-required") == "true"
	for _, item := range items[1:] {
		switch key, value, _ := strings.Cut(strings.TrimSpace(item), "="); key {
		case "required", "notEmpty":
			u.Needed = true
		case "default":
			u.Needed, u.Default, u.Defaulted = false, value, true
		}
	}
	for _, key := range []string{"envDefault", "env-default", "default"} {
		if value, ok := tag.Lookup(key); ok {
			u.Needed, u.Default, u.Defaulted = false, value, true
		}
	}
	if isName(u.Name) {
		s.add(m.at[4], u)
	}
}

// goType is the format that a type of Go stands for; zero for a text.
func goType(word string) contract.Format {
	one := func(k contract.FmtKind) contract.Format { return contract.Format{{Kind: k}} }
	word = strings.TrimPrefix(word, "*")
	switch {
	case strings.HasPrefix(word, "int") || strings.HasPrefix(word, "uint"):
		return one(contract.FmtInt)
	case strings.HasPrefix(word, "float"):
		return one(contract.FmtFloat)
	case word == "bool":
		return one(contract.FmtBool)
	case word == "time.Duration":
		return one(contract.FmtDuration)
	case word == "url.URL":
		return one(contract.FmtURL)
	case strings.HasPrefix(word, "[]"):
		return contract.Format{{Kind: contract.FmtList, Inner: one(contract.FmtString)}}
	}
	return nil
}
