package contract

// condition reads atoms joined by "&" or by "|".
func (r *reader) condition(unless bool) Condition {
	c := Condition{Unless: unless, Atoms: []Atom{r.atom()}}
	for r.failure == nil && r.more() {
		joint := r.peek()
		if joint != '|' && joint != '&' {
			break
		}
		if len(c.Atoms) > 1 && c.Or != (joint == '|') {
			r.fail("`&` and `|` do not mix; use one of them")
			break
		}
		r.pos++
		c.Or = joint == '|'
		c.Atoms = append(c.Atoms, r.atom())
	}
	return c
}

// atom reads one question.
func (r *reader) atom() Atom {
	r.skip()
	a := Atom{Not: r.has("!")}
	r.skip()
	switch {
	case r.has("MOUNTED("):
		a.Kind, a.Name = Mounted, r.path()
		r.skip()
		r.need(")")
	case r.has("COMMAND("):
		a.Kind, a.Text = CommandMatches, r.pattern()
		a.matcher = &matcher{pattern: a.Text}
		r.skip()
		r.need(")")
	case r.has("TAG("):
		r.tagAtom(&a)
	default:
		r.variableAtom(&a)
	}
	return a
}

// tagAtom reads a range or a pattern, and the closing parenthesis.
func (r *reader) tagAtom(a *Atom) {
	r.skip()
	if r.peek() == '/' {
		a.Kind, a.Text = TagMatches, r.pattern()
		a.matcher = &matcher{pattern: a.Text}
	} else {
		a.Kind, a.Tags = TagIn, r.bareRange()
	}
	r.skip()
	r.need(")")
}

// variableAtom reads NAME or NAME=word.
func (r *reader) variableAtom(a *Atom) {
	if c := r.peek(); !isLetter(c) && c != '_' {
		r.expect("a variable, MOUNTED(/path), COMMAND(/pattern/) or TAG(@range)")
		return
	}
	a.Kind, a.Name = VariableSet, r.variable()
	if r.has("=") {
		a.Kind, a.Text = VariableEquals, r.word()
	}
}
