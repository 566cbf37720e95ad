package unify

// fit compares what an edge wants with what its endpoint gives, and then who
// logs in.
func (sv *solver) fit(l *Link) {
	if l.Typed() {
		l.Type = sv.types.Fit(l.Endpoint.Gives, l.Edge.Wants)
		if !l.Type.Relation.Compatible() {
			return
		}
	}
	sv.logIn(l)
}
