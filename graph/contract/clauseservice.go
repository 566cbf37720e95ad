package contract

import "strings"

func (d *decoder) listen() Clause {
	var l Listen
	d.operand(func(r *reader) { l.On = r.endpoint() })
	l.For = d.expr("FOR")
	l.As = d.name("AS")
	d.optional("BIND", func(r *reader) { l.Bind = r.bind() })
	l.Advertises = d.template("ADVERTISES")
	l.With = d.principals()
	return l
}

func (d *decoder) connect() Clause {
	var c Connect
	d.operand(func(r *reader) { c.To = r.target() })
	d.optional("ON", func(r *reader) { c.On = r.endpoint() })
	c.For = d.expr("FOR")
	c.As = d.name("AS")
	c.With = d.principals()
	c.When = When(d.word("WHEN", "START", "LAZY"))
	c.Scope = Scope(d.word("SCOPE", "INTERNAL", "EXTERNAL"))
	return c
}

// principals reads every WITH.
func (d *decoder) principals() []Principal {
	var all []Principal
	for d.optional("WITH", func(r *reader) { all = append(all, r.principal()) }) {
	}
	return all
}

func (d *decoder) provide() Clause {
	var p Provide
	d.operand(func(r *reader) { p.Schema = r.schema() })
	d.required("ON", func(r *reader) { p.On = r.endpointName() })
	return p
}

func (d *decoder) provision() Clause {
	var p Provision
	d.operand(func(r *reader) { p.Schema = r.schema() })
	d.required("ON", func(r *reader) { p.On = r.endpointName() })
	d.optional("FROM", func(r *reader) { p.From = r.schema() })
	return p
}

// endpointName reads an AS-name, or a reference, which stays in braces.
func (r *reader) endpointName() string {
	r.skip()
	if name, ok := r.reference(); ok {
		return "{{" + name + "}}"
	}
	return r.attribute()
}

func (d *decoder) emit() Clause {
	var e Emit
	d.operand(func(r *reader) { e.Variable = r.variable() })
	d.required("FORMAT", func(r *reader) { e.Format = r.format(0) })
	e.Value = d.template("VALUE")
	d.optional("IN", func(r *reader) { e.In = r.path() })
	if e.In != "" && !e.Value.IsZero() {
		d.report(d.head.key, "`VALUE:` and `IN:` exclude each other")
	}
	return e
}

func (d *decoder) commandForbid() Clause {
	var c CommandForbid
	d.operand(func(r *reader) { c.Pattern = r.pattern() })
	c.matcher = &matcher{pattern: c.Pattern}
	return c
}

func (d *decoder) lack() Clause {
	var l Lack
	d.operand(func(r *reader) {
		for r.failure == nil {
			r.skip()
			program := r.run(isPathByte)
			if program == "" {
				r.expect("a program's name")
			}
			l.Programs = append(l.Programs, program)
			if r.skip(); !r.has(",") {
				break
			}
		}
	})
	return l
}

func (d *decoder) environment() Clause {
	e := Environment{Needed: d.head.name == "ENVIRONMENT NEEDS"}
	d.operand(func(r *reader) { r.variables(&e) })
	d.optional("FORMAT", func(r *reader) { e.Format = r.format(0) })
	e.Default = d.template("DEFAULT")
	d.optional("FILE", func(r *reader) { e.File = r.variable() })
	return e
}

// variables reads NAME, PREFIX_*, or a quantifier and names.
func (r *reader) variables(e *Environment) {
	start := r.pos
	e.Quantifier = r.quantifier()
	if !e.Needed && e.Quantifier == AnyOf {
		r.failAt(start, "`ANY OF` needs at least one; ENVIRONMENT ACCEPTS takes `ONE OF` or `ALL OF`")
	}
	for r.failure == nil {
		e.Names = append(e.Names, r.variable())
		if e.Quantifier == Single {
			e.Wildcard = r.has("*")
			return
		}
		if r.skip(); !r.has(",") {
			return
		}
	}
}

func (r *reader) quantifier() Quantifier {
	r.skip()
	for i, word := range [...]string{"ONE", "ANY", "ALL"} {
		rest, ok := strings.CutPrefix(r.text[r.pos:r.end], word)
		if !ok || rest == "" || !isSpace(rest[0]) {
			continue
		}
		r.pos += len(word)
		r.skip()
		r.need("OF")
		if r.failure == nil && !isSpace(r.peek()) {
			r.expect("names of variables behind `OF`")
		}
		return Quantifier(i + 1)
	}
	return Single
}

func (d *decoder) environmentForbid() Clause {
	var e EnvironmentForbid
	d.operand(func(r *reader) { e.Name = r.variable() })
	return e
}

func (d *decoder) environmentIgnore() Clause {
	var e EnvironmentIgnore
	d.operand(func(r *reader) { e.Name = r.variable() })
	return e
}

func (d *decoder) volume() Clause {
	var v Volume
	d.operand(func(r *reader) {
		start := r.pos
		if v.At = r.template(); r.failure == nil && v.At[0].Ref == "" && !strings.HasPrefix(v.At[0].Text, "/") {
			r.pos = start
			r.expect("an absolute path or a reference such as {{PGDATA}}")
		}
	})
	v.Format = d.expr("FORMAT")
	d.optional("REQUIRES", func(r *reader) { v.Requires = r.access() })
	v.Produces, v.Consumes = d.expr("PRODUCES"), d.expr("CONSUMES")
	d.optional("UID", func(r *reader) { v.UID = r.ids() })
	d.optional("GID", func(r *reader) { v.GID = r.ids() })
	d.optional("MODE", func(r *reader) { v.Mode = r.fileMode() })
	v.Chowns = d.answer("CHOWNS")
	v.Share = Share(d.word("SHARE", "EXCLUSIVE", "SHARED"))
	v.Persist = d.answer("PERSIST")
	v.As = d.name("AS")
	return v
}

// access reads READ, WRITE or READ WRITE.
func (r *reader) access() Access {
	if r.choice("READ", "WRITE") == 2 {
		return Write
	}
	if r.skip(); r.has("WRITE") {
		return Read | Write
	}
	return Read
}
