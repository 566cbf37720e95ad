package contract

// deepest bounds how formats nest: SECRET(LIST(URL)) is three deep.
const deepest = 8

// format reads formats joined by "|".
func (r *reader) format(depth int) Format {
	if depth > deepest {
		r.fail("formats nest too deeply")
		return nil
	}
	f := Format{r.fmt(depth)}
	for r.failure == nil && r.more() && r.has("|") {
		f = append(f, r.fmt(depth))
	}
	return f
}

// fmt reads one format with its operands.
func (r *reader) fmt(depth int) Fmt {
	r.skip()
	start := r.pos
	word := r.run(isLetter)
	f := Fmt{Kind: fmtKind(word)}
	if f.Kind == 0 {
		r.pos = start
		if r.failure == nil {
			r.failNear(start, "expected a format such as PORT or URL(org.ietf.http), found "+r.found(), nearest(word, fmtNames[1:]))
		}
		return Fmt{}
	}
	if !r.has("(") {
		if f.Kind == FmtEnum || f.Kind == FmtRegex || f.Kind == FmtList {
			r.expect("`(` behind " + word)
		}
		return f
	}
	r.operands(&f, depth)
	if r.skip(); !r.has(")") {
		r.expect("`)` at the end of " + word + "'s operands")
	}
	return f
}

// operands reads what stands in the parentheses of a format.
func (r *reader) operands(f *Fmt, depth int) {
	switch f.Kind {
	case FmtHost, FmtPort, FmtHostPort, FmtURL, FmtDSN:
		f.Type = r.expr()
	case FmtInt, FmtFloat, FmtString, FmtDuration, FmtSize:
		r.bounds(f)
	case FmtBool:
		r.boolWords(f)
	case FmtEnum:
		f.Words = r.words()
	case FmtRegex:
		f.Pattern = r.pattern()
		f.matcher = &matcher{pattern: f.Pattern, whole: true}
	case FmtPath:
		r.pathOperands(f)
	case FmtSecret:
		f.Inner = r.format(depth + 1)
	case FmtList:
		f.Inner = r.format(depth + 1)
		if r.skip(); r.has(",") {
			r.skip()
			f.Separator = r.quoted()
		}
	case FmtJSON:
		if r.skip(); r.peek() != ')' {
			f.Schema = r.schemaName()
		}
	case FmtVersion:
		f.Range = r.bareRange()
	case FmtFlag, FmtEmail, FmtUUID, FmtCIDR, FmtTZ, FmtLocale, FmtUID:
		r.fail(f.Kind.String() + " takes no operands")
	}
}

func (r *reader) schemaName() string {
	name := r.name()
	if name == "" {
		r.expect("a schema's name")
	}
	return name
}

// bounds reads lo..hi, either of which may be * for none.
func (r *reader) bounds(f *Fmt) {
	f.Low = r.bound(f.Kind)
	r.need("..")
	f.High = r.bound(f.Kind)
	if r.failure == nil && !ordered(f.Kind, f.Low, f.High) {
		r.fail("the lower bound is above the higher one")
	}
}

func (r *reader) bound(kind FmtKind) string {
	r.skip()
	if r.has("*") {
		return ""
	}
	start := r.pos
	for r.pos < r.end && !isSpace(r.peek()) && r.peek() != ')' {
		if r.peek() == '.' && r.pos+1 < r.end && r.text[r.pos+1] == '.' {
			break
		}
		r.pos++
	}
	text := r.text[start:r.pos]
	if _, ok := quantity(kind, text); !ok {
		r.pos = start
		r.expect("a bound of " + kind.String() + ", or `*` for none")
	}
	return text
}

// words reads a|b|c, in quotes where a word holds white space.
func (r *reader) words() []string {
	var words []string
	for r.failure == nil {
		words = append(words, r.word())
		if r.skip(); !r.has("|") {
			break
		}
	}
	return words
}

func (r *reader) word() string {
	if r.skip(); r.peek() == '"' {
		return r.quoted()
	}
	word := r.run(isBareWordByte)
	if word == "" {
		r.expect("a word")
	}
	return word
}

// isBareWordByte tells the bytes of words that need no quotes.
func isBareWordByte(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', '|', '&', '(', ')', '"', '\\':
		return false
	}
	return true
}

// boolWords reads the words for true and false.
func (r *reader) boolWords(f *Fmt) {
	f.Words = r.words()
	if r.failure == nil && len(f.Words) != 2 {
		r.fail("BOOL takes two words, for true and for false")
	}
}

// pathOperands reads FILE, DIR or SOCKET, and the type of the content.
func (r *reader) pathOperands(f *Fmt) {
	r.skip()
	if c := r.peek(); 'A' <= c && c <= 'Z' {
		f.Path = r.oneOf("FILE", "DIR", "SOCKET")
		if r.skip(); !r.has(",") {
			return
		}
	}
	f.Type = r.expr()
}
