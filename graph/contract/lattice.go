package contract

import (
	"cmp"
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed types/*.ctypes
var standard embed.FS

// Lattice is the order of the types: a nominal DAG of what is known of them.
// Names that it does not know are leaves of their own. It is read-only; the
// zero Lattice knows nothing.
type Lattice struct {
	decls map[string]*TypeDecl
	names []string // sorted
	// bySchemes and byPorts find who declared a scheme or a port, sorted.
	bySchemes map[string][]string
	byPorts   map[listener][]string
}

// listener is a port of a transport.
type listener struct {
	transport Transport
	port      int
}

// mostStandard is about how many types the standard ones are.
const mostStandard = 600

// Standard returns the lattice of the types that ctypes knows by itself. All
// callers share it, and nothing changes it.
func Standard() (*Lattice, error) { return standardOnce() }

//nolint:gochecknoglobals // a constant, which takes some milliseconds to read
var standardOnce = sync.OnceValues(readStandard)

func readStandard() (*Lattice, error) {
	files, err := standard.ReadDir("types")
	if err != nil {
		return nil, fmt.Errorf("listing the standard types: %w", err)
	}
	decls := make([]TypeDecl, 0, mostStandard)
	for _, f := range files {
		text, err := standard.ReadFile("types/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("reading the standard types: %w", err)
		}
		statements, errs := Parse(string(text))
		if len(errs) > 0 {
			return nil, fmt.Errorf("reading the standard types of %s: %w", f.Name(), errs[0])
		}
		decls = append(decls, TypeDecls(statements)...)
	}
	l, wrong := (&Lattice{}).Extend(decls)
	if len(wrong) > 0 {
		return nil, fmt.Errorf("ordering the standard types: %w", wrong[0])
	}
	return l, nil
}

// TypeDecls returns the TYPE clauses among statements, in order.
func TypeDecls(statements []Statement) []TypeDecl {
	decls := make([]TypeDecl, 0, len(statements))
	for _, st := range statements {
		if d, ok := st.Clause.(TypeDecl); ok {
			decls = append(decls, d)
		}
	}
	return decls
}

// TypeError says why a TYPE statement does not fit into a lattice.
type TypeError struct {
	// Index is the declaration's, among those that Extend was given.
	Index  int
	Name   string
	Reason string
	// Near are the known names that a wrong one may stand for.
	Near []string
}

// Error implements error.
func (e *TypeError) Error() string {
	text := "type `" + e.Name + "` " + e.Reason
	if len(e.Near) > 0 {
		text += "; did you mean " + orList(e.Near) + "?"
	}
	return text
}

// Extend returns a lattice that knows more types. Declarations that do not fit
// are left out, each with a *TypeError; an unknown parent is told, and stays a
// leaf.
func (l *Lattice) Extend(decls []TypeDecl) (*Lattice, []error) {
	more := &Lattice{decls: maps.Clone(l.decls)}
	if more.decls == nil {
		more.decls = make(map[string]*TypeDecl, len(decls))
	}
	var errs []error
	for i, d := range decls {
		if _, twice := more.decls[d.Name]; twice {
			errs = append(errs, &TypeError{Index: i, Name: d.Name, Reason: "is declared already"})
			continue
		}
		more.decls[d.Name] = &d
	}
	more.names = slices.Sorted(maps.Keys(more.decls))
	for i, d := range decls {
		if err := more.check(d); err != nil {
			err.Index = i
			errs = append(errs, err)
		}
	}
	more.index()
	return more, errs
}

// check finds an unknown parent, or a circle, which it opens.
func (l *Lattice) check(d TypeDecl) *TypeError {
	for _, parents := range []Expr{d.Is, d.Speaks, d.Like} {
		for _, p := range parents.Types {
			if _, known := l.decls[p.Name]; p.Kind == Named && !known {
				return &TypeError{Name: d.Name, Reason: "has the unknown parent `" + p.Name + "`", Near: nearest(p.Name, l.names)}
			}
		}
	}
	for _, p := range d.Is.Types {
		if l.inherits(p.Name, d.Name) {
			opened := d
			opened.Is = Expr{}
			l.decls[d.Name] = &opened
			return &TypeError{Name: d.Name, Reason: "is its own parent, by way of `" + p.Name + "`"}
		}
	}
	return nil
}

// inherits reports whether a type is another, or has it among its parents by
// IS.
func (l *Lattice) inherits(name, ancestor string) bool {
	return slices.Contains(l.lineage(name), ancestor)
}

// lineage is a type and its ancestors by IS, nearest first.
func (l *Lattice) lineage(name string) []string {
	line := []string{name}
	for i := 0; i < len(line); i++ {
		for _, p := range l.decl(line[i]).Is.Types {
			if !slices.Contains(line, p.Name) {
				line = append(line, p.Name)
			}
		}
	}
	return line
}

// index finds who declared each scheme and port. A type that shares one with
// what it is, speaks or is like is left out: its elders stand for it.
func (l *Lattice) index() {
	l.bySchemes, l.byPorts = map[string][]string{}, map[listener][]string{}
	for _, name := range l.names {
		d := l.decl(name)
		for _, s := range d.Schemes {
			s = strings.ToLower(s)
			l.bySchemes[s] = append(l.bySchemes[s], name)
		}
		for _, e := range d.Ports {
			if e.First != 0 {
				k := listener{e.Transport, e.First}
				l.byPorts[k] = append(l.byPorts[k], name)
			}
		}
	}
	for s, names := range l.bySchemes {
		l.bySchemes[s] = l.elders(names)
	}
	for p, names := range l.byPorts {
		l.byPorts[p] = l.elders(names)
	}
}

// elders are the names that do not derive from any other of them.
func (l *Lattice) elders(names []string) []string {
	if len(names) < 2 {
		return names
	}
	var kept []string
	for _, n := range names {
		derives := slices.ContainsFunc(l.forebears(n)[1:], func(f string) bool { return slices.Contains(names, f) })
		if !derives {
			kept = append(kept, n)
		}
	}
	return kept
}

// forebears are a type and all that it is, speaks or is like, nearest first.
func (l *Lattice) forebears(name string) []string {
	line := []string{name}
	for i := 0; i < len(line); i++ {
		d := l.decl(line[i])
		for _, parents := range [...][]Type{d.Is.Types, d.Speaks.Types, d.Like.Types} {
			for _, p := range parents {
				if p.Kind == Named && !slices.Contains(line, p.Name) {
					line = append(line, p.Name)
				}
			}
		}
	}
	return line
}

// Declared returns the declaration of a type, false for a name nobody declared.
func (l *Lattice) Declared(name string) (TypeDecl, bool) {
	_, ok := l.decls[name]
	return *l.decl(name), ok
}

// decl is the declaration of a type, an empty one for a name nobody declared.
func (l *Lattice) decl(name string) *TypeDecl {
	if d, ok := l.decls[name]; ok {
		return d
	}
	return &TypeDecl{}
}

// Names are all declared names, sorted.
func (l *Lattice) Names() []string { return slices.Clone(l.names) }

// Ports are the default ports of a type, or of its nearest ancestor that has
// some; the first is the one to assume.
func (l *Lattice) Ports(name string) []Endpoint {
	return inherited(l, name, func(d *TypeDecl) ([]Endpoint, bool) { return d.Ports, d.Ports != nil })
}

// Schemes are the URL schemes of a type, or of its nearest ancestor that has
// some.
func (l *Lattice) Schemes(name string) []string {
	return inherited(l, name, func(d *TypeDecl) ([]string, bool) { return d.Schemes, d.Schemes != nil })
}

// Cells is the attribute that tells one state cell of a type's servers from
// another; "" for types without state cells.
func (l *Lattice) Cells(name string) string {
	return inherited(l, name, func(d *TypeDecl) (string, bool) { return d.Cells, d.Cells != "" })
}

// Versions is how versions of a type compare.
func (l *Lattice) Versions(name string) Scheme {
	return inherited(l, name, func(d *TypeDecl) (Scheme, bool) { return d.Versions, d.Versions != SchemeUnsaid })
}

// inherited is what the nearest of a type and its ancestors says of itself.
func inherited[T any](l *Lattice, name string, said func(*TypeDecl) (T, bool)) T {
	for _, n := range l.lineage(name) {
		if v, ok := said(l.decl(n)); ok {
			return v
		}
	}
	var unsaid T
	return unsaid
}

// ByScheme are the types that a URL's scheme means, sorted. A scheme's driver
// (postgresql+asyncpg) is ignored, and schemes that only name a transport mean
// nothing.
func (l *Lattice) ByScheme(scheme string) []string {
	scheme = strings.ToLower(scheme)
	if names := l.bySchemes[scheme]; names != nil && !isTransport(scheme) {
		return slices.Clone(names)
	}
	base, _, found := strings.Cut(scheme, "+")
	if !found || isTransport(base) {
		return nil
	}
	return slices.Clone(l.bySchemes[base])
}

func isTransport(scheme string) bool {
	switch scheme {
	case "tcp", "udp", "ssl", "tls", "unix", "inet", "fd", "npipe", "nio":
		return true
	}
	return false
}

// ByPort are the types that listen on a port by default, sorted.
func (l *Lattice) ByPort(t Transport, port int) []string {
	return slices.Clone(l.byPorts[listener{t, port}])
}

// Near are the declared names that an undeclared one may stand for: those of a
// similar spelling, else those that have it as a label (http for
// org.ietf.http). It is nil for a declared name.
func (l *Lattice) Near(name string) []string {
	if _, known := l.decls[name]; known {
		return nil
	}
	if found := nearest(name, l.names); found != nil {
		return found
	}
	const most = 3
	var found []string
	for _, n := range l.names {
		if !strings.Contains(name, ".") && slices.Contains(strings.Split(n, "."), name) {
			found = append(found, n)
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	return found[:min(most, len(found))]
}

// sameScheme compares schemes, of which a URL's may have a driver.
func sameScheme(declared, used string) bool {
	if strings.EqualFold(declared, used) {
		return true
	}
	base, _, found := strings.Cut(used, "+")
	return found && strings.EqualFold(declared, base)
}
