package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing/fstest"

	"github.com/goccy/go-graphviz"
	"github.com/goccy/go-graphviz/cgraph"
	"github.com/goccy/go-graphviz/gvc"
)

// layout is a graph that is laid out.
type layout struct {
	context *gvc.Context
	graph   *cgraph.Graph
	edges   int
}

// newLayout lays out a graph. The library sees an empty file system: no image or
// style sheet that the graph names is read.
func newLayout(ctx context.Context, dot []byte) (*layout, error) {
	graphviz.SetFileSystem(fstest.MapFS{})
	g, err := graphviz.ParseBytes(dot)
	if err != nil {
		return nil, fmt.Errorf("reading the graph: %w", err)
	}
	if g == nil {
		return nil, errors.New("reading the graph: there is none")
	}
	edges, err := visibleEdges(g)
	if err != nil {
		return nil, fmt.Errorf("counting the edges: %w", err)
	}
	c, err := gvc.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting graphviz: %w", err)
	}
	if err := c.Layout(ctx, g, string(graphviz.DOT)); err != nil {
		return nil, fmt.Errorf("laying out the graph: %w", err)
	}
	return &layout{context: c, graph: g, edges: edges}, nil
}

// visibleEdges counts the edges that are to be seen in a drawing.
func visibleEdges(g *cgraph.Graph) (int, error) {
	count := 0
	for n, err := g.FirstNode(); n != nil; n, err = g.NextNode(n) {
		if err != nil {
			return 0, err //nolint:wrapcheck // the caller says what it was for
		}
		for e, err := g.FirstOut(n); e != nil; e, err = g.NextOut(e) {
			if err != nil {
				return 0, err //nolint:wrapcheck // the caller says what it was for
			}
			if e.GetStr("style") != "invis" {
				count++
			}
		}
	}
	return count, nil
}

func (l *layout) render(ctx context.Context, format graphviz.Format) ([]byte, error) {
	var b bytes.Buffer
	if err := l.context.RenderData(ctx, l.graph, string(format), &b); err != nil {
		return nil, fmt.Errorf("drawing the graph: %w", err)
	}
	return b.Bytes(), nil
}

// svg draws the graph. The library reports no error when the layout lost some
// of the edges, so they are counted.
func (l *layout) svg(ctx context.Context) ([]byte, error) {
	picture, err := l.render(ctx, graphviz.SVG)
	if err != nil {
		return nil, err
	}
	if drawn := bytes.Count(picture, []byte(` class="edge`)); drawn != l.edges {
		return nil, fmt.Errorf("only %d of %d edges could be drawn", drawn, l.edges)
	}
	return picture, nil
}

func drawSVG(ctx context.Context, dot []byte) ([]byte, error) {
	l, err := newLayout(ctx, dot)
	if err != nil {
		return nil, err
	}
	return l.svg(ctx)
}

func drawPNG(ctx context.Context, dot []byte) ([]byte, error) {
	picture, err := drawSVG(ctx, dot)
	if err != nil {
		return nil, err
	}
	return rasterize(picture)
}
