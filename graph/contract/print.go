package contract

import (
	"strconv"
	"strings"
)

// Print spells statements as a contract, one a line; Parse reads them back.
func Print(statements []Statement) string {
	var b strings.Builder
	for _, st := range statements {
		b.WriteString(st.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// String spells the statement on one line, in the order of the grammar.
func (st Statement) String() string {
	var p printer
	if st.Optionally {
		p.b.WriteString("OPTIONALLY ")
	}
	if st.Clause == nil {
		return p.b.String()
	}
	p.b.WriteString(st.Clause.Head() + ":")
	p.clause(st.Clause)
	if !st.Condition.IsZero() {
		key := "IF"
		if st.Condition.Unless {
			key = "UNLESS"
		}
		p.field(key, st.Condition.String())
	}
	p.quoted("DOC", st.Doc)
	p.quoted("DEPRECATED", st.Deprecated)
	return p.b.String()
}

// printer writes heads' and keys' values; what is unsaid is left out.
type printer struct{ b strings.Builder }

// operand writes the value of the head.
func (p *printer) operand(value string) { p.b.WriteString(" " + value) }

func (p *printer) field(key, value string) {
	if value != "" {
		p.b.WriteString(" " + key + ": " + value)
	}
}

func (p *printer) quoted(key, text string) {
	if text != "" {
		p.field(key, quote(text))
	}
}

// word writes one of a key's words by its number from 1.
func (p *printer) word(key string, n int, words ...string) {
	if n >= 1 && n <= len(words) {
		p.field(key, words[n-1])
	}
}

func (p *printer) answer(key string, a Answer) { p.word(key, int(a), "YES", "NO") }

func (p *printer) principals(with []Principal) {
	for _, w := range with {
		p.field("WITH", w.String())
	}
}

// clause writes the operand and the keys of a clause.
func (p *printer) clause(c Clause) {
	switch c := c.(type) {
	case Header:
		p.operand(strconv.Itoa(c.Version))
		p.answer("PARTIAL", c.Partial)
	case Image:
		p.operand(c.Repository)
		p.field("TAGS", strings.TrimPrefix(c.Tags.String(), "@"))
		p.field("BASE", c.Base)
		p.field("VERSION", c.Version)
		if c.Tagged != "" {
			p.field("TAGGED", slashed(c.Tagged))
		}
	case TypeDecl:
		p.typeDecl(c)
	case ForAll:
		p.operand("<" + c.Variable + ">")
		p.field("IS", c.Is.String())
	case Runs:
		p.operand(c.Mode.String())
	case Scales:
		p.operand(c.String())
	case Ready:
		p.operand(c.String())
		p.quoted("VIA", c.Via)
	case Listen:
		p.listen(c)
	case Connect:
		p.connect(c)
	case Provide:
		p.operand(c.Schema.String())
		p.field("ON", c.On)
	case Provision:
		p.operand(c.Schema.String())
		p.field("ON", c.On)
		p.field("FROM", c.From.String())
	case Emit:
		p.operand(c.Variable)
		p.field("FORMAT", c.Format.String())
		p.field("VALUE", c.Value.String())
		p.field("IN", quotePath(c.In))
	case CommandForbid:
		p.operand(slashed(c.Pattern))
	case Lack:
		p.operand(strings.Join(c.Programs, ", "))
	case Environment:
		p.environment(c)
	case EnvironmentForbid:
		p.operand(c.Name)
	case EnvironmentIgnore:
		p.operand(c.Name)
	case Volume:
		p.volume(c)
	}
}

func (p *printer) typeDecl(c TypeDecl) {
	p.operand(c.Name + c.Range.String())
	p.field("IS", c.Is.String())
	p.field("SPEAKS", c.Speaks.String())
	p.field("LIKE", c.Like.String())
	p.field("PORTS", printPorts(c.Ports))
	p.field("SCHEMES", strings.Join(c.Schemes, ", "))
	p.word("VERSIONS", int(c.Versions), "SEMVER", "MAJOR", "EXACT", "NONE")
	p.field("CELLS", c.Cells)
}

func printPorts(ports []Endpoint) string {
	all := make([]string, len(ports))
	for i, e := range ports {
		all[i] = e.String()
		if e.Transport == TCP && e.First != 0 && e.First == e.Last {
			all[i] = strconv.Itoa(e.First)
		}
	}
	return strings.Join(all, ", ")
}

func (p *printer) listen(c Listen) {
	p.operand(c.On.String())
	p.field("FOR", c.For.String())
	p.field("AS", c.As)
	p.field("BIND", c.Bind.String())
	p.field("ADVERTISES", c.Advertises.String())
	p.principals(c.With)
}

func (p *printer) connect(c Connect) {
	p.operand(c.To.String())
	if !c.On.IsZero() {
		p.field("ON", c.On.String())
	}
	p.field("FOR", c.For.String())
	p.field("AS", c.As)
	p.principals(c.With)
	p.word("WHEN", int(c.When), "START", "LAZY")
	p.word("SCOPE", int(c.Scope), "INTERNAL", "EXTERNAL")
}

func (p *printer) environment(c Environment) {
	names := strings.Join(c.Names, ", ")
	switch c.Quantifier {
	case OneOf:
		names = "ONE OF " + names
	case AnyOf:
		names = "ANY OF " + names
	case AllOf:
		names = "ALL OF " + names
	case Single:
		if c.Wildcard {
			names += "*"
		}
	}
	p.operand(names)
	p.field("FORMAT", c.Format.String())
	p.field("DEFAULT", c.Default.String())
	p.field("FILE", c.File)
}

func (p *printer) volume(c Volume) {
	p.operand(c.At.String())
	p.field("FORMAT", c.Format.String())
	p.field("REQUIRES", c.Requires.String())
	p.field("PRODUCES", c.Produces.String())
	p.field("CONSUMES", c.Consumes.String())
	p.field("UID", c.UID.String())
	p.field("GID", c.GID.String())
	p.field("MODE", c.Mode.String())
	p.answer("CHOWNS", c.Chowns)
	p.word("SHARE", int(c.Share), "EXCLUSIVE", "SHARED")
	p.answer("PERSIST", c.Persist)
	p.field("AS", c.As)
}
