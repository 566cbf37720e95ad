package contract

import "slices"

// Strength is how far what is given serves for what is wanted. Greater ones
// serve better.
type Strength int

// The strengths.
const (
	// Undecided: either side is `?`, `*` or a type variable.
	Undecided Strength = iota
	// Unrelated: nothing connects the two.
	Unrelated
	// Broader: what is wanted is a kind of what is given, which may or may not
	// be that kind.
	Broader
	// Like: it commonly works.
	Like
	// Speaks: the same on the wire; what the wire carries may differ.
	Speaks
	// Is: what is given is a kind of what is wanted.
	Is
	// Same: they are one type.
	Same
)

// Relation is how a type that is given serves for one that is wanted, leaving
// TLS and schemas aside.
type Relation struct {
	Strength Strength
	// Versions compares the ranges of the wanted type; Undetermined where
	// either is unsaid, or the given one is of a type of its own.
	Versions Containment
	// Offered is the range that was compared with the wanted one: what is
	// given, told in versions of the wanted type.
	Offered Range
	// Via are the names from the given to the wanted type.
	Via []string
}

// Compatible reports whether what is given may serve at all, at whatever
// version.
func (r Relation) Compatible() bool { return r.Strength != Unrelated }

// Relate compares what a producer gives with what a consumer wants.
func (l *Lattice) Relate(gives, wants Type) Relation {
	switch {
	case wants.Kind == Top && gives.Kind == Named:
		return Relation{Strength: Is, Via: []string{gives.Name}}
	case gives.Kind != Named || wants.Kind != Named:
		return Relation{}
	case gives.Name == wants.Name:
		return Relation{
			Strength: Same, Offered: gives.Range, Via: []string{gives.Name},
			Versions: Contain(gives.Range, wants.Range, l.Versions(wants.Name)),
		}
	}
	if a, ok := l.reachFrom(gives.Name, gives.Range)[wants.Name]; ok {
		return Relation{Strength: a.strength, Offered: a.versions, Via: a.via, Versions: l.contains(a, wants)}
	}
	if a, ok := l.reach(wants.Name)[gives.Name]; ok {
		slices.Reverse(a.via)
		if a.strength == Is {
			return Relation{Strength: Broader, Via: a.via}
		}
		return Relation{Strength: Like, Via: a.via}
	}
	return Relation{Strength: Unrelated}
}

// contains compares versions across a relation. What a server speaks is many
// versions at once: it serves where they meet what is wanted.
func (l *Lattice) contains(a arrival, wants Type) Containment {
	c := Contain(a.versions, wants.Range, l.Versions(wants.Name))
	if c == Overlapping && a.strength < Is {
		return Inside
	}
	return c
}

// arrival is a type that another one reaches.
type arrival struct {
	strength Strength
	versions Range // in versions of the reached type; unsaid when nothing tells
	via      []string
}

// reach are all types that one serves for, whatever its version.
func (l *Lattice) reach(name string) map[string]arrival { return l.reachFrom(name, Range{}) }

// reachFrom are all types that one serves for at a version, each by its
// strongest way. A way is as strong as its weakest step.
func (l *Lattice) reachFrom(name string, versions Range) map[string]arrival {
	found := map[string]arrival{}
	frontier := []arrival{{strength: Is, versions: versions, via: []string{name}}}
	for len(frontier) > 0 {
		best := 0
		for i, a := range frontier {
			if a.strength > frontier[best].strength {
				best = i
			}
		}
		at := frontier[best]
		frontier = slices.Delete(frontier, best, best+1)
		last := at.via[len(at.via)-1]
		if _, seen := found[last]; seen || last == name && len(at.via) > 1 {
			continue
		}
		if len(at.via) > 1 {
			found[last] = at
		}
		frontier = append(frontier, l.steps(last, at)...)
	}
	return found
}

// steps are the types that one names as its parents. A declaration that is
// about other versions than the given ones names none.
func (l *Lattice) steps(name string, at arrival) []arrival {
	d, ok := l.decls[name]
	if !ok || Contain(at.versions, d.Range, d.Versions) == Disjoint {
		return nil
	}
	var next []arrival
	add := func(parents Expr, s Strength) {
		for _, p := range parents.Types {
			if p.Kind == Named {
				next = append(next, arrival{min(s, at.strength), p.Range, append(slices.Clone(at.via), p.Name)})
			}
		}
	}
	add(d.Is, Is)
	add(d.Speaks, Speaks)
	add(d.Like, Like)
	return next
}

// Type is the schema as a type, to be related as one.
func (s Schema) Type() Type { return Type{Kind: s.Kind, Name: s.Name, Range: s.Range} }

// TakesScheme reports whether a URL of a scheme may mean a type: the scheme is
// the type's own, or one of a type that serves for it. Types without known
// schemes take any.
func (l *Lattice) TakesScheme(name, scheme string) bool {
	own := l.Schemes(name)
	if len(own) == 0 || slices.ContainsFunc(own, func(s string) bool { return sameScheme(s, scheme) }) {
		return true
	}
	return slices.ContainsFunc(l.names, func(n string) bool {
		return slices.ContainsFunc(l.decl(n).Schemes, func(s string) bool { return sameScheme(s, scheme) }) &&
			l.reach(n)[name].strength >= Like
	})
}
