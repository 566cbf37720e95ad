package dockerfile

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTriggers bounds ONBUILD ONBUILD ONBUILD.
const maxTriggers = 10

// parser reads logical lines into instructions.
type parser struct {
	escape rune
	text   *text
	err    string // of the instruction being read, the first one
}

// instruction reads a logical line, or what follows an ONBUILD.
func (p *parser) instruction(line part, depth int) *Instruction {
	name, rest, _ := line.trim().cutBlank()
	flags, rest := p.flags(rest)
	rest = rest.trim()
	i := &Instruction{
		Name: keyword(name.text), Keyword: p.text.span(name.start, name.end), Line: line.text,
		Span: p.text.span(name.start, line.end), Flags: p.text.words(flags), Args: p.text.word(rest),
	}
	switch i.Name {
	case "RUN", "CMD", "ENTRYPOINT", "SHELL":
		p.execOr(i, rest, whole)
	case "ADD", "COPY", "VOLUME":
		p.execOr(i, rest, part.fields)
	case "FROM", "EXPOSE":
		i.Words = p.text.words(rest.fields())
	case "ARG":
		i.Words = p.text.words(rest.quoted(p.escape))
	case "ENV", "LABEL":
		i.Pairs = p.pairs(i.Name, rest)
	case "HEALTHCHECK":
		p.health(i, rest)
	case "MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR":
		i.Words = p.text.words(whole(rest))
	case "ONBUILD":
		p.trigger(i, rest, depth)
	}
	return i
}

// keyword is a keyword in its one spelling.
func keyword(s string) string {
	lower := strings.ToLower(s)
	for i := range len(lower) {
		if lower[i] >= utf8.RuneSelf {
			return s
		}
	}
	return strings.ToUpper(lower)
}

// whole is all arguments as one word.
func whole(rest part) []part {
	if rest.text == "" {
		return nil
	}
	return []part{rest}
}

// fail notes what is wrong with the instruction.
func (p *parser) fail(format string, args ...any) {
	if p.err == "" {
		p.err = fmt.Sprintf(format, args...)
	}
}

// execOr reads the exec form, or the shell form with split.
func (p *parser) execOr(i *Instruction, rest part, split func(part) []part) {
	words, isList := p.list(rest)
	i.JSON = isList
	if !isList {
		words = split(rest)
	}
	i.Words = p.text.words(words)
}

// list reads a JSON list of strings. Anything that is not quite one is not
// one at all; builders then take it for the shell form.
func (p *parser) list(rest part) (words []part, ok bool) {
	if !strings.HasPrefix(strings.TrimLeftFunc(rest.text, unicode.IsSpace), "[") {
		return nil, false
	}
	var items []json.RawMessage
	if json.Unmarshal([]byte(rest.text), &items) != nil {
		return nil, false
	}
	at := 0
	for _, item := range items {
		var word string
		if len(item) == 0 || item[0] != '"' || json.Unmarshal(item, &word) != nil {
			p.fail("the list may hold strings only")
			return nil, true
		}
		at += strings.Index(rest.text[at:], string(item))
		words = append(words, part{word, rest.start + at, rest.start + at + len(item)})
		at += len(item)
	}
	return words, true
}

// pairs reads the arguments of ENV and LABEL.
func (p *parser) pairs(name string, rest part) []Pair {
	words := rest.quoted(p.escape)
	if len(words) == 0 {
		return nil
	}
	if !strings.Contains(words[0].text, "=") {
		key, value, found := rest.cutBlank()
		if !found {
			p.fail("%s needs a name and a value", name)
		}
		return []Pair{{Name: p.text.word(key), Value: p.text.word(value), Legacy: true}}
	}
	var pairs []Pair
	for _, w := range words {
		key, value, found := strings.Cut(w.text, "=")
		if !found {
			p.fail("%s: `%s` has no value", name, w.text)
		}
		// What an escape character at the end took away is at the end.
		split := min(w.start+len(key), w.end)
		pairs = append(pairs, Pair{
			Name:  p.text.word(part{key, w.start, split}),
			Value: p.text.word(part{value, min(split+1, w.end), w.end}),
		})
	}
	return pairs
}

// health reads HEALTHCHECK: NONE, or CMD and a command.
func (p *parser) health(i *Instruction, rest part) {
	end := 0
	for end < len(rest.text) && !isLatinSpace(rest.text[end]) {
		end++
	}
	next := end
	for next < len(rest.text) && isLatinSpace(rest.text[next]) {
		next++
	}
	if end == 0 {
		return
	}
	p.execOr(i, rest.from(next), whole)
	kind := p.text.word(part{rest.text[:end], rest.start, rest.start + end})
	i.Words = append([]Word{kind}, i.Words...)
}

// trigger reads the instruction of ONBUILD.
func (p *parser) trigger(i *Instruction, rest part, depth int) {
	if rest.text == "" {
		return
	}
	if depth == maxTriggers {
		p.fail("ONBUILD is nested too deeply")
		return
	}
	i.Trigger = p.instruction(rest, depth+1)
}

// isLatinSpace is how builders look at white space where they look at bytes.
func isLatinSpace(b byte) bool { return unicode.IsSpace(rune(b)) }

// flags splits off the words that begin with two dashes, up to a word of two
// dashes alone.
func (p *parser) flags(rest part) (flags []part, args part) {
	pos := 0
	for {
		for pos < len(rest.text) && isLatinSpace(rest.text[pos]) {
			pos++
		}
		if !strings.HasPrefix(rest.text[pos:], "--") {
			return flags, rest.from(pos)
		}
		word, blank, end := p.flag(rest.text[pos:])
		if word == "--" {
			return flags, rest.from(pos + end)
		}
		if blank || word != "" {
			flags = append(flags, part{word, rest.start + pos, rest.start + pos + end})
		}
		pos += end
	}
}

// flag reads one word with its quotes and escape characters removed, and tells
// whether it had quotes and where it ends.
func (p *parser) flag(s string) (word string, quoted bool, end int) {
	var b strings.Builder
	quote := byte(0)
	for ; end < len(s); end++ {
		c := s[end]
		switch {
		case quote == 0 && isLatinSpace(c):
			return b.String(), quoted, end
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, quoted = c, true
		case rune(c) == p.escape:
			if end++; end < len(s) {
				b.WriteRune(rune(s[end]))
			}
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String(), quoted, len(s)
}
