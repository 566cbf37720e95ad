package contract

import (
	"slices"
	"strings"
)

// Desugar spells out what statements imply. REQUIRES becomes PRODUCES and
// CONSUMES; FILE declares its sibling variable; and a variable whose format
// names a type is a CONNECTS TO, unless one mentions it. What is added stands
// behind what implies it. The lattice, which may be nil, tells a type's
// transport.
func Desugar(statements []Stated, types *Lattice) []Stated {
	s := sugar{types: types, mentioned: mentioned(statements), declared: map[string]bool{}}
	for _, st := range statements {
		e, ok := st.Clause.(Environment)
		if !ok {
			continue
		}
		s.variables = append(s.variables, e)
		for _, name := range e.Names {
			s.declared[name] = true
		}
	}
	var all []Stated
	for _, st := range statements {
		switch c := st.Clause.(type) {
		case Volume:
			st.Clause = c.spelledOut()
			all = append(all, st)
		case Environment:
			all = append(append(all, st), s.implied(st, c)...)
		default:
			all = append(all, st)
		}
	}
	return all
}

// sugar is what Desugar knows of all statements.
type sugar struct {
	types     *Lattice
	mentioned map[string]bool // by a CONNECTS TO
	declared  map[string]bool
	variables []Environment
}

// mentioned are the variables that any CONNECTS TO refers to.
func mentioned(statements []Stated) map[string]bool {
	names := map[string]bool{}
	for _, st := range statements {
		c, ok := st.Clause.(Connect)
		if !ok {
			continue
		}
		refs := slices.Concat(c.To.Refs, c.On.Ref.Refs())
		for _, p := range c.With {
			for _, a := range p {
				refs = append(refs, a.Value.Refs()...)
			}
		}
		for _, name := range refs {
			names[name] = true
		}
	}
	return names
}

// spelledOut says in PRODUCES and CONSUMES what REQUIRES says of the format.
func (v Volume) spelledOut() Volume {
	if v.Requires&Write != 0 && v.Produces.IsZero() {
		v.Produces = v.Format
	}
	if v.Requires&Read != 0 && v.Consumes.IsZero() {
		v.Consumes = v.Format
	}
	return v
}

// FileVariable is the name of the sibling of a variable that names a file with
// its value; "" when there is none.
func (e Environment) FileVariable(name string) string {
	if strings.HasPrefix(e.File, "_") {
		return name + e.File
	}
	return e.File
}

// implied are the statements that a variable implies.
func (s *sugar) implied(st Stated, e Environment) []Stated {
	if e.Wildcard {
		return nil
	}
	var all []Stated
	add := func(c Clause, optionally bool) {
		by := st.Statement
		all = append(all, Stated{
			Statement: Statement{Span: by.Span, Optionally: optionally, Clause: c, Condition: by.Condition},
			Text:      st.Text, Implied: &by,
		})
	}
	for _, name := range e.Names {
		if file := e.FileVariable(name); file != "" && !s.declared[file] {
			add(Environment{Names: []string{file}, Format: Format{{Kind: FmtPath, Path: "FILE"}}}, st.Optionally)
		}
		if c, ok := s.connect(name, e.Format); ok && !s.mentioned[name] {
			certain := e.Needed && (e.Quantifier == Single || e.Quantifier == AllOf)
			add(c, st.Optionally || !certain)
		}
	}
	return all
}

// connect is the connection that a variable of a format makes.
func (s *sugar) connect(name string, f Format) (Connect, bool) {
	c := Connect{To: Target{Refs: []string{name}}}
	hosts := true // whether the variable holds hosts without ports
	for _, leaf := range f.Leaves() {
		dials := leaf.Kind == FmtURL || leaf.Kind == FmtHostPort || leaf.Kind == FmtDSN
		if dials || leaf.Kind == FmtHost {
			c.For.add(leaf.Type)
		}
		hosts = hosts && !dials
	}
	if c.For.IsZero() {
		return c, false
	}
	if port := s.port(name, c.For); hosts && port != "" {
		c.On = Endpoint{Transport: s.transport(c.For), Ref: Template{{Ref: port}}}
	}
	return c, true
}

// port is the variable with the port that belongs to a host's variable: it is
// of the same type and, of several, has the most similar name.
func (s *sugar) port(host string, of Expr) string {
	best, most := "", -1
	for _, e := range s.variables {
		if e.Wildcard || e.Quantifier != Single || s.mentioned[e.Names[0]] || !isPortOf(e.Format, of) {
			continue
		}
		if n := commonPrefix(host, e.Names[0]); n > most {
			best, most = e.Names[0], n
		}
	}
	return best
}

func isPortOf(f Format, of Expr) bool {
	return slices.ContainsFunc(f.Leaves(), func(leaf Fmt) bool {
		return leaf.Kind == FmtPort && leaf.Type.String() == of.String()
	})
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// transport is the one that a type's servers listen on by default.
func (s *sugar) transport(of Expr) Transport {
	if s.types != nil {
		for _, t := range of.Types {
			if ports := s.types.Ports(t.Name); len(ports) > 0 {
				return ports[0].Transport
			}
		}
	}
	return TCP
}
