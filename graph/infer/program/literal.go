package program

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// literal is a value as code spells it.
type literal struct {
	text   string
	format contract.Format // of a number or a truth value
	// known is false for an expression, nothing for none at all: null, nil.
	known, nothing bool
	size           int // in bytes of the code
}

// literalAt reads the value that a text begins with.
func literalAt(text string) literal {
	blank := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	l := bareLiteral(text[blank:])
	l.size += blank
	if !l.nothing && l.known && !endsValue(text[l.size:]) {
		l.known = false // "a" + b
	}
	return l
}

func bareLiteral(text string) literal {
	if text == "" {
		return literal{nothing: true}
	}
	if strings.IndexByte("\"'`", text[0]) >= 0 {
		return quotedLiteral(text)
	}
	word := text[:len(text)-len(strings.TrimLeft(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"))]
	l := literal{text: word, size: len(word), known: true}
	switch word {
	case "null", "nil", "None", "undefined", "NULL":
		return literal{nothing: true, size: len(word)}
	case "true", "false", "True", "False", "TRUE", "FALSE":
		l.text, l.format = strings.ToLower(word), contract.Format{{Kind: contract.FmtBool}}
		return l
	}
	switch {
	case isNumber(word, false):
		l.text, l.format = strings.ReplaceAll(word, "_", ""), contract.Format{{Kind: contract.FmtInt}}
	case isNumber(word, true):
		l.format = contract.Format{{Kind: contract.FmtFloat}}
	default:
		l.known = false
	}
	return l
}

// quotedLiteral reads a string. One with code in it is no known value.
func quotedLiteral(text string) literal {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == text[0]:
			value := b.String()
			open := strings.Contains(value, "${") || strings.Contains(value, "#{")
			return literal{text: value, size: i + 1, known: !open}
		case c == '\n':
			return literal{size: i}
		case c == '\\' && i+1 < len(text):
			i++
			if strings.IndexByte("\\\"'`/", text[i]) < 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(text[i])
		default:
			b.WriteByte(c)
		}
	}
	return literal{size: len(text)}
}

func isNumber(word string, fraction bool) bool {
	digits := strings.ReplaceAll(strings.TrimPrefix(word, "-"), "_", "")
	if whole, part, ok := strings.Cut(digits, "."); ok && fraction {
		digits = whole + part
	}
	return digits != "" && len(digits) < 16 && strings.Trim(digits, "0123456789") == ""
}

// endsValue reports whether an expression ends where a text begins, but for
// what changes nothing about a string.
func endsValue(text string) bool {
	text = strings.TrimLeft(text, " \t\r")
	for _, more := range []string{".to_string()", ".into()", ".to_owned()", ".to_s"} {
		text = strings.TrimPrefix(text, more)
	}
	return text == "" || strings.IndexByte("),;]}\n", text[0]) >= 0 || isWordAhead(text, "if") || isWordAhead(text, "unless")
}

func isWordAhead(text, word string) bool {
	rest, ok := strings.CutPrefix(text, word)
	return ok && strings.HasPrefix(rest, " ")
}

// fallback is what code does when a variable is not set, as far as an operator
// tells: it takes a value, or it gives up.
type fallback struct {
	literal
	given, fails bool
	// assigned says that the code sets the variable instead of reading it.
	assigned bool
}

// fallbackAt reads the operator that follows an expression, with the closing
// parentheses between them.
func fallbackAt(text string) fallback {
	rest := strings.TrimLeft(text, " \t\r\n)")
	for _, operator := range []string{"??=", "||=", "??", "||", "?:", "or "} {
		after, ok := strings.CutPrefix(rest, operator)
		if !ok {
			continue
		}
		after = strings.TrimLeft(after, " \t\r\n")
		if givesUp(after) {
			return fallback{fails: true}
		}
		return fallback{literal: literalAt(after), given: true}
	}
	same := strings.TrimLeft(text, " \t")
	if strings.HasPrefix(same, "=") && !strings.HasPrefix(same, "==") && !strings.HasPrefix(same, "=>") && !strings.HasPrefix(same, "=~") {
		return fallback{assigned: true}
	}
	return fallback{}
}

// givesUp reports whether a statement ends the program or the function.
func givesUp(text string) bool {
	for _, word := range []string{
		"throw ", "throw(", "raise ", "raise(", "error(", "panic(", "die(", "die ", "abort", "exit", "fail(", "process.exit", "sys.exit",
		"log.Fatal", "log.Panic", "os.Exit", "invariant(",
	} {
		if strings.HasPrefix(text, word) {
			return true
		}
	}
	return false
}

// take puts what code falls back to into a use.
func (u *Use) take(f fallback) {
	switch {
	case f.fails:
		u.Needed = true
	case f.given:
		u.Needed, u.Defaulted = false, !f.nothing
		u.set(f.literal)
	}
}

// set makes a value the default, if it is known.
func (u *Use) set(l literal) {
	if !l.known || l.nothing {
		return
	}
	u.Default, u.Defaulted = l.text, true
	if u.Format == nil {
		u.Format = l.format
	}
}

// wrapping is what the code around a variable makes of it.
func wrapping(before string) contract.Format {
	head, ok := strings.CutSuffix(strings.TrimRight(before, " \t"), "(")
	if !ok {
		return nil
	}
	switch lastWord(head) {
	case "int", "Number", "parseInt", "Atoi", "ParseInt", "intval", "Integer", "toInt", "Integer.parseInt", "strconv.Atoi", "Number.parseInt":
		return contract.Format{{Kind: contract.FmtInt}}
	case "float", "parseFloat", "Float":
		return contract.Format{{Kind: contract.FmtFloat}}
	case "strtobool", "boolval", "ParseBool", "strconv.ParseBool", "Boolean.parseBoolean":
		return contract.Format{{Kind: contract.FmtBool}}
	case "time.ParseDuration", "ParseDuration":
		return contract.Format{{Kind: contract.FmtDuration}}
	}
	return nil
}

// lastWord is the word, dots included, that a text ends with.
func lastWord(text string) string {
	i := strings.LastIndexFunc(text, func(r rune) bool {
		return r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	return text[i+1:]
}

// call is the rest of a call behind its first argument, up to the parenthesis
// that closes it, and the size of it in bytes.
func call(text string) (arguments string, size int) {
	depth := 1
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return text[:i], i + 1
			}
		}
	}
	return text, len(text)
}

// keyword is the value of a named argument of a call: default=..., default: ...
func keyword(arguments, key string) (literal, bool) {
	for at := 0; ; {
		i := strings.Index(arguments[at:], key)
		if i < 0 {
			return literal{}, false
		}
		start := at + i
		at = start + len(key)
		rest := strings.TrimLeft(arguments[at:], " \t")
		if lastWord(arguments[:start]) == "" && rest != "" && (rest[0] == '=' || rest[0] == ':') {
			return literalAt(rest[1:]), true
		}
	}
}

// second is the second argument of a call, of which rest follows the first.
func second(rest string) (literal, bool) {
	rest = strings.TrimLeft(rest, " \t\r\n")
	if !strings.HasPrefix(rest, ",") {
		return literal{}, false
	}
	rest = strings.TrimLeft(rest[1:], " \t\r\n")
	if rest == "" || rest[0] == ')' {
		return literal{}, false // a comma behind the last argument
	}
	return literalAt(rest), true
}
