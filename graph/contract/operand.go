package contract

import (
	"errors"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/address"
)

// variable reads the name of an environment variable.
func (r *reader) variable() string {
	r.skip()
	if c := r.peek(); !isLetter(c) && c != '_' {
		r.expect("a variable's name")
		return ""
	}
	return r.run(isVariableByte)
}

func isVariableByte(c byte) bool { return isWordByte(c) || c == '.' }

// reference reads {{NAME}} or env(NAME); false when there is none.
func (r *reader) reference() (string, bool) {
	closing := "}}"
	if !r.has("{{") {
		if closing = ")"; !r.has("env(") {
			return "", false
		}
	}
	name := r.variable()
	r.skip()
	r.need(closing)
	return name, true
}

// refTemplate reads a reference as a template; the zero Template when there is
// none.
func (r *reader) refTemplate() Template {
	if name, ok := r.reference(); ok {
		return Template{{Ref: name}}
	}
	return nil
}

// template reads text with references in it: in quotes, or up to white space.
func (r *reader) template() Template {
	r.skip()
	start, quotes := r.pos, r.peek() == '"'
	if quotes {
		r.pos++
	}
	t := r.segments(quotes)
	if quotes {
		r.need(`"`)
	}
	switch {
	case t != nil || r.failure != nil:
		return t
	case quotes:
		return Template{{}}
	}
	r.pos = start
	r.expect("a value")
	return nil
}

// segments reads text and references up to the closing quote or white space.
func (r *reader) segments(quotes bool) Template {
	var t Template
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			t = append(t, Segment{Text: b.String()})
			b.Reset()
		}
	}
	word := false // whether env( would be the end of a longer word
	for r.pos < r.end && r.failure == nil {
		c := r.text[r.pos]
		if c == '"' || !quotes && (isSpace(c) || continuation(r.text, r.pos) > 0) {
			break
		}
		if c == '{' || c == 'e' && !word {
			if name, ok := r.reference(); ok {
				flush()
				t = append(t, Segment{Ref: name})
				word = false
				continue
			}
		}
		if quotes {
			r.unescape(&b)
		} else {
			b.WriteByte(c)
			r.pos++
		}
		word = isVariableByte(c)
	}
	flush()
	return t
}

// endpoint reads TCP:80, UDP:53-54, TCP:{{PORT}}, TCP:* or UNIX:/path.
func (r *reader) endpoint() Endpoint {
	r.skip()
	start := r.pos
	e := Endpoint{Transport: transportOf(r.run(isLetter))}
	if e.Transport == NoTransport || !r.has(":") {
		r.pos = start
		r.expect("`TCP:`, `UDP:`, `SCTP:` with a port, or `UNIX:` with a path")
		return Endpoint{}
	}
	if e.Transport == Unix {
		if e.Ref = r.refTemplate(); e.Ref.IsZero() {
			e.Path = r.path()
		}
		return e
	}
	r.ports(&e)
	return e
}

func transportOf(word string) Transport {
	switch word {
	case "TCP":
		return TCP
	case "UDP":
		return UDP
	case "SCTP":
		return SCTP
	case "UNIX":
		return Unix
	}
	return NoTransport
}

// ports reads the part of an endpoint behind its transport.
func (r *reader) ports(e *Endpoint) {
	if r.has("*") {
		e.Any = true
		return
	}
	if e.Ref = r.refTemplate(); !e.Ref.IsZero() || r.failure != nil {
		return
	}
	e.First = r.port()
	e.Last = e.First
	if r.has("-") {
		e.Last = r.port()
		if e.Last < e.First {
			r.fail("a range of ports runs from the lower to the higher one")
		}
	}
}

const lastPort = 65535

func (r *reader) port() int {
	start := r.pos
	n := r.number("a port, a range of ports, `*` or a reference such as {{PORT}}")
	if r.failure == nil && (n < 1 || n > lastPort) {
		r.failAt(start, "a port is between 1 and 65535")
	}
	return n
}

// path reads an absolute path, in quotes where it holds white space.
func (r *reader) path() string {
	r.skip()
	start := r.pos
	path := r.run(isPathByte)
	if path == "" && r.peek() == '"' {
		path = r.quoted()
	}
	if !strings.HasPrefix(path, "/") {
		r.pos = start
		r.expect("an absolute path")
	}
	return path
}

func isPathByte(c byte) bool {
	return !isSpace(c) && c != '"' && c != '\\' && c != '(' && c != ')' && c != ','
}

// target reads whom a CONNECTS TO means.
func (r *reader) target() Target {
	r.skip()
	if r.has("*") {
		return Target{Any: true}
	}
	if c := r.peek(); c == '/' || c == '"' {
		return Target{Path: r.path()}
	}
	if refs := r.targetRefs(); refs != nil || r.failure != nil {
		return Target{Refs: refs}
	}
	start := r.pos
	host := r.run(func(c byte) bool { return isVariableByte(c) || c == ':' || c == '[' || c == ']' })
	if err := address.CheckHost(host); err != nil {
		r.pos = start
		if e, ok := errors.AsType[*address.Error](err); ok && e.Fault == address.HasPort {
			r.fail("expected a host name without a port; ports go into `ON: TCP:5432`")
		}
		r.expect("a host name, `*`, an absolute path or a reference such as {{DATABASE_URL}}")
	}
	return Target{Host: host}
}

// targetRefs reads {{A}} | {{B}}.
func (r *reader) targetRefs() []string {
	var refs []string
	for {
		name, ok := r.reference()
		if !ok {
			if refs != nil {
				r.expect("a reference such as {{DATABASE_URL}}")
			}
			return refs
		}
		refs = append(refs, name)
		if r.skip(); !r.has("|") {
			return refs
		}
		r.skip()
	}
}

// principal reads attr=value attr=value of a WITH.
func (r *reader) principal() Principal {
	var p Principal
	for r.failure == nil && (r.more() || p == nil) {
		name := r.attribute()
		r.need("=")
		a := Attribute{Name: name}
		if r.peek() == '?' && (r.pos+1 == r.end || isSpace(r.text[r.pos+1])) {
			r.pos++
			a.Unknown = true
		} else if r.failure == nil {
			a.Value = r.inlineTemplate()
		}
		p = append(p, a)
	}
	return p
}

// inlineTemplate reads a template that begins at the cursor itself.
func (r *reader) inlineTemplate() Template {
	if r.pos == r.end || isSpace(r.peek()) {
		r.expect("a value; an empty one is written `\"\"`")
		return nil
	}
	return r.template()
}

// attribute reads a name in small letters: an attribute, or what AS gives.
func (r *reader) attribute() string {
	r.skip()
	start := r.pos
	name := r.run(func(c byte) bool { return isWordByte(c) && c != '_' && (c < 'A' || c > 'Z') })
	if name == "" || isDigit(name[0]) || name[0] == '-' {
		r.pos = start
		r.expect("a name in small letters")
		return ""
	}
	return name
}

// ids reads 999|70 or ANY.
func (r *reader) ids() IDs {
	if r.skip(); r.has("ANY") {
		return IDs{Any: true}
	}
	var ids IDs
	for r.failure == nil {
		ids.Values = append(ids.Values, r.number("a number or `ANY`"))
		if r.skip(); !r.has("|") {
			break
		}
	}
	return ids
}

// fileMode reads octal permission bits.
func (r *reader) fileMode() FileMode {
	r.skip()
	start := r.pos
	m := FileMode{Set: true}
	digits := r.run(isDigit)
	for i := range len(digits) {
		if digits[i] > '7' || len(digits) > 4 {
			digits = ""
			break
		}
		m.Bits = m.Bits<<3 | uint32(digits[i]-'0')
	}
	if digits == "" {
		r.pos = start
		r.expect("permission bits such as 0640")
	}
	return m
}

// bind reads LOOPBACK, ANY or a reference.
func (r *reader) bind() Bind {
	r.skip()
	if t := r.refTemplate(); !t.IsZero() || r.failure != nil {
		return Bind{Ref: t}
	}
	switch r.oneOf("LOOPBACK", "ANY") {
	case "LOOPBACK":
		return Bind{Loopback: true}
	case "ANY":
		return Bind{Any: true}
	}
	return Bind{}
}

// pattern reads /re2/ and checks that it is one.
func (r *reader) pattern() string {
	r.skip()
	start := r.pos
	if !r.has("/") {
		r.expect("a pattern such as /--port[= ]/")
		return ""
	}
	var b strings.Builder
	for r.pos < r.end && r.text[r.pos] != '/' {
		c := r.text[r.pos]
		if c == '\\' && r.pos+1 < r.end {
			if n := continuation(r.text, r.pos); n > 0 {
				r.pos += n
				continue
			}
			if r.pos++; r.text[r.pos] != '/' {
				b.WriteByte(c)
			}
			c = r.text[r.pos]
		}
		b.WriteByte(c)
		r.pos++
	}
	r.need("/")
	pattern := b.String()
	if err := checkPattern(pattern); err != nil && r.failure == nil {
		r.failAt(start, err.Error())
	}
	return pattern
}
