package program

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// pythonPatterns find os.environ and what libraries put in its place.
type pythonPatterns struct {
	index, get, in      pattern
	libraries, declared pattern
	settings            *settingsPatterns
}

func newPythonPatterns() *pythonPatterns {
	const quoted = `["'](` + name + `)["']`
	return &pythonPatterns{
		index:     newPattern(`\benviron\[\s*` + quoted + `\s*\]`),
		get:       newPattern(`\b(?:environ\.get|getenv|environ\.pop|environ\.setdefault)\(\s*` + quoted),
		in:        newPattern(quoted + `\s+(?:not\s+)?in\s+(?:os\.)?environ\b`),
		libraries: newPattern(`(?m)^\s*(?:from|import)\s+(?:environ|environs|decouple|starlette\.config)\b`),
		declared:  newPattern(`\b(?:env|config)(?:\.(\w+))?\(\s*` + quoted),
		settings:  newSettingsPatterns(),
	}
}

// python is how Python spells comments and strings.
func python() language {
	return language{line: []string{"#"}, quotes: []quote{
		{open: `"""`, end: `"""`, long: true, doc: true, code: "{", marked: true},
		{open: `'''`, end: `'''`, long: true, doc: true, code: "{", marked: true},
		{open: `"`, end: `"`, code: "{", marked: true},
		{open: `'`, end: `'`, code: "{", marked: true},
	}}
}

func (r *Reader) readPython(s *script) {
	s.lex(python())
	p := r.python
	s.each(p.index, func(m match) {
		f := fallbackAt(m.behind(m.end()))
		if f.assigned || strings.HasSuffix(strings.TrimRight(strings.TrimSuffix(m.before(), "os."), " "), "del") {
			return
		}
		s.add(m.start(), Use{Name: m.group(1), Needed: true, Format: wrapping(strings.TrimSuffix(m.before(), "os."))})
	})
	s.each(p.get, func(m match) { s.pythonCall(m, Use{Name: m.group(1)}) })
	s.each(p.in, func(m match) { s.add(m.start(), Use{Name: m.group(1)}) })
	if p.libraries.MatchString(s.text) {
		s.each(p.declared, func(m match) {
			s.pythonCall(m, Use{Name: m.group(2), Needed: true, Format: pythonType(m.group(1))})
		})
	}
	r.helpers(s, "getenv", "env")
	p.settings.read(s)
}

// pythonCall reads the arguments of a call that reads a variable, and what
// follows it.
func (s *script) pythonCall(m match, u Use) {
	arguments, size := call(m.behind(m.end()))
	if f := wrapping(strings.TrimSuffix(m.before(), "os.")); u.Format == nil {
		u.Format = f
	}
	if cast := pythonType(argument(arguments, "cast")); cast != nil {
		u.Format = cast
	}
	l, ok := keyword(arguments, "default")
	if !ok {
		l, ok = second(arguments)
		ok = ok && !strings.Contains(strings.SplitN(arguments, ",", 3)[1], "=")
	}
	if ok {
		u.Needed, u.Defaulted = false, !l.nothing
		u.set(l)
	}
	u.take(fallbackAt(m.behind(m.end() + size)))
	s.add(m.start(), u)
}

// argument is the word that a named argument of a call is; "" for none.
func argument(arguments, key string) string {
	_, rest, ok := strings.Cut(strings.ReplaceAll(arguments, " ", ""), key+"=")
	if !ok {
		return ""
	}
	return rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"))]
}

// pythonType is the format that a type of Python, or of its libraries, stands
// for; zero for a text.
func pythonType(word string) contract.Format {
	one := func(k contract.FmtKind) contract.Format { return contract.Format{{Kind: k}} }
	switch word {
	case "int", "PositiveInt", "NonNegativeInt":
		return one(contract.FmtInt)
	case "float", "PositiveFloat", "Decimal", "decimal":
		return one(contract.FmtFloat)
	case "bool":
		return one(contract.FmtBool)
	case "json", "dict", "Json":
		return one(contract.FmtJSON)
	case "url", "AnyUrl", "HttpUrl", "AnyHttpUrl", "PostgresDsn", "MySQLDsn", "RedisDsn", "AmqpDsn", "KafkaDsn", "MongoDsn", "NatsDsn",
		"db", "db_url", "dj_db_url", "cache", "cache_url", "email_url", "dj_email_url", "search_url":
		return typedURL(word)
	case "SecretStr", "SecretBytes":
		return one(contract.FmtSecret)
	case "EmailStr", "email":
		return one(contract.FmtEmail)
	case "uuid", "UUID", "UUID4":
		return one(contract.FmtUUID)
	case "path", "Path", "FilePath", "DirectoryPath":
		return one(contract.FmtPath)
	case "list", "tuple", "set", "Csv":
		return contract.Format{{Kind: contract.FmtList, Inner: one(contract.FmtString)}}
	}
	return nil
}

// typedURL is the URL that a library's type stands for.
func typedURL(word string) contract.Format {
	f := contract.Fmt{Kind: contract.FmtURL}
	of := ""
	switch word {
	case "PostgresDsn":
		f.Kind, of = contract.FmtDSN, "org.postgresql.db"
	case "MySQLDsn":
		f.Kind, of = contract.FmtDSN, "com.mysql.db"
	case "RedisDsn":
		of = "io.redis.resp"
	case "AmqpDsn":
		of = "org.amqp.amqp-0-9-1"
	case "KafkaDsn":
		of = "org.apache.kafka"
	case "MongoDsn":
		of = "com.mongodb.db"
	case "NatsDsn":
		of = "io.nats.client"
	case "HttpUrl", "AnyHttpUrl":
		of = "org.ietf.http"
	case "db", "db_url", "dj_db_url", "cache", "cache_url":
		return nil // these may be files too
	}
	if of != "" {
		f.Type = contract.Expr{Types: []contract.Type{{Kind: contract.Named, Name: of}}}
	}
	return contract.Format{f}
}
