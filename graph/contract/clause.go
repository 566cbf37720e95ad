package contract

// clause reads what the head says; nil for a head that is not known.
func (d *decoder) clause() Clause {
	switch d.head.name {
	case "CONTRACT":
		return d.header()
	case "IMAGE":
		return d.image()
	case "TYPE":
		return d.typeDecl()
	case "FORALL":
		return d.forAll()
	case "RUNS":
		return d.runs()
	case "SCALES":
		return d.scales()
	case "READY WHEN":
		return d.ready()
	case "LISTENS ON":
		return d.listen()
	case "CONNECTS TO":
		return d.connect()
	case "PROVIDES":
		return d.provide()
	case "PROVISIONS":
		return d.provision()
	case "EMITS":
		return d.emit()
	case "COMMAND FORBIDS":
		return d.commandForbid()
	case "LACKS":
		return d.lack()
	case "ENVIRONMENT NEEDS", "ENVIRONMENT ACCEPTS":
		return d.environment()
	case "ENVIRONMENT FORBIDS":
		return d.environmentForbid()
	case "ENVIRONMENT IGNORES":
		return d.environmentIgnore()
	case "VOLUME AT":
		return d.volume()
	}
	e := unknownHead(d.head.name, d.head.key)
	e.Message, e.Warning = "unknown statement `"+d.head.name+":`", d.newer
	d.errs = append(d.errs, e)
	return nil
}

// condition reads IF or UNLESS.
func (d *decoder) condition() Condition {
	var c Condition
	if !d.present("IF") && !d.present("UNLESS") || !allows(d.head.name, "IF") {
		return c
	}
	if d.optional("IF", func(r *reader) { c = r.condition(false) }) {
		if f, both := d.take("UNLESS"); both {
			d.report(f.key, "`IF:` and `UNLESS:` exclude each other; `!` negates one question")
		}
		return c
	}
	d.optional("UNLESS", func(r *reader) { c = r.condition(true) })
	return c
}

func (d *decoder) expr(key string) (e Expr) {
	d.optional(key, func(r *reader) { e = r.expr() })
	return e
}

func (d *decoder) quoted(key string) (s string) {
	d.optional(key, func(r *reader) { r.skip(); s = r.quoted() })
	return s
}

func (d *decoder) name(key string) (s string) {
	d.optional(key, func(r *reader) { s = r.attribute() })
	return s
}

func (d *decoder) template(key string) (t Template) {
	d.optional(key, func(r *reader) { t = r.template() })
	return t
}

// word reads one of the words of a key, and returns its number from 1; 0 when
// the key is not there.
func (d *decoder) word(key string, words ...string) (n int) {
	d.optional(key, func(r *reader) { n = r.choice(words...) })
	return n
}

// choice reads one of some words and returns its number from 1.
func (r *reader) choice(words ...string) int {
	got := r.oneOf(words...)
	for i, w := range words {
		if w == got {
			return i + 1
		}
	}
	return 0
}

func (d *decoder) answer(key string) Answer { return Answer(d.word(key, "YES", "NO")) }

func (d *decoder) header() Clause {
	var h Header
	d.operand(func(r *reader) {
		if h.Version = r.number("the language's version, a number"); h.Version == 0 {
			r.expect("the language's version, from 1")
		}
	})
	h.Partial = d.answer("PARTIAL")
	return h
}

func (d *decoder) image() Clause {
	var m Image
	d.operand(func(r *reader) {
		r.skip()
		if m.Repository = r.run(isRepositoryByte); m.Repository == "" {
			r.expect("a repository such as docker.io/library/postgres")
		}
	})
	d.optional("TAGS", func(r *reader) { m.Tags = r.bareRange() })
	d.optional("BASE", func(r *reader) {
		r.skip()
		if m.Base = r.run(isRepositoryByte); m.Base == "" {
			r.expect("a repository such as docker.io/library/postgres")
		}
	})
	d.optional("VERSION", func(r *reader) { m.Version = r.variable() })
	d.optional("TAGGED", func(r *reader) { m.Tagged = r.pattern() })
	return m
}

func isRepositoryByte(c byte) bool {
	return isVariableByte(c) || c == '/' || c == ':' || c == '*' || c == '?' || c == '[' || c == ']'
}

func (d *decoder) typeDecl() Clause {
	var t TypeDecl
	d.operand(func(r *reader) {
		r.skip()
		if t.Name = r.name(); t.Name == "" {
			r.expect("a type's name such as com.example.my-app-schema")
		}
		t.Range = r.optionalRange()
	})
	t.Is, t.Speaks, t.Like = d.expr("IS"), d.expr("SPEAKS"), d.expr("LIKE")
	d.optional("PORTS", func(r *reader) { t.Ports = r.portList() })
	d.optional("SCHEMES", func(r *reader) { t.Schemes = r.schemeList() })
	t.Versions = Scheme(d.word("VERSIONS", "SEMVER", "MAJOR", "EXACT", "NONE"))
	t.Cells = d.name("CELLS")
	return t
}

// portList reads 5432, UDP:53.
func (r *reader) portList() []Endpoint {
	var list []Endpoint
	for r.failure == nil {
		r.skip()
		if isDigit(r.peek()) {
			n := r.port()
			list = append(list, Endpoint{Transport: TCP, First: n, Last: n})
		} else {
			list = append(list, r.endpoint())
		}
		if r.skip(); !r.has(",") {
			break
		}
	}
	return list
}

// schemeList reads postgres, postgresql.
func (r *reader) schemeList() []string {
	var list []string
	for r.failure == nil {
		r.skip()
		scheme := r.run(func(c byte) bool { return isVariableByte(c) || c == '+' })
		if scheme == "" {
			r.expect("a URL's scheme")
		}
		list = append(list, scheme)
		if r.skip(); !r.has(",") {
			break
		}
	}
	return list
}

func (d *decoder) forAll() Clause {
	var f ForAll
	d.operand(func(r *reader) { r.skip(); f.Variable = r.typeVariable() })
	f.Is = d.expr("IS")
	return f
}

func (d *decoder) runs() Clause {
	var m Runs
	d.operand(func(r *reader) { m.Mode = RunMode(r.choice("FOREVER", "ONCE", "ON-DEMAND")) })
	return m
}

func (d *decoder) scales() Clause {
	var s Scales
	d.operand(func(r *reader) {
		const what = "a range of replicas such as 1..1 or 0..*"
		s.Min = r.number(what)
		r.need("..")
		if r.has("*") {
			s.Max = -1
			return
		}
		if s.Max = r.number(what); r.failure == nil && s.Max < s.Min {
			r.fail("a range of replicas runs from the lower to the higher one")
		}
	})
	return s
}

func (d *decoder) ready() Clause {
	var y Ready
	d.operand(func(r *reader) {
		y.When = Readiness(r.choice("LISTENING", "HEALTHY", "EXITED", "LOG"))
		if y.When != ReadyLog {
			return
		}
		r.skip()
		y.Log = r.quoted()
		if r.skip(); r.has("TIMES") {
			if y.Times = r.number("a number of times"); y.Times == 0 {
				r.fail("expected a number of times, from 1")
			}
		}
	})
	y.Via = d.quoted("VIA")
	return y
}
