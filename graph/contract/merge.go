package contract

import (
	"cmp"
	"slices"
	"strings"
)

// Text is one contract that was parsed, with where it is from.
type Text struct {
	Layer Layer
	// Origin names the text for people.
	Origin     string
	Statements []Statement
	// Broken says that the text holds a syntax error; it then counts as
	// PARTIAL.
	Broken bool
}

// Stated is a statement of a merged contract.
type Stated struct {
	Statement
	// Text is the index of its text among those that were merged.
	Text int
	// Implied is the statement that implies this one; nil for one that was
	// written.
	Implied *Statement
}

// Conflict is a statement that was dropped although people wrote it about this
// very image, for another one that they wrote too.
type Conflict struct {
	// Key is what the two are about: LISTENS ON TCP:5432.
	Key           string
	Used, Dropped Stated
}

// Merged is a contract put together from texts of several layers.
type Merged struct {
	// Statements are those in force, of the strongest layer first. CONTRACT and
	// IMAGE are not among them.
	Statements []Stated
	// Complete says that what is not stated is not there.
	Complete bool
	// Texts are the indices of the texts that state anything, strongest first.
	Texts     []int
	Conflicts []Conflict
}

// Merge puts contracts together, fact by fact: where two layers speak of one
// fact, the lower-numbered layer is in force. Statements of one layer stand
// side by side.
func Merge(texts []Text) Merged {
	var m Merged
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(texts[a].Layer, texts[b].Layer) })
	claimed := map[string][]Stated{} // by fact, what the layers above say
	for start := 0; start < len(order); {
		end := start
		for end < len(order) && texts[order[end]].Layer == texts[order[start]].Layer {
			end++
		}
		m.addLayer(texts, order[start:end], claimed)
		start = end
	}
	m.Complete = complete(texts, order)
	return m
}

// addLayer adds the statements of one layer whose facts no layer above has
// claimed, and claims them.
func (m *Merged) addLayer(texts []Text, layer []int, claimed map[string][]Stated) {
	var added []Stated
	for _, i := range layer {
		if len(texts[i].Statements) > 0 {
			m.Texts = append(m.Texts, i)
		}
		for _, st := range texts[i].Statements {
			switch st.Clause.(type) {
			case Header, Image, nil:
				continue
			}
			one := Stated{Statement: st, Text: i}
			if above, key := claimedBy(claimed, st); above != nil {
				m.addConflict(texts, key, above, one)
				continue
			}
			added = append(added, one)
		}
	}
	for _, st := range added {
		for _, key := range factKeys(st.Clause) {
			claimed[key] = append(claimed[key], st)
		}
	}
	m.Statements = append(m.Statements, added...)
}

// claimedBy returns what layers above say about a statement's fact.
func claimedBy(claimed map[string][]Stated, st Statement) (above []Stated, key string) {
	for _, key := range factKeys(st.Clause) {
		if above := claimed[key]; above != nil {
			return above, key
		}
	}
	return nil, ""
}

// addConflict tells a dropped statement that differs from all those in force,
// where people wrote both sides.
func (m *Merged) addConflict(texts []Text, key string, above []Stated, dropped Stated) {
	inBoth := func(i int) bool { l := texts[i].Layer; return l >= DirectiveLayer && l <= LabelLayer }
	if !inBoth(above[0].Text) || !inBoth(dropped.Text) {
		return
	}
	says := sense(dropped.Statement)
	if slices.ContainsFunc(above, func(a Stated) bool { return sense(a.Statement) == says }) {
		return
	}
	m.Conflicts = append(m.Conflicts, Conflict{Key: key, Used: above[0], Dropped: dropped})
}

// sense is what a statement says, leaving aside what it tells people.
func sense(st Statement) string {
	st.Doc, st.Deprecated = "", ""
	return st.String()
}

// complete decides whether a merge tells everything: when a user's own text is
// not partial, else when the strongest text below is not. What the image's base, its configuration
// and its values suggest is never all.
func complete(texts []Text, order []int) bool {
	for _, i := range order {
		t := texts[i]
		if len(t.Statements) == 0 && !t.Broken {
			continue
		}
		whole := !t.Broken && partial(t.Statements) != Yes
		switch {
		case t.Layer > DirectiveLayer:
			return whole && t.Layer <= CatalogLayer
		case whole:
			return true
		case t.Broken:
			return false
		}
	}
	return false
}

// partial is what a text's CONTRACT statement says of it.
func partial(statements []Statement) Answer {
	for _, st := range statements {
		if h, ok := st.Clause.(Header); ok && h.Partial != Unsaid {
			return h.Partial
		}
	}
	return Unsaid
}

// factKeys name the facts that a clause is about. A clause with several names
// gives way to a stronger one that shares any of them.
func factKeys(c Clause) []string {
	switch c := c.(type) {
	case Listen:
		return endpointKeys(c.Head(), c.On.String(), c.As)
	case Connect:
		return endpointKeys(c.Head(), connectKey(c), c.As)
	case Environment:
		return []string{"ENVIRONMENT " + environmentKey(c)}
	}
	return []string{c.Head() + " " + subject(c)}
}

func endpointKeys(head, endpoint, as string) []string {
	keys := []string{head + " " + endpoint}
	if as != "" {
		keys = append(keys, head+" AS "+as)
	}
	return keys
}

// connectKey tells targets apart that a variable does not name by themselves.
func connectKey(c Connect) string {
	switch {
	case c.To.Any:
		return "* " + c.For.String()
	case len(c.To.Refs) > 0:
		return c.To.String()
	}
	return strings.TrimSpace(c.To.String() + " " + c.On.String())
}

// environmentKey is a variable, or the group that a quantifier speaks of.
func environmentKey(c Environment) string {
	if c.Wildcard {
		return c.Names[0] + "*"
	}
	names := slices.Clone(c.Names)
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// subject is what a clause is about, "" for one that is said once.
func subject(c Clause) string {
	switch c := c.(type) {
	case TypeDecl:
		return c.Name
	case ForAll:
		return c.Variable
	case Provide:
		return c.Schema.Name + " ON " + c.On
	case Provision:
		return c.Schema.Name + " ON " + c.On
	case Emit:
		return c.Variable
	case CommandForbid:
		return c.Pattern
	case Lack:
		return strings.Join(c.Programs, ", ")
	case EnvironmentForbid:
		return c.Name
	case EnvironmentIgnore:
		return c.Name
	case Volume:
		return c.At.String()
	}
	return ""
}
