package contract

import "slices"

// Bare returns a statement without what Parse keeps beside it: its place and
// its compiled patterns.
func Bare(st Statement) Statement {
	st.Span.Start, st.Span.End = 0, 0
	st.Condition.Atoms = slices.Clone(st.Condition.Atoms)
	for i := range st.Condition.Atoms {
		st.Condition.Atoms[i].matcher = nil
	}
	switch c := st.Clause.(type) {
	case CommandForbid:
		c.matcher = nil
		st.Clause = c
	case Environment:
		c.Format = bareFormat(c.Format)
		st.Clause = c
	case Emit:
		c.Format = bareFormat(c.Format)
		st.Clause = c
	}
	return st
}

func bareFormat(f Format) Format {
	f = slices.Clone(f)
	for i := range f {
		f[i].matcher = nil
		f[i].Inner = bareFormat(f[i].Inner)
	}
	return f
}

// Heads and KeysOf are the words of the language.
func Heads() []string { return heads() }

// KeysOf are the keys that a head takes.
func KeysOf(head string) []string { return keysOf(head) }
