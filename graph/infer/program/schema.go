package program

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// schemaPatterns find the fields of schemas that a program holds its
// environment to: zod's, Joi's and envalid's.
type schemaPatterns struct{ over, field, words pattern }

func newSchemaPatterns() *schemaPatterns {
	return &schemaPatterns{
		over:  newPattern(`\bprocess\.env\b|\b(?:createEnv|cleanEnv)\(|\bvalidationSchema\b`),
		field: newPattern(`(?m)^\s*([A-Z][A-Z0-9_]+)\s*:\s*(?:(z|Joi)\.|(str|url|port|num|bool|host|email|json)\()`),
		words: newPattern(`\b(?:enum|nativeEnum|valid)\(\s*\[?([^\])]*)`),
	}
}

func (p *schemaPatterns) read(s *script) {
	if !p.over.MatchString(s.text) {
		return
	}
	s.each(p.field, func(m match) {
		kind := m.group(2)
		at := m.at[5]
		if kind == "" {
			kind, at = m.group(3), m.at[6]
		}
		text := s.behind(at)
		text = text[:expressionSize(text)]
		s.add(m.at[2], p.one(Use{Name: m.group(1)}, kind, text))
	})
}

// expressionSize is the size of the expression that a text begins with.
func expressionSize(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return i
			}
		case ',', ';':
			if depth == 0 {
				return i
			}
		}
	}
	return len(text)
}

// one reads what a field's schema demands of its value.
func (p *schemaPatterns) one(u Use, kind, text string) Use {
	switch kind {
	case "z":
		u.Needed = !strings.Contains(text, ".optional()") && !strings.Contains(text, ".nullish()") && !strings.Contains(text, ".nullable()")
	case "Joi":
		u.Needed = strings.Contains(text, ".required()")
	default:
		u.Needed = true
	}
	for _, before := range []string{".default(", "default:"} {
		if _, rest, ok := strings.Cut(text, before); ok {
			l := literalAt(rest)
			u.Needed, u.Defaulted = false, !l.nothing
			u.set(l)
			break
		}
	}
	u.Format = p.format(kind, text, u.Format)
	return u
}

// format is what a schema says of a value, else what is known already.
func (p *schemaPatterns) format(kind, text string, known contract.Format) contract.Format {
	has := func(words ...string) bool {
		for _, w := range words {
			if kind == w || strings.Contains(text, "."+w+"(") {
				return true
			}
		}
		return false
	}
	if found := p.words.FindStringSubmatch(text); found != nil {
		return literals(found[1])
	}
	switch {
	case has("url", "uri"):
		return contract.Format{{Kind: contract.FmtURL}}
	case has("email"):
		return contract.Format{{Kind: contract.FmtEmail}}
	case has("port"):
		return contract.Format{{Kind: contract.FmtPort}}
	case has("int", "integer"):
		return contract.Format{{Kind: contract.FmtInt}}
	case has("number", "num"):
		return contract.Format{{Kind: contract.FmtFloat}}
	case has("boolean", "bool"):
		return contract.Format{{Kind: contract.FmtBool}}
	case has("uuid"):
		return contract.Format{{Kind: contract.FmtUUID}}
	}
	return known
}
