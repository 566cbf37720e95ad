package compose

import (
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// size is what the documents of a project hold together.
type size struct {
	values int
	// compared is how often compose compares keys and items with each other:
	// each one with all of its mapping or list.
	compared int
}

// prescan refuses a document that would cost too much to read: values that are
// too large, too many, nested too deeply or, through aliases, without end.
func prescan(d *source.Document, size *size) *graph.Problem {
	s := scan{size: size, seen: map[*yaml.Node]extent{}, open: map[*yaml.Node]bool{}}
	size.values += s.visit(d.Root).values
	switch {
	case s.culprit != nil:
	case s.visits > maxVisits:
		s.refuse(d.Root, fmt.Sprintf("the file holds more than %d values, where docker compose stops", maxVisits))
	case size.values > maxValues:
		s.refuse(d.Root, fmt.Sprintf("the project holds more than %d values", maxValues))
	}
	if s.culprit == nil {
		return nil
	}
	span := d.Span(s.culprit)
	if s.culprit.Kind != yaml.AliasNode {
		span = firstLine(d.File, span)
	}
	return &graph.Problem{Message: s.message, Place: source.Place{File: d.File.Name, Span: span}}
}

// firstLine cuts a span off at the end of its first line.
func firstLine(file *source.File, s source.Span) source.Span {
	line := file.Position(s.Start).Line
	if file.Position(s.End).Line == line {
		return s
	}
	s.End = max(s.Start, file.Offset(source.Position{Line: line})+len(file.Line(line)))
	return s
}

// scan measures a tree, each node once.
type scan struct {
	size    *size
	visits  int // values, as compose counts them
	seen    map[*yaml.Node]extent
	open    map[*yaml.Node]bool // collections that the walk is inside of
	message string
	culprit *yaml.Node
}

// extent is the size of a value with its aliases followed.
type extent struct{ values, depth int }

// visit measures a node; it stops at the first one that is out of bounds.
func (s *scan) visit(n *yaml.Node) extent {
	if s.culprit != nil {
		return extent{}
	}
	switch n.Kind {
	case yaml.AliasNode:
		if s.open[n.Alias] {
			return s.refuse(n, "the alias `*"+n.Value+"` stands inside of what it is an alias of")
		}
		return s.bounded(n, s.visit(n.Alias))
	case yaml.MappingNode, yaml.SequenceNode:
		if e, ok := s.seen[n]; ok {
			return e
		}
		s.open[n] = true
		e := s.bounded(n, s.collection(n))
		delete(s.open, n)
		s.seen[n] = e
		return e
	case yaml.ScalarNode:
		if len(n.Value) > maxScalar {
			return s.refuse(n, fmt.Sprintf("the value is larger than %d KiB", maxScalar>>10))
		}
	case yaml.DocumentNode, yaml.StreamNode:
	}
	return extent{values: 1, depth: 1}
}

func (s *scan) collection(n *yaml.Node) extent {
	items := len(n.Content)
	if n.Kind == yaml.MappingNode {
		items /= 2
	}
	s.visits += items
	s.size.compared += items * items
	switch {
	case items > maxItems:
		return s.refuse(n, fmt.Sprintf("%s has more than %d entries", kindOf(n), maxItems))
	case s.size.compared > maxCompared:
		return s.refuse(n, "the lists and mappings of the project are too long together")
	}
	e := extent{values: 1}
	for _, c := range n.Content {
		child := s.visit(c)
		e.values += child.values
		e.depth = max(e.depth, child.depth)
	}
	e.depth++
	return e
}

// bounded refuses a value that is out of bounds.
func (s *scan) bounded(n *yaml.Node, e extent) extent {
	switch {
	case s.culprit != nil:
		return extent{}
	case e.values > maxValues:
		return s.refuse(n, fmt.Sprintf("there are more than %d values here once aliases are followed", maxValues))
	case e.depth > maxDepth:
		return s.refuse(n, fmt.Sprintf("values are nested deeper than %d levels once aliases are followed", maxDepth))
	}
	return e
}

func (s *scan) refuse(n *yaml.Node, message string) extent {
	s.culprit, s.message = n, message
	return extent{}
}
