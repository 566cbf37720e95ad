package contract

import "strings"

// expr reads types joined by "|" or by "&".
func (r *reader) expr() Expr {
	e := Expr{Types: []Type{r.typ()}}
	for r.failure == nil && r.more() {
		joint := r.peek()
		if joint != '|' && joint != '&' {
			break
		}
		if len(e.Types) > 1 && e.All != (joint == '&') {
			r.fail("`|` and `&` do not mix; use one of them")
			break
		}
		r.pos++
		e.All = joint == '&'
		e.Types = append(e.Types, r.typ())
	}
	return e
}

// typ reads a protocol or format with its range, TLS mark and schema.
func (r *reader) typ() Type {
	r.skip()
	kind, name := r.kind("a type such as org.postgresql.db, `?` or `*`")
	t := Type{Kind: kind, Name: name}
	if kind != Named {
		return t
	}
	t.Range = r.optionalRange()
	t.TLS = r.tlsMark()
	if r.has("/") {
		t.Schema = r.schema()
	}
	return t
}

// schema reads a schema with its range.
func (r *reader) schema() Schema {
	r.skip()
	kind, name := r.kind("a schema such as com.example.my-app-schema, `?` or `*`")
	s := Schema{Kind: kind, Name: name}
	if kind == Named {
		s.Range = r.optionalRange()
	}
	return s
}

// kind reads ?, *, <A> or a name.
func (r *reader) kind(what string) (Kind, string) {
	switch r.peek() {
	case '?':
		r.pos++
		return Unknown, ""
	case '*':
		r.pos++
		return Top, ""
	case '<':
		return Variable, r.typeVariable()
	}
	name := r.name()
	if name == "" {
		r.expect(what)
	}
	return Named, name
}

// typeVariable reads <A>.
func (r *reader) typeVariable() string {
	start := r.pos
	r.has("<")
	name := r.run(func(c byte) bool { return isLetter(c) || isDigit(c) })
	if !r.has(">") || name == "" || name[0] < 'A' || name[0] > 'Z' {
		r.pos = start
		r.expect("a type variable such as <A>")
	}
	return name
}

// name reads labels joined by dots; "" when there is none.
func (r *reader) name() string {
	start := r.pos
	if c := r.peek(); !isSmall(c) {
		return ""
	}
	name := r.run(isVariableByte)
	if name = strings.TrimRight(name, "."); strings.Contains(name, "..") {
		r.pos = start
		return ""
	}
	r.pos = start + len(name)
	return name
}

func isSmall(c byte) bool { return 'a' <= c && c <= 'z' }

// tlsMark reads +tls, +tls? or +mtls.
func (r *reader) tlsMark() TLS {
	switch {
	case r.has("+tls?"):
		return OffersTLS
	case r.has("+tls"):
		return RequiresTLS
	case r.has("+mtls"):
		return MutualTLS
	case r.peek() == '+':
		r.expect("`+tls`, `+tls?` or `+mtls`")
	}
	return PlainTLS
}

// optionalRange reads @ and a range, when there is one.
func (r *reader) optionalRange() Range {
	if !r.has("@") {
		return Range{}
	}
	return r.rangeBody()
}

// bareRange reads a range whose @ may be left out.
func (r *reader) bareRange() Range {
	r.skip()
	r.has("@")
	return r.rangeBody()
}

// rangeBody reads what stands behind the @ of a range.
func (r *reader) rangeBody() Range {
	if r.has("*") {
		return Range{Any: true}
	}
	if t := r.refTemplate(); !t.IsZero() || r.failure != nil {
		return Range{Ref: t}
	}
	first := r.comparison()
	if first.Op == "" && first.Version == "tag" {
		return Range{Tag: true}
	}
	g := Range{Comparisons: []Comparison{first}}
	for r.failure == nil && r.has(",") {
		r.skip()
		g.Comparisons = append(g.Comparisons, r.comparison())
	}
	return g
}

// comparison reads an operator and a version.
func (r *reader) comparison() Comparison {
	var c Comparison
	for _, op := range [...]string{">=", "<=", ">", "<", "=", "^", "~"} {
		if r.has(op) {
			c.Op = op
			break
		}
	}
	start := r.pos
	if c.Version = r.run(isVariableByte); c.Version == "" || c.Version[0] == '-' || c.Version[0] == '.' || c.Version[0] == '_' {
		r.pos = start
		r.expect("a range of versions such as >=5.7,<=8.0")
	}
	return c
}
