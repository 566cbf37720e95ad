package contract

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/near"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Longest is the greatest length of a contract in bytes.
const Longest = 64 << 10

// mostErrors bounds what is told about one contract.
const mostErrors = 100

// Parse reads a contract. It goes on after errors: all statements that make
// sense are returned, and each of the others has at least one error. Spans are
// bytes of text.
func Parse(text string) ([]Statement, []SyntaxError) {
	if len(text) > Longest {
		return nil, []SyntaxError{{
			Span:    source.Span{Start: Longest, End: len(text)},
			Message: fmt.Sprintf("a contract is at most %d KiB long", Longest>>10),
		}}
	}
	lines := strings.Count(text, "\n") + strings.Count(text, " ; ") + 1
	p := parser{scanner: scanner{text: text, fields: make([]field, 0, 3*lines)}, newer: newer(text)}
	statements := make([]Statement, 0, lines)
	for c, ok := p.next(); ok; c, ok = p.next() {
		if st, right := p.decode(&c); right {
			statements = append(statements, st)
		}
	}
	slices.SortStableFunc(p.errs, func(a, b SyntaxError) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return statements, p.errs
}

// newer reports whether the contract says that it is written in a version of
// the language above the known one.
func newer(text string) bool {
	if !strings.Contains(text, "CONTRACT:") {
		return false
	}
	s := scanner{text: text}
	for c, ok := s.next(); ok; c, ok = s.next() {
		if c.head.name == "CONTRACT" {
			r := reader{text: text, pos: c.head.value.Start, end: c.head.value.End}
			return r.number("") > Version
		}
		s.fields = s.fields[:0]
	}
	return false
}

// parser turns chunks into statements.
type parser struct {
	scanner
	newer  bool
	reader reader // of one value after the other
}

// decode understands one chunk; false when it holds an error.
func (p *parser) decode(c *chunk) (Statement, bool) {
	d := decoder{parser: p, chunk: c}
	before := len(p.errs)
	st := Statement{Span: c.span, Optionally: c.optionally}
	if st.Clause = d.clause(); st.Clause != nil {
		st.Condition = d.condition()
		st.Doc = d.quoted("DOC")
		if d.present("DEPRECATED") && allows(c.head.name, "DEPRECATED") {
			st.Deprecated = d.quoted("DEPRECATED")
		}
		d.leftovers()
	}
	return st, len(p.errs) == before
}

// decoder reads the fields of one chunk.
type decoder struct {
	*parser
	*chunk
	used uint64 // the fields that were read, by index
}

// mostFields is how many fields a statement may have.
const mostFields = 64

// present reports whether a key is there.
func (d *decoder) present(key string) bool {
	return slices.ContainsFunc(d.chunk.fields, func(f field) bool { return f.name == key })
}

// take finds a field by its key and marks it as read.
func (d *decoder) take(key string) (field, bool) {
	for i, f := range d.fields() {
		if f.name == key && d.used&(1<<i) == 0 {
			d.used |= 1 << i
			return f, true
		}
	}
	return field{}, false
}

func (d *decoder) fields() []field { return d.chunk.fields[:min(mostFields, len(d.chunk.fields))] }

// read runs a reading function over a field's value, and reports its failure.
func (d *decoder) read(f field, read func(*reader)) {
	d.reader = reader{text: d.text, pos: f.value.Start, end: f.value.End}
	r := &d.reader
	read(r)
	r.finish(f.name)
	if r.failure != nil {
		d.errs = append(d.errs, *r.failure)
	}
}

// operand reads the value of the head.
func (d *decoder) operand(read func(*reader)) { d.read(d.head, read) }

// optional reads the value of a key, when it is there.
func (d *decoder) optional(key string, read func(*reader)) bool {
	f, ok := d.take(key)
	if ok {
		d.read(f, read)
	}
	return ok
}

// required reads the value of a key that must be there.
func (d *decoder) required(key string, read func(*reader)) {
	if !d.optional(key, read) {
		d.report(d.head.key, "expected `"+key+":` behind "+d.head.name)
	}
}

func (d *decoder) report(at source.Span, message string) {
	d.errs = append(d.errs, SyntaxError{Span: at, Message: message})
}

// leftovers reports the fields that nobody read.
func (d *decoder) leftovers() {
	if len(d.chunk.fields) > mostFields {
		d.report(d.head.key, "a statement has at most 64 keys")
	}
	for i, f := range d.fields() {
		switch {
		case d.used&(1<<i) != 0:
		case allows(d.head.name, f.name):
			d.report(f.key, "`"+f.name+":` is given twice")
		case isKey(f.name):
			d.report(f.key, "`"+f.name+":` has no meaning behind "+d.head.name+", which takes "+orList(keysOf(d.head.name)))
		default:
			d.errs = append(d.errs, unknownKey(d.head.name, f, d.newer))
		}
	}
}

// unknownKey tells a key that no head takes.
func unknownKey(head string, f field, newer bool) SyntaxError {
	e := SyntaxError{
		Span: f.key, Message: "unknown key `" + f.name + ":` behind " + head,
		Near: nearest(f.name, keysOf(head)), Warning: newer,
	}
	if e.Near == nil {
		e.Message += ", which takes " + orList(keysOf(head))
	}
	return e
}

// unknownHead tells a statement that begins with no head.
func unknownHead(text string, at source.Span) SyntaxError {
	e := SyntaxError{Span: at, Message: "expected a statement such as `LISTENS ON: TCP:80`, found `" + printable(text) + "`"}
	for _, h := range heads() {
		if strings.EqualFold(h, strings.Join(strings.Fields(text), " ")) {
			e.Message = "expected `" + h + ":` with a colon and white space behind it"
			return e
		}
	}
	e.Near = nearest(text, heads())
	return e
}

// printable is a short text for a message.
func printable(text string) string {
	const longest = 60
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "..."
	}
	return text
}

// nearest are the words that a wrong one may stand for.
func nearest(word string, words []string) []string {
	if found := near.Suggest(word, words); len(found) > 0 {
		return found
	}
	return nil
}
