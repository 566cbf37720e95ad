package program

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// settingsPatterns find the fields of pydantic's settings classes.
type settingsPatterns struct{ class, prefix, field, alias, word, literals pattern }

func newSettingsPatterns() *settingsPatterns {
	return &settingsPatterns{
		class:    newPattern(`(?m)^class\s+\w+\(([^)\n]*)\)\s*:`),
		prefix:   newPattern(`\benv_prefix["']?\s*[=:]\s*["']([^"'\n]*)["']`),
		field:    newPattern(`(?m)^([ \t]+)(` + name + `)[ \t]*:[ \t]*([^=\n]+?)[ \t]*(?:=[ \t]*(\S.*)?)?$`),
		alias:    newPattern(`\b(?:validation_alias|alias|env)\s*=\s*(?:AliasChoices\(\s*)?["'](` + name + `)["']`),
		word:     newPattern(name),
		literals: newPattern(`^(?:typing\.)?Literal\[([^\]]*)\]`),
	}
}

// read finds the fields of each settings class.
func (p *settingsPatterns) read(s *script) {
	s.each(p.class, func(m match) {
		if !isSettings(m.group(1)) {
			return
		}
		body := s.text[m.end():]
		body = body[:blockSize(body)]
		prefix := ""
		if found := p.prefix.FindStringSubmatch(body); found != nil {
			prefix = found[1]
		}
		indent := ""
		for _, f := range p.field.FindAllStringSubmatchIndex(body, maxUses) {
			if s.quoted[m.end()+f[2]] {
				continue
			}
			if indent == "" {
				indent = body[f[2]:f[3]]
			}
			if body[f[2]:f[3]] == indent {
				p.one(s, prefix, match{s, shift(f, m.end())})
			}
		}
	})
}

// isSettings reports whether one of the classes that a class extends is one of
// settings.
func isSettings(bases string) bool {
	for base := range strings.SplitSeq(bases, ",") {
		if strings.HasSuffix(strings.TrimSpace(base), "Settings") {
			return true
		}
	}
	return false
}

// blockSize is the size of the indented lines that a text begins with.
func blockSize(text string) int {
	at := 0
	for line := range strings.Lines(text) {
		if at > 0 && strings.TrimSpace(line) != "" && line[0] != ' ' && line[0] != '\t' && line[0] != ')' {
			break
		}
		at += len(line)
	}
	return at
}

func shift(at []int, by int) []int {
	for i := range at {
		if at[i] >= 0 {
			at[i] += by
		}
	}
	return at
}

// one reads a field.
func (p *settingsPatterns) one(s *script, prefix string, m match) {
	field, kind, value := m.group(2), m.group(3), m.group(4)
	if strings.HasPrefix(field, "_") || field == "model_config" || strings.Contains(kind, "ClassVar") || strings.HasSuffix(kind, "Settings") {
		return
	}
	u := Use{Name: strings.ToUpper(prefix + field), Needed: !isOptional(kind), Format: p.format(kind)}
	switch {
	case strings.HasPrefix(value, "Field("):
		inside, _ := call(s.behind(m.at[8] + len("Field(")))
		if found := p.alias.FindStringSubmatch(inside); found != nil {
			u.Name = found[1]
		}
		p.arguments(&u, inside)
	case value != "":
		l := literalAt(value)
		u.Needed, u.Defaulted = false, !l.nothing
		u.setText(l)
	}
	s.add(m.at[4], u)
}

// arguments reads the arguments of Field.
func (p *settingsPatterns) arguments(u *Use, arguments string) {
	if _, made := keyword(arguments, "default_factory"); made {
		u.Needed, u.Defaulted = false, true
		return
	}
	l, ok := keyword(arguments, "default")
	if !ok {
		first := strings.TrimSpace(arguments)
		if first == "" || strings.HasPrefix(first, "...") || isKeyword(first) {
			return
		}
		l = literalAt(first)
	}
	u.Needed, u.Defaulted = false, !l.nothing
	u.setText(l)
}

// isKeyword reports whether a call's arguments begin with a named one.
func isKeyword(arguments string) bool {
	word := arguments[:len(arguments)-len(strings.TrimLeft(arguments, "abcdefghijklmnopqrstuvwxyz_"))]
	return word != "" && strings.HasPrefix(strings.TrimLeft(arguments[len(word):], " "), "=")
}

// setText makes a value the default, and leaves the format to the field's type.
func (u *Use) setText(l literal) {
	if l.known && !l.nothing {
		u.Default = l.text
	}
}

func isOptional(kind string) bool {
	return strings.Contains(kind, "Optional[") || strings.Contains(kind, "None")
}

// format is what a field's type says of its value.
func (p *settingsPatterns) format(kind string) contract.Format {
	kind = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(kind, "typing."), "Optional["), "]")
	if found := p.literals.FindStringSubmatch(kind + "]"); found != nil {
		return literals(found[1])
	}
	return pythonType(p.word.FindString(kind))
}

// literals are the words of a type that lists them.
func literals(list string) contract.Format {
	var words []string
	for item := range strings.SplitSeq(list, ",") {
		l := literalAt(strings.TrimSpace(item))
		if !l.known || !isWord(l.text) {
			return nil
		}
		words = append(words, l.text)
	}
	return contract.Format{{Kind: contract.FmtEnum, Words: words}}
}

// isWord reports whether the contract language takes a text as a word.
func isWord(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == ""
}
