package contract

import "strings"

// String spells the expression; "" when unsaid.
func (e Expr) String() string {
	joint := " | "
	if e.All {
		joint = " & "
	}
	all := make([]string, len(e.Types))
	for i, t := range e.Types {
		all[i] = t.String()
	}
	return strings.Join(all, joint)
}

// String spells the type with its range, TLS mark and schema.
func (t Type) String() string {
	if t.Kind != Named {
		return spell(t.Kind, t.Name)
	}
	text := t.Name + t.Range.String() + t.TLS.String()
	if t.Schema.Kind != Absent {
		text += "/" + t.Schema.String()
	}
	return text
}

// String spells the schema with its range; "" when absent.
func (s Schema) String() string { return spell(s.Kind, s.Name) + s.Range.String() }

func spell(k Kind, name string) string {
	switch k {
	case Unknown:
		return "?"
	case Top:
		return "*"
	case Variable:
		return "<" + name + ">"
	case Named:
		return name
	case Absent:
	}
	return ""
}

// String spells the range with its @; "" when unsaid.
func (r Range) String() string {
	switch {
	case r.IsZero():
		return ""
	case r.Any:
		return "@*"
	case r.Tag:
		return "@tag"
	case !r.Ref.IsZero():
		return "@" + r.Ref.String()
	}
	all := make([]string, len(r.Comparisons))
	for i, c := range r.Comparisons {
		all[i] = c.Op + c.Version
	}
	return "@" + strings.Join(all, ",")
}

// String spells the condition without its IF or UNLESS; "" when it always
// holds.
func (c Condition) String() string {
	joint := " & "
	if c.Or {
		joint = " | "
	}
	all := make([]string, len(c.Atoms))
	for i, a := range c.Atoms {
		all[i] = a.String()
	}
	return strings.Join(all, joint)
}

// String spells the question.
func (a Atom) String() string {
	not := ""
	if a.Not {
		not = "!"
	}
	switch a.Kind {
	case VariableSet:
		return not + a.Name
	case VariableEquals:
		return not + a.Name + "=" + quoteWord(a.Text)
	case Mounted:
		return not + "MOUNTED(" + quotePath(a.Name) + ")"
	case CommandMatches:
		return not + "COMMAND(" + slashed(a.Text) + ")"
	case TagIn:
		return not + "TAG(" + a.Tags.String() + ")"
	case TagMatches:
		return not + "TAG(" + slashed(a.Text) + ")"
	}
	return ""
}

// String spells the format; "" when unsaid.
func (f Format) String() string {
	all := make([]string, len(f))
	for i, one := range f {
		all[i] = one.String()
	}
	return strings.Join(all, " | ")
}

// String spells one format with its operands.
func (f Fmt) String() string {
	if in := f.operands(); in != "" {
		return f.Kind.String() + "(" + in + ")"
	}
	return f.Kind.String()
}

func (f Fmt) operands() string {
	switch f.Kind {
	case FmtHost, FmtPort, FmtHostPort, FmtURL, FmtDSN:
		return f.Type.String()
	case FmtInt, FmtFloat, FmtString, FmtDuration, FmtSize:
		return f.bounds()
	case FmtBool, FmtEnum:
		words := make([]string, len(f.Words))
		for i, w := range f.Words {
			words[i] = quoteWord(w)
		}
		return strings.Join(words, "|")
	case FmtRegex:
		return slashed(f.Pattern)
	case FmtPath:
		return joinNonEmpty(f.Path, f.Type.String())
	case FmtSecret:
		return f.Inner.String()
	case FmtList:
		if f.Separator != "" {
			return f.Inner.String() + ", " + quote(f.Separator)
		}
		return f.Inner.String()
	case FmtJSON:
		return f.Schema
	case FmtVersion:
		return f.Range.String()
	case FmtFlag, FmtEmail, FmtUUID, FmtCIDR, FmtTZ, FmtLocale, FmtUID:
	}
	return ""
}

func (f Fmt) bounds() string {
	if f.Low == "" && f.High == "" {
		return ""
	}
	low, high := f.Low, f.High
	if low == "" {
		low = "*"
	}
	if high == "" {
		high = "*"
	}
	return low + ".." + high
}

func joinNonEmpty(a, b string) string {
	if a != "" && b != "" {
		return a + ", " + b
	}
	return a + b
}
