package unify

import (
	"cmp"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// TypeFit is how what is given serves for what is wanted. The zero TypeFit was
// not compared.
type TypeFit struct {
	contract.Relation
	// Wants and Gives are the two types that came nearest to each other.
	Wants, Gives contract.Type
	TLS          TLSFit
	// Schema compares the schemas of two types whose wires fit.
	Schema SchemaFit
}

// TLSFit says whether the two sides agree on encryption.
type TLSFit int

// The outcomes.
const (
	TLSAgrees TLSFit = iota
	// TLSRequired: the producer insists on it and the consumer lacks it.
	TLSRequired
	// TLSRefused: the consumer insists on it and the producer lacks it.
	TLSRefused
)

// SchemaFit says whether a schema that is wanted is the one that is given.
type SchemaFit int

// The outcomes; the zero SchemaFit is that nothing is wanted, or that nothing
// can be said.
const (
	SchemaUnknown SchemaFit = iota
	SchemaFits
	// SchemaSimilar: commonly works.
	SchemaSimilar
	// SchemaOtherVersion: the right schema at a version that does not fit.
	SchemaOtherVersion
	// SchemaOther: another schema.
	SchemaOther
)

// Compatible reports whether the wires are, or may be, of one protocol.
func (f TypeFit) Compatible() bool {
	return f.Strength != contract.Unrelated
}

// Fit compares what a producer gives with what a consumer wants and returns
// the pair of types that comes nearest.
func Fit(types *contract.Lattice, gives, wants contract.Expr) TypeFit {
	var best TypeFit
	for i, w := range wants.Types {
		for j, g := range gives.Types {
			fit := fitTypes(types, g, w)
			if i+j == 0 || fit.better(best) {
				best = fit
			}
		}
	}
	return best
}

// better orders fits: what works first, then by strength.
func (f TypeFit) better(o TypeFit) bool {
	return cmp.Or(
		boolCompare(f.Compatible(), o.Compatible()),
		boolCompare(f.Schema < SchemaOtherVersion, o.Schema < SchemaOtherVersion),
		boolCompare(f.TLS == TLSAgrees, o.TLS == TLSAgrees),
		boolCompare(f.Versions != contract.Disjoint, o.Versions != contract.Disjoint),
		cmp.Compare(f.Strength, o.Strength),
	) > 0
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func fitTypes(types *contract.Lattice, gives, wants contract.Type) TypeFit {
	fit := TypeFit{Relation: types.Relate(gives, wants), Wants: wants, Gives: gives}
	if !fit.Compatible() {
		return fit
	}
	fit.TLS = fitTLS(gives.TLS, wants.TLS)
	fit.Schema = fitSchema(types, gives.Schema, wants.Schema)
	return fit
}

// fitTLS compares what a producer requires or offers with what a consumer
// brings. A producer that says nothing speaks plainly.
func fitTLS(gives, wants contract.TLS) TLSFit {
	encrypts := wants == contract.RequiresTLS || wants == contract.MutualTLS
	switch {
	case (gives == contract.RequiresTLS || gives == contract.MutualTLS) && wants == contract.PlainTLS:
		return TLSRequired
	case encrypts && gives == contract.PlainTLS:
		return TLSRefused
	}
	return TLSAgrees
}

func fitSchema(types *contract.Lattice, gives, wants contract.Schema) SchemaFit {
	if wants.Kind != contract.Named || gives.Kind != contract.Named {
		return SchemaUnknown
	}
	r := types.Relate(gives.Type(), wants.Type())
	switch {
	case r.Strength == contract.Unrelated:
		return SchemaOther
	case r.Versions == contract.Disjoint:
		return SchemaOtherVersion
	case r.Strength == contract.Like:
		return SchemaSimilar
	case r.Strength == contract.Undecided, r.Strength == contract.Broader:
		return SchemaUnknown
	}
	return SchemaFits
}

// fit compares what an edge wants with what its endpoint gives, and then who
// logs in.
func (sv *solver) fit(l *Link) {
	if l.Typed() {
		l.Gives = sv.generics.given(l.Endpoint)
		l.Type = Fit(sv.types, l.Gives, l.Edge.Wants)
		if o, passed := sv.generics.origin(l.Endpoint, l.Type.Gives); passed {
			l.Passed = &o
		}
		if !l.Type.Compatible() || l.Type.TLS != TLSAgrees || l.Type.Versions == contract.Disjoint {
			return
		}
	}
	if l.Typed() && l.Type.Strength >= contract.Like {
		l.Verdict = Fits
	}
	sv.logIn(l)
}
