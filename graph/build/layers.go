package build

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/catalog"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// text is one contract text with where it stands and how sure it is.
type text struct {
	contract.Text
	placed     placed
	confidence graph.Confidence
	// tag is what TAG() and @tag look at: the tag of the image that the text is
	// about; known is false when there is none.
	tag   string
	known bool
	// shared names a text that services have in common; "" for one of a
	// service's own.
	shared string
}

// parse reads a text of a service, or of the project when s is nil; what cannot
// be read in it is a problem of the project.
func (b *builder) parse(s *graph.Service, t graph.ContractText) text {
	statements, errs := contract.Parse(t.Text)
	read := text{
		Text:   contract.Text{Layer: t.Layer, Origin: t.Origin, Statements: statements},
		placed: newPlaced(t), confidence: graph.Declared,
	}
	for _, e := range errs {
		read.Broken = read.Broken || !e.Warning
		b.report(syntaxProblem(s, e, read.placed))
	}
	return read
}

func syntaxProblem(s *graph.Service, e contract.SyntaxError, where placed) graph.Problem {
	p := graph.Problem{Rule: "contract-syntax", Message: e.Message, Key: where.Origin, Place: where.at(e.Span)}
	if e.Warning {
		p.Rule = "contract-version"
	}
	if len(e.Near) > 0 {
		p.Help = "did you mean `" + strings.Join(e.Near, "` or `") + "`?"
	}
	if p.Place.IsZero() {
		p.Notes = []string{"in " + where.Origin}
	}
	if s != nil {
		p.Service = s.Name
		p.Place = cmp.Or(p.Place, imagePlace(s))
	}
	return p
}

// layers gathers the contract texts of one service.
type layers struct {
	*builder
	service *graph.Service
	image   reference
	texts   []text
}

// gather returns a service's texts of all layers.
func (b *builder) gather(s *graph.Service) []text {
	l := &layers{builder: b, service: s}
	if s.Build == nil && s.Image.Known() {
		l.image, _ = parseReference(s.Image.Value)
	}
	if ext := s.Extension.Contract; ext.Value != "" {
		l.add(graph.ContractText{Layer: contract.ServiceLayer, Origin: "x-ctypes of `" + s.Name + "`", Text: ext.Value, Place: ext.Place})
		l.ownOnly(l.texts[len(l.texts)-1])
	}
	if s.Extension.Replace {
		return l.texts
	}
	for _, t := range b.forImage(l.named()) {
		l.keep(t)
	}
	if s.Meta != nil {
		for _, t := range s.Meta.Contracts {
			l.add(t)
		}
	}
	l.fromCatalog()
	return l.texts
}

// ownOnly reports statements in a service's own contract that are about more
// than this service.
func (l *layers) ownOnly(t text) {
	for _, st := range t.Statements {
		switch st.Clause.(type) {
		case contract.TypeDecl:
			l.misplaced(l.service, t, st, "is for all services, and has no effect in the contract of one", "move it to the top-level `x-ctypes`, or to a file in `.ctypes`")
		case contract.Image:
			l.misplaced(l.service, t, st, "has no effect in the contract of a service", "leave it out, or move it with what follows to a file in `.ctypes`")
		}
	}
}

// named is the image by its name, also when it is built here.
func (l *layers) named() reference {
	r, _ := parseReference(l.service.Image.Value)
	return r
}

// add reads a text that is about the service's very image.
func (l *layers) add(t graph.ContractText) { l.keep(l.parse(l.service, t)) }

func (l *layers) keep(t text) {
	if t.tag == "" {
		t.tag, t.known = l.image.tag, l.image.repository != ""
	}
	l.texts = append(l.texts, t)
}

// fromCatalog adds the catalog's entry of the image, or else that of the image
// it was built from.
func (l *layers) fromCatalog() {
	if l.options.NoCatalog || l.image.repository != "" && l.entry(l.image, contract.CatalogLayer) {
		return
	}
	if base, ok := baseOf(l.service); ok {
		known := len(l.texts)
		l.entry(base, contract.BaseLayer)
		if !l.service.Meta.Built {
			l.texts = append(l.texts[:known:known], installable(l.texts[known:])...)
		}
	}
}

// installable are the texts of a base without what it lacks: an image whose
// Dockerfile nobody sees may well have installed that.
func installable(texts []text) []text {
	for i, t := range texts {
		texts[i].Statements = slices.DeleteFunc(slices.Clone(t.Statements), func(s contract.Statement) bool {
			_, lacks := s.Clause.(contract.Lack)
			return lacks
		})
	}
	return texts
}

// baseOf is the image that a service's image was built from: as its
// annotation or its Dockerfile says, or as the variables tell that its base sets.
func baseOf(s *graph.Service) (reference, bool) {
	if s.Meta == nil {
		return reference{}, false
	}
	if r, ok := parseReference(s.Meta.Base); ok && s.Meta.Base != "" {
		return r, true
	}
	for _, v := range s.Meta.Env {
		if repository := catalog.ByVariable(v.Name); repository != "" {
			return reference{repository: repository, tag: v.Value}, true
		}
	}
	return reference{}, false
}

// maxExtends bounds how far entries extend one another.
const maxExtends = 4

// entry adds the catalog's entry of an image, and those of the entries that it
// extends as entries of its base.
func (l *layers) entry(image reference, layer contract.Layer) bool {
	for depth := range maxExtends {
		section, ok := l.section(image)
		if !ok {
			return depth > 0
		}
		image.elsewhere = image.elsewhere || section.Elsewhere
		tag := section.VersionTag(image.tag, l.variable)
		l.texts = append(l.texts, catalogued(image, section, layer, tag))
		if section.Base == "" {
			return true
		}
		image, layer = reference{repository: section.Base, tag: tag, elsewhere: image.elsewhere}, contract.BaseLayer
	}
	return true
}

func catalogued(image reference, section catalog.Section, layer contract.Layer, tag string) text {
	origin := image.familiar()
	if section.Catalog != "" {
		origin += " of " + section.Catalog
	}
	t := text{
		Text:   contract.Text{Layer: layer, Origin: origin, Statements: section.Statements, Broken: section.Unsure},
		placed: placed{ContractText: graph.ContractText{Layer: layer, Origin: origin}}, confidence: graph.Catalog,
		tag: tag, known: tag != "", shared: strings.Join([]string{layer.String(), image.repository, image.tag, tag}, " "),
	}
	if image.elsewhere {
		t.confidence, t.Broken = graph.Guess, true
	}
	return t
}

// section is what the catalog knows of an image. A registry that the catalog
// does not know may hold a copy of an image that it does.
func (l *layers) section(image reference) (catalog.Section, bool) {
	section, found, err := l.catalog.Lookup(image.repository, image.tag)
	if own, ok := errors.AsType[*catalog.EntryError](err); ok {
		l.report(l.entryProblem(own, image))
	} else if err != nil {
		l.fail(err)
	}
	return section, found
}

// entryProblem is a broken entry of a catalog of the user's own. One that is no
// file of the project is told at the image that it is about.
func (l *layers) entryProblem(e *catalog.EntryError, image reference) graph.Problem {
	p := graph.Problem{
		Rule: "contract-syntax", Message: e.Err.Message, Key: image.familiar(),
		Place: source.Place{File: e.File.Name, Span: e.Err.Span},
	}
	if l.project.Sources == nil || l.project.Sources.File(e.File.Name) == nil {
		p.Service, p.Place = l.service.Name, imagePlace(l.service)
		p.Notes = []string{"in " + e.File.Name}
	}
	return p
}

// variable is what the image's own metadata sets a variable to.
func (l *layers) variable(name string) string {
	if l.service.Meta == nil {
		return ""
	}
	for _, v := range l.service.Meta.Env {
		if v.Name == name {
			return v.Value
		}
	}
	return ""
}

// fromConfig is where the image's own configuration says that it listens.
// EXPOSE is a hint: nothing keeps an image from listening elsewhere.
func fromConfig(s *graph.Service) (t text, ok bool) {
	meta := s.Meta
	if meta == nil || len(meta.Exposed) == 0 {
		return t, false
	}
	origin := "EXPOSE of the image"
	if meta.Built {
		origin = "EXPOSE of the Dockerfile"
	}
	t = text{
		Text:   contract.Text{Layer: contract.ConfigLayer, Origin: origin},
		placed: placed{ContractText: graph.ContractText{Layer: contract.ConfigLayer, Origin: origin}}, confidence: graph.Guess,
	}
	for _, e := range meta.Exposed {
		on := contract.Endpoint{Transport: e.Protocol, First: e.Ports.First, Last: e.Ports.Last}
		t.Statements = append(t.Statements, contract.Statement{Optionally: true, Clause: contract.Listen{On: on}})
	}
	return t, true
}

// imagePlace is what to point at for a fact about a service's image.
func imagePlace(s *graph.Service) source.Place {
	switch {
	case !s.Image.Place.IsZero():
		return s.Image.Place
	case s.Build != nil && !s.Build.Place.IsZero():
		return s.Build.Place
	}
	return s.Place
}

// typeSpan is the statement that a type's error is about.
func typeSpan(t text, err error) source.Span {
	var typeErr *contract.TypeError
	if !errors.As(err, &typeErr) {
		return source.Span{}
	}
	for _, st := range t.Statements {
		if d, ok := st.Clause.(contract.TypeDecl); ok && d.Name == typeErr.Name {
			return st.Span
		}
	}
	return source.Span{}
}

func filePlace(f *source.File) source.Place { return source.Place{File: f.Name} }
