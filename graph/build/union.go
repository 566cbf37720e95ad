package build

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// union is what contract texts come to together: merged, and with what they
// imply spelled out.
type union struct {
	texts      []text
	statements []stated
	layers     []graph.Provenance
	conflicts  []contract.Conflict
	complete   bool
	// listensKnown says that the texts say all there is to say of where a
	// service listens: they are complete and speak of it at all.
	listensKnown bool
}

// unite merges texts. Services of one image have their texts in common, and
// then their union too.
func (b *builder) unite(texts []text) *union {
	key, shared := identity(texts)
	if u := b.unions[key]; shared && u != nil {
		return u
	}
	u := b.merge(texts)
	if shared {
		b.unions[key] = u
	}
	return u
}

// identity names texts that are all shared.
func identity(texts []text) (key string, shared bool) {
	names := make([]string, len(texts))
	for i, t := range texts {
		if t.shared == "" {
			return "", false
		}
		names[i] = t.shared
	}
	return strings.Join(names, "\n"), true
}

func (b *builder) merge(texts []text) *union {
	plain := make([]contract.Text, len(texts))
	for i, t := range texts {
		plain[i] = t.Text
	}
	merged := contract.Merge(plain)
	u := &union{texts: texts, conflicts: merged.Conflicts, complete: merged.Complete}
	for _, i := range merged.Texts {
		u.layers = append(u.layers, texts[i].provenance(contract.Statement{}))
	}
	for _, st := range contract.Desugar(merged.Statements, b.types) {
		t := texts[st.Text]
		u.statements = append(u.statements, stated{Statement: st.Statement, from: t.provenance(st.Statement), tag: t.tag, tagKnown: t.known, placed: t.placed})
	}
	u.listensKnown = u.complete && slices.ContainsFunc(u.statements, func(st stated) bool {
		_, listens := st.Clause.(contract.Listen)
		return listens
	})
	return u
}
