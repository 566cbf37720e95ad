package build

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// folder is where a project keeps its own contracts.
const folder = ".ctypes"

// pattern is a section of a project's own contracts.
type pattern struct {
	contract.Image
	text text
}

// readPatterns reads the contracts that a project keeps for images: those in
// its folder, and those under its top-level x-ctypes. TYPE statements among
// them extend the lattice.
func (b *builder) readPatterns() {
	p := b.project
	for _, c := range p.Contracts {
		t := b.parse(nil, graph.ContractText{Layer: contract.ProjectLayer, Origin: "x-ctypes", Text: c.Text.Value, Place: c.Text.Place})
		b.patterns = append(b.patterns, pattern{contract.Image{Repository: c.Pattern}, t})
	}
	if p.Types.Value != "" {
		t := b.parse(nil, graph.ContractText{Layer: contract.ProjectLayer, Origin: "x-ctypes", Text: p.Types.Value, Place: p.Types.Place})
		b.declare(t)
	}
	if p.Dir != "" {
		b.readFolder(filepath.Join(p.Dir, folder))
	}
	for _, dir := range b.options.Contracts {
		b.readFolder(dir)
	}
	slices.SortStableFunc(b.patterns, func(x, y pattern) int {
		return cmp.Compare(specificity(y.Repository), specificity(x.Repository))
	})
}

// specificity orders patterns: the one with more of the name in it is about
// fewer images.
func specificity(pattern string) int { return len(strings.ReplaceAll(pattern, "*", "")) }

// readFolder reads the contracts of a folder.
func (b *builder) readFolder(dir string) {
	if b.project.Disk == nil {
		return
	}
	for _, name := range b.project.Disk.List(dir) {
		if !strings.HasSuffix(name, ".ctypes") {
			continue
		}
		f, err := b.project.Disk.Read(filepath.Join(dir, name))
		if err != nil {
			b.report(graph.Problem{Rule: "contract-syntax", Key: name, Message: "cannot read `" + filepath.Join(filepath.Base(dir), name) + "`: " + err.Error()})
			continue
		}
		t := b.parse(nil, graph.ContractText{Layer: contract.ProjectLayer, Origin: f.Name, Text: string(f.Data), Place: filePlace(f)})
		b.declare(t)
		b.patterns = append(b.patterns, b.sections(t)...)
	}
}

// sections cuts a file at its IMAGE statements.
func (b *builder) sections(t text) []pattern {
	var all []pattern
	for _, st := range t.Statements {
		switch c := st.Clause.(type) {
		case contract.Image:
			section := t
			section.Statements = nil
			all = append(all, pattern{c, section})
		case contract.TypeDecl:
		default:
			if len(all) == 0 {
				b.misplaced(nil, t, st, "stands before the first `IMAGE`, so it is about no image", "say above it which image it is about: `IMAGE: repository`")
				continue
			}
			last := &all[len(all)-1]
			last.text.Statements = append(last.text.Statements, st)
		}
	}
	return all
}

// misplaced reports a statement that has no effect where it stands.
func (b *builder) misplaced(s *graph.Service, t text, st contract.Statement, why, help string) {
	e := contract.SyntaxError{Span: st.Span, Message: "`" + st.Clause.Head() + "` " + why}
	p := syntaxProblem(s, e, t.placed)
	p.Help = help
	b.report(p)
}

// declare extends the lattice with the TYPE statements of a text.
func (b *builder) declare(t text) {
	decls := contract.TypeDecls(t.Statements)
	if len(decls) == 0 {
		return
	}
	types, errs := b.types.Extend(decls)
	b.types = types
	for _, err := range errs {
		b.report(graph.Problem{Rule: "contract-syntax", Key: t.Origin, Message: err.Error(), Place: t.placed.at(typeSpan(t, err))})
	}
}

// forImage returns the texts of the patterns that mean an image: of several
// patterns the most specific one, of its sections the first whose tags hold.
func (b *builder) forImage(r reference) []text {
	var found []text
	best := ""
	for _, p := range b.patterns {
		switch {
		case !r.matches(p.Repository) || p.Covers(r.tag) != contract.Yes:
		case len(found) == 0:
			best = p.Repository
			found = append(found, p.text)
		case p.Repository == best && p.text.Origin != found[0].Origin:
			found = append(found, p.text)
		}
	}
	return found
}
