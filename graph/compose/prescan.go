package compose

import (
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// prescan refuses a document that would cost too much to read: values that are
// too large, too many, nested too deeply or, through aliases, without end.
func prescan(d *source.Document) *graph.Problem {
	s := scan{seen: map[*yaml.Node]extent{}, open: map[*yaml.Node]bool{}}
	s.visit(d.Root)
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
	if n.Kind == yaml.MappingNode && len(n.Content)/2 > maxKeys {
		return s.refuse(n, fmt.Sprintf("the mapping has more than %d keys", maxKeys))
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
