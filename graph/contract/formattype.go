package contract

import (
	"slices"

	"github.com/ctypes-dev/ctypes/graph/address"
)

// IsZero reports whether the format is unsaid.
func (f Format) IsZero() bool { return len(f) == 0 }

// Leaves are the formats that single values have: the alternatives, with what
// SECRET and LIST hold in their place.
func (f Format) Leaves() []Fmt {
	var leaves []Fmt
	for _, one := range f {
		if len(one.Inner) > 0 {
			leaves = append(leaves, one.Inner.Leaves()...)
		} else {
			leaves = append(leaves, one)
		}
	}
	return leaves
}

// Types are the types of the servers that a value leads to, as alternatives;
// the zero Expr when the format tells of none.
func (f Format) Types() Expr {
	var e Expr
	for _, leaf := range f.Leaves() {
		if leaf.Kind != FmtPath {
			e.add(leaf.Type)
		}
	}
	return e
}

// add puts the types of another expression among the alternatives of e. A set
// that is offered at once has the same types to choose from.
func (e *Expr) add(o Expr) {
	for _, t := range o.Types {
		same := func(u Type) bool { return u.String() == t.String() }
		if !slices.ContainsFunc(e.Types, same) {
			e.Types = append(e.Types, t)
		}
	}
}

// Secret reports whether the values are not to be shown.
func (f Format) Secret() bool {
	return slices.ContainsFunc(f, func(one Fmt) bool { return one.Kind == FmtSecret || one.Inner.Secret() })
}

// Addresses are the addresses that a value of the format spells; nil for a
// value that spells none. Spans are bytes of the value.
func (f Format) Addresses(value string) []address.Address {
	for _, one := range f {
		if found := one.addresses(value); found != nil {
			return found
		}
	}
	return nil
}

func (f Fmt) addresses(value string) []address.Address {
	one := func(a address.Address, ok bool) []address.Address {
		if !ok {
			return nil
		}
		return []address.Address{a}
	}
	if f.Kind == FmtHost {
		return one(address.Host(value))
	}
	if f.Kind == FmtHostPort {
		return one(address.HostPort(value))
	}
	var found []address.Address
	if f.Kind == FmtURL {
		found, _ = address.ParseURL(value)
	}
	if f.Kind == FmtDSN {
		found, _ = address.ParseDSN(value)
	}
	if f.Kind == FmtSecret {
		found = f.Inner.Addresses(value)
	}
	if f.Kind == FmtList {
		for _, item := range f.items(value) {
			for _, a := range f.Inner.Addresses(value[item.Start:item.End]) {
				found = append(found, a.Shift(item.Start))
			}
		}
	}
	return found
}

// Attributes are the parts of an address under the names that principals have
// for them. The type's cells say what its database is: a vhost, a bucket.
func (l *Lattice) Attributes(name string, a address.Address) []address.Param {
	var all []address.Param
	add := func(attribute string, f address.Field) {
		if f.Set || f.Open {
			all = append(all, address.Param{Name: attribute, Field: f})
		}
	}
	add("username", a.User)
	add("password", a.Password)
	if cells := l.Cells(name); cells != "" {
		add(cells, a.Database)
	}
	if source, ok := a.Lookup("authSource"); ok {
		add("authsource", source)
	}
	return all
}
