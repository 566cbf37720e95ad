package contract

// Fit is how the best pair of two expressions' types relates.
type Fit struct {
	// Relation is that of the protocols or formats.
	Relation
	// Gives and Wants are the pair.
	Gives, Wants Type
	// Schema relates what is carried; Undecided where either side does not say.
	Schema Relation
}

// Fit compares what a producer gives, all of it at once, with what a consumer
// wants, of which the first that is served best counts. Either side may be
// unsaid.
func (l *Lattice) Fit(gives, wants Expr) Fit {
	var best Fit
	found := false
	for _, w := range wants.Types {
		for _, g := range gives.Types {
			f := Fit{
				Relation: l.Relate(g, w), Gives: g, Wants: w,
				Schema: l.Relate(g.Schema.Type(), w.Schema.Type()),
			}
			if !found || f.rank() > best.rank() {
				best, found = f, true
			}
		}
	}
	return best
}

// rank orders fits by what would have to be said about them.
func (f Fit) rank() int {
	const ranks = 6
	return f.Relation.rank()*ranks + f.Schema.rank()
}

// rank is 0 for what does not serve, and grows as less is wrong.
func (r Relation) rank() int {
	switch {
	case r.Strength == Unrelated:
		return 0
	case r.Versions == Disjoint:
		return 1
	case r.Strength == Broader:
		return 2
	case r.Strength == Like || r.Versions == Overlapping:
		return 3
	case r.Strength == Undecided:
		return 4
	}
	return 5
}
