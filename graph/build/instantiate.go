package build

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// stated is a merged statement and who stated it.
type stated struct {
	contract.Statement
	from graph.Provenance
	// tag is that of the image which the statement is about.
	tag      string
	tagKnown bool
	// placed is the text that the statement stands in.
	placed placed
}

// word is where a word of the statement stands: the statement itself when it
// is not spelled there.
func (st stated) word(text string) source.Place {
	if st.from.Place.IsZero() || st.Span.End > len(st.placed.Text) {
		return st.from.Place
	}
	i := strings.Index(st.placed.Text[st.Span.Start:st.Span.End], text)
	if i < 0 {
		return st.from.Place
	}
	return st.placed.at(spanOf(st.Span.Start+i, len(text)))
}

// instance is one service's contract while its statements are decided and
// filled in.
type instance struct {
	service  *graph.Service
	facts    *facts
	types    *contract.Lattice
	contract *graph.Contract
}

// instantiate decides the conditions of merged statements for a service and
// fills in their references.
func instantiate(s *graph.Service, f *facts, types *contract.Lattice, merged []stated) {
	in := &instance{service: s, facts: f, types: types, contract: &s.Contract}
	f.learn(merged)
	other := replaced(s)
	for _, st := range merged {
		f.about(st)
		holds, groups := st.Condition.Holds(f)
		if other && holds == contract.Yes && aboutProgram(st) {
			holds = contract.Unsaid
		}
		in.contract.Clauses = append(in.contract.Clauses, graph.Decided{Statement: st.Statement, From: st.from, Holds: holds})
		if holds != contract.No {
			in.add(st, holds, in.groups(groups))
		}
	}
	in.fillIn()
}

// fillIn fills in what may refer to the listeners, of which all are known now.
func (in *instance) fillIn() {
	in.facts.listens = in.contract.Listens
	in.contract.Ready.Clause.Via = in.spell(in.contract.Ready.Clause.Via)
	for i := range in.contract.Emits {
		if e := &in.contract.Emits[i]; !e.Clause.Value.IsZero() {
			e.Value, _ = in.facts.expand(e.Clause.Value, e.Groups, defaultDepth)
		}
	}
}

// about sets what conditions look at to what a statement is about.
func (f *facts) about(st stated) {
	f.tag, f.tagKnown = st.tag, st.tagKnown
	f.ofCatalog = st.from.Layer == contract.CatalogLayer || st.from.Layer == contract.BaseLayer
}

// learn remembers what other statements may refer to: defaults, and variables
// that hold the name of a file.
func (f *facts) learn(merged []stated) {
	f.defaults, f.files = map[string]contract.Template{}, map[string]string{}
	for _, st := range merged {
		e, ok := st.Clause.(contract.Environment)
		if !ok {
			continue
		}
		f.about(st)
		if holds, _ := st.Condition.Holds(f); holds == contract.No {
			continue
		}
		for _, name := range e.Names {
			if !e.Default.IsZero() {
				f.defaults[name] = e.Default
			}
			if file := e.FileVariable(name); file != "" {
				f.files[name] = file
			}
		}
	}
}

// groups are what the named groups of a COMMAND condition matched, where the
// words of the command stand.
func (in *instance) groups(matched map[string]string) map[string]graph.Value {
	if len(matched) == 0 {
		return nil
	}
	values := make(map[string]graph.Value, len(matched))
	for name, text := range matched {
		values[name] = in.wordWith(text)
	}
	return values
}

// wordWith is a text as a value that stands in the first word of the command
// that holds it.
func (in *instance) wordWith(text string) graph.Value {
	v := graph.Value{Text: text, Key: "command", Known: true}
	if text == "" {
		return v
	}
	for _, w := range in.facts.words() {
		if i := strings.Index(w.Value, text); i >= 0 {
			v = w.At(spanOf(i, len(text)), "command")
			break
		}
	}
	return v
}

func fact[C contract.Clause](clause C, st stated, holds contract.Answer, groups map[string]graph.Value) graph.Fact[C] {
	return graph.Fact[C]{
		Clause: clause, Stated: true, Maybe: st.Optionally || holds == contract.Unsaid,
		Groups: groups, Doc: st.Doc, Deprecated: st.Deprecated, From: st.from,
	}
}

// add adds one statement that holds, or may hold.
func (in *instance) add(st stated, holds contract.Answer, groups map[string]graph.Value) {
	c := in.contract
	switch clause := st.Clause.(type) {
	case contract.Runs:
		c.Runs = first(c.Runs, fact(clause, st, holds, groups))
	case contract.Scales:
		c.Scales = first(c.Scales, fact(clause, st, holds, groups))
	case contract.Ready:
		c.Ready = first(c.Ready, fact(clause, st, holds, groups))
	case contract.Environment:
		c.Variables = append(c.Variables, fact(clause, st, holds, groups))
	case contract.EnvironmentForbid:
		c.Forbids = append(c.Forbids, fact(clause, st, holds, groups))
	case contract.EnvironmentIgnore:
		c.Ignores = append(c.Ignores, fact(clause, st, holds, groups))
	case contract.CommandForbid:
		c.Options = append(c.Options, fact(clause, st, holds, groups))
	case contract.Lack:
		c.Lacks = append(c.Lacks, fact(clause, st, holds, groups))
	case contract.Volume:
		in.addVolume(fact(clause, st, holds, groups))
	case contract.Emit:
		c.Emits = append(c.Emits, graph.Emitted{Fact: fact(clause, st, holds, groups)})
	case contract.Provide:
		clause.Schema.Range = in.version(clause.Schema.Range, groups, true)
		c.Provides = append(c.Provides, fact(clause, st, holds, groups))
	case contract.Provision:
		clause.Schema.Range = in.version(clause.Schema.Range, groups, true)
		clause.From.Range = in.version(clause.From.Range, groups, false)
		c.Provisions = append(c.Provisions, fact(clause, st, holds, groups))
	case contract.ForAll:
		c.TypeBounds = append(c.TypeBounds, fact(clause, st, holds, groups))
	case contract.Listen:
		in.addEndpoint(fact(clause, st, holds, groups))
	case contract.Connect:
		in.addEdge(fact(clause, st, holds, groups), st)
	case contract.Header, contract.Image, contract.TypeDecl:
	}
}

// first keeps the surer of two statements of one kind: the earlier one, unless
// only the later one is certain.
func first[C contract.Clause](a, b graph.Fact[C]) graph.Fact[C] {
	if !a.Stated || a.Maybe && !b.Maybe {
		return b
	}
	return a
}

// addVolume fills in a path that a variable tells, and versions that are told
// elsewhere.
func (in *instance) addVolume(f graph.Fact[contract.Volume]) {
	at, ok := in.facts.expand(f.Clause.At, f.Groups, defaultDepth)
	if !ok || !at.Known {
		return
	}
	f.Clause.At, f.Told = contract.Template{{Text: at.Text}}, at.Place
	f.Clause.Format = in.versions(f.Clause.Format, f.Groups, true)
	f.Clause.Produces = in.versions(f.Clause.Produces, f.Groups, true)
	f.Clause.Consumes = in.versions(f.Clause.Consumes, f.Groups, true)
	in.contract.Volumes = append(in.contract.Volumes, f)
}

// spell fills in the references of a text for people. What is not known stays
// as it is written.
func (in *instance) spell(text string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{{")
		name, after, closed := strings.Cut(rest, "}}")
		out.WriteString(before)
		if !ok || !closed {
			out.WriteString(rest)
			return out.String()
		}
		out.WriteString(in.spellReference(name))
		text = after
	}
}

// spellReference is what a variable holds; of a secret, how a shell in the
// container gets at it.
func (in *instance) spellReference(name string) string {
	t, set := in.facts.text(name, nil)
	switch {
	case IsSecretName(name):
		return "$$" + name
	case set && t.Known():
		return t.Value
	}
	return "{{" + name + "}}"
}
