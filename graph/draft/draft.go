// Package draft writes the first draft of a contract: what an image's
// configuration or a Dockerfile says, and which variables the source code
// reads. A person then edits it, so each statement has a comment that says
// what it is from, and what is only guessed is marked as such.
package draft

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/infer/program"
	"github.com/ctypes-dev/ctypes/graph/source"
)

const (
	// longest leaves room in a contract for what a person adds, in bytes.
	longest = contract.Longest * 3 / 4
	// mostPlaces bounds the places that a comment names.
	mostPlaces = 3
)

// Facts are what a draft is made of.
type Facts struct {
	// Title says for people what the draft is of.
	Title string
	// Repository is the full name of an image; it opens a section of a
	// contract file. It is "" for a draft of source code.
	Repository string
	// Meta is what the image's configuration or the Dockerfile says; nil when
	// there is none.
	Meta *graph.Metadata
	// File is the Dockerfile, which places of Meta point into; nil for none.
	File *source.File
	// Uses are the variables that source code reads, in order of place.
	Uses []program.Use
	// Notes are further lines for the head of the draft.
	Notes []string
}

// line is a statement of a draft, and what a comment above it says.
type line struct {
	comment   string
	statement contract.Statement
}

// Contract writes the draft. It is a contract, of which no statement is
// refused. The lattice tells the types of ports and of URLs.
func Contract(f Facts, types *contract.Lattice) string {
	d := &drafter{Facts: f, types: types, variables: merge(f)}
	var b strings.Builder
	for _, h := range d.head() {
		b.WriteString("# " + clean(h) + "\n")
	}
	b.WriteByte('\n')
	if d.Repository != "" {
		b.WriteString(contract.Statement{Clause: contract.Image{Repository: d.Repository}}.String() + "\n")
	}
	b.WriteString(contract.Statement{Clause: contract.Header{Version: contract.Version, Partial: contract.Yes}}.String() + "\n")
	left := 0
	for _, group := range [][]line{d.listeners(), d.environment(), d.volumes(), d.health()} {
		for i, l := range group {
			text := l.statement.String()
			if b.Len()+len(text)+len(l.comment) > longest {
				left += len(group) - i
				break
			}
			if i == 0 {
				b.WriteByte('\n')
			}
			if l.comment != "" {
				b.WriteString("# " + clean(l.comment) + "\n")
			}
			b.WriteString(text + "\n")
		}
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n# %d more statements do not fit into a contract\n", left)
	}
	return b.String()
}

// drafter writes one draft.
type drafter struct {
	Facts
	types     *contract.Lattice
	variables []variable
}

// head is the comment that the draft begins with.
func (d *drafter) head() []string {
	lines := []string{
		"A draft of the contract of " + d.Title + ".",
		"It holds what can be seen from outside. Read each line, state what it misses, and take",
		"PARTIAL away once nothing is missing.",
	}
	lines = append(lines, d.Notes...)
	if d.Meta == nil {
		return lines
	}
	var words []string
	for _, c := range []*graph.Command{d.Meta.Entrypoint, d.Meta.Command} {
		if c != nil {
			for _, w := range c.Words {
				words = append(words, w.Value)
			}
		}
	}
	if len(words) > 0 {
		lines = append(lines, "It starts: "+strings.Join(words, " "))
	}
	if d.Meta.User.Value != "" {
		lines = append(lines, "It runs as: "+d.Meta.User.Value)
	}
	for _, c := range d.Meta.Contracts {
		lines = append(lines, "It has a contract already: "+c.Origin)
	}
	return lines
}

// listeners are the ports that the image exposes, else the one that a variable
// names.
func (d *drafter) listeners() []line {
	var lines []line
	if d.Meta != nil {
		for _, x := range d.Meta.Exposed {
			lines = append(lines, d.exposed(x))
		}
	}
	if i := d.ownPort(); len(lines) == 0 && i >= 0 {
		l := contract.Listen{On: contract.Endpoint{Transport: contract.TCP, Ref: contract.Template{{Ref: d.variables[i].Name}}}, For: typed(web)}
		lines = append(lines, line{"guessed from the variable's name", contract.Statement{Clause: l}})
	}
	return lines
}

// exposed is a port that the image says it listens on.
func (d *drafter) exposed(x graph.Exposure) line {
	on := contract.Endpoint{Transport: x.Protocol, First: x.Ports.First, Last: x.Ports.Last}
	comment := "EXPOSE" + d.at(x.Place)
	if i := d.ownPort(); i >= 0 && x.Ports.First == x.Ports.Last && d.variables[i].value == strconv.Itoa(x.Ports.First) {
		on = contract.Endpoint{Transport: x.Protocol, Ref: contract.Template{{Ref: d.variables[i].Name}}}
	}
	l := contract.Listen{On: on}
	if name := d.portType(x); name != "" {
		l.For = typed(name)
		comment += "; the type is guessed from the port"
	}
	return line{comment, contract.Statement{Clause: l}}
}

// web is the type of what is only known to speak HTTP.
const web = "org.ietf.http"

// portType is the type that usually listens on a port; "" where several do. Of
// a product that is reached over HTTP, a port tells no more than that.
func (d *drafter) portType(x graph.Exposure) string {
	names := d.types.ByPort(x.Protocol, x.Ports.First)
	switch {
	case x.Protocol == contract.TCP && slices.Contains([]int{3000, 5000, 8000, 8081, 8888}, x.Ports.First):
		return web
	case len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool { return !d.overWeb(n) }):
		return web
	case len(names) == 1:
		return names[0]
	}
	return ""
}

// overWeb reports whether a type is HTTP, or a product's that is directly
// spoken over it.
func (d *drafter) overWeb(name string) bool {
	t, ok := d.types.Declared(name)
	return name == web || ok && slices.ContainsFunc(t.Is.Types, func(of contract.Type) bool { return of.Name == web })
}

// ownPort is the index of the variable that tells where the program itself
// listens; -1 for none.
func (d *drafter) ownPort() int {
	for _, name := range []string{"PORT", "HTTP_PORT", "SERVER_PORT", "APP_PORT", "LISTEN_PORT"} {
		if i := slices.IndexFunc(d.variables, func(v variable) bool { return v.Name == name }); i >= 0 {
			return i
		}
	}
	return -1
}

// volumes are those that the image declares.
func (d *drafter) volumes() []line {
	if d.Meta == nil {
		return nil
	}
	var lines []line
	for _, v := range d.Meta.Volumes {
		if !strings.HasPrefix(v.Value, "/") || strings.ContainsFunc(v.Value, unicode.IsControl) {
			continue
		}
		c := contract.Volume{
			At: contract.Template{{Text: v.Value}}, Format: typed("org.unix.files"), Requires: contract.Read | contract.Write, Persist: contract.Yes,
		}
		if n, ok := number(d.Meta.User.Value); ok {
			c.UID = contract.IDs{Values: []int{n}}
		}
		lines = append(lines, line{"VOLUME" + d.at(v.Place), contract.Statement{Clause: c}})
	}
	return lines
}

// health is what the image's health check says.
func (d *drafter) health() []line {
	if d.Meta == nil || d.Meta.Health == nil || d.Meta.Health.Disabled {
		return nil
	}
	return []line{{"HEALTHCHECK" + d.at(d.Meta.Health.Place), contract.Statement{Clause: contract.Ready{When: contract.ReadyHealthy}}}}
}

// at says where in the Dockerfile something stands, in parentheses.
func (d *drafter) at(p source.Place) string {
	if d.File == nil || p.File != d.File.Name || p.Span.IsZero() {
		return ""
	}
	return fmt.Sprintf(" (%s:%d)", d.File.Name, d.File.Position(p.Span.Start).Line)
}

func typed(name string) contract.Expr {
	return contract.Expr{Types: []contract.Type{{Kind: contract.Named, Name: name}}}
}

// number is the number that a user begins with: 1000:1000.
func number(user string) (int, bool) {
	digits, _, _ := strings.Cut(user, ":")
	n := 0
	for _, r := range digits {
		if r < '0' || r > '9' || n > 1<<30 {
			return 0, false
		}
		n = 10*n + int(r-'0')
	}
	return n, digits != ""
}

// clean makes one line without surprises of a text.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	const most = 200
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "..."
	}
	return strings.TrimRight(text, `\ `)
}
