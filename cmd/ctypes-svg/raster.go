package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/fogleman/gg"
	"github.com/golang/freetype/truetype"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// The measures of bitmaps: pixels for a point, as long as there are not too
// many of them, and how much smaller than Helvetica, which drawings are measured
// in, the Go fonts have to be to take the same room.
const (
	density   = 2
	maxPixels = 40_000_000
	shrink    = 0.91
)

// raster turns the SVG that Graphviz writes into a bitmap: the library's own
// bitmaps lack texts and broken lines, and depend on the machine's fonts.
type raster struct {
	canvas  *gg.Context
	regular *truetype.Font
	bold    *truetype.Font
	faces   map[string]font.Face
	text    *words
}

// words is a text element that waits for its content.
type words struct {
	x, y, size float64
	bold       bool
	middle     bool
	fill       string
}

// rasterize returns a PNG of what Graphviz drew.
func rasterize(svg []byte) ([]byte, error) {
	r := &raster{faces: map[string]font.Face{}}
	var err error
	if r.regular, err = truetype.Parse(goregular.TTF); err != nil {
		return nil, fmt.Errorf("reading the font: %w", err)
	}
	if r.bold, err = truetype.Parse(gobold.TTF); err != nil {
		return nil, fmt.Errorf("reading the font: %w", err)
	}
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = r.token(token)
		}
		if err != nil {
			return nil, fmt.Errorf("drawing the bitmap: %w", err)
		}
	}
	if r.canvas == nil {
		return nil, errors.New("drawing the bitmap: there is no drawing")
	}
	var b bytes.Buffer
	if err := r.canvas.EncodePNG(&b); err != nil {
		return nil, fmt.Errorf("writing the bitmap: %w", err)
	}
	return b.Bytes(), nil
}

func (r *raster) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return r.element(t.Name.Local, attributes(t.Attr))
	case xml.CharData:
		if r.text != nil {
			r.draw(string(t))
		}
	}
	return nil
}

// attributes are an element's attributes by name.
func attributes(all []xml.Attr) map[string]string {
	m := make(map[string]string, len(all))
	for _, a := range all {
		m[a.Name.Local] = a.Value
	}
	return m
}

func (r *raster) element(name string, a map[string]string) error {
	switch name {
	case "svg":
		return r.open(numbers(a["viewBox"]))
	case "g":
		if _, move, ok := strings.Cut(a["transform"], "translate("); ok {
			if at := numbers(strings.TrimSuffix(move, ")")); len(at) == 2 {
				r.canvas.Translate(at[0], at[1])
			}
		}
	case "path":
		r.path(a["d"])
		r.paint(a)
	case "polygon", "polyline":
		r.points(numbers(a["points"]), name == "polygon")
		r.paint(a)
	case "ellipse":
		r.canvas.DrawEllipse(number(a["cx"]), number(a["cy"]), number(a["rx"]), number(a["ry"]))
		r.paint(a)
	case "text":
		r.text = &words{
			x: number(a["x"]), y: number(a["y"]), size: number(a["font-size"]), fill: a["fill"],
			bold: a["font-weight"] == "bold", middle: a["text-anchor"] == "middle",
		}
	}
	return nil
}

// open makes the canvas.
func (r *raster) open(box []float64) error {
	if len(box) != 4 || box[2] <= 0 || box[3] <= 0 {
		return errors.New("the drawing has no size")
	}
	scale := math.Min(density, math.Sqrt(maxPixels/(box[2]*box[3])))
	r.canvas = gg.NewContext(int(math.Ceil(box[2]*scale)), int(math.Ceil(box[3]*scale)))
	r.canvas.Scale(scale, scale)
	r.canvas.Push()
	return nil
}

// scale is how many pixels a point has.
func (r *raster) scale() float64 {
	x0, _ := r.canvas.TransformPoint(0, 0)
	x1, _ := r.canvas.TransformPoint(1, 0)
	return x1 - x0
}

// path adds a path of the two commands that Graphviz writes: M, and C with
// points in threes.
func (r *raster) path(d string) {
	move, curve, _ := strings.Cut(strings.TrimPrefix(d, "M"), "C")
	if at := numbers(move); len(at) == 2 {
		r.canvas.MoveTo(at[0], at[1])
	}
	for p := numbers(curve); len(p) >= 6; p = p[6:] {
		r.canvas.CubicTo(p[0], p[1], p[2], p[3], p[4], p[5])
	}
}

func (r *raster) points(p []float64, closed bool) {
	for i := 0; i+1 < len(p); i += 2 {
		r.canvas.LineTo(p[i], p[i+1])
	}
	if closed {
		r.canvas.ClosePath()
	}
}

// paint fills and strokes what was added.
func (r *raster) paint(a map[string]string) {
	if visible(a["fill"]) {
		r.canvas.SetHexColor(a["fill"])
		r.canvas.FillPreserve()
	}
	if visible(a["stroke"]) {
		width := 1.0
		if a["stroke-width"] != "" {
			width = number(a["stroke-width"])
		}
		dashes := numbers(a["stroke-dasharray"])
		for i := range dashes {
			dashes[i] *= r.scale()
		}
		r.canvas.SetDash(dashes...)
		r.canvas.SetHexColor(a["stroke"])
		r.canvas.SetLineWidth(width * r.scale())
		r.canvas.StrokePreserve()
	}
	r.canvas.ClearPath()
}

// visible reports whether a colour paints; only those that are spelled in hex do
// in the drawings at hand, apart from black.
func visible(color string) bool { return strings.HasPrefix(color, "#") }

// draw writes the text that waits for its content. It is written in pixels:
// glyphs that are scaled up are blurred.
func (r *raster) draw(s string) {
	w := r.text
	r.text = nil
	x, y := r.canvas.TransformPoint(w.x, w.y)
	size := w.size * r.scale() * shrink
	r.canvas.Push()
	r.canvas.Identity()
	r.canvas.SetFontFace(r.face(size, w.bold))
	r.canvas.SetHexColor("#000000")
	if visible(w.fill) {
		r.canvas.SetHexColor(w.fill)
	}
	anchor := 0.0
	if w.middle {
		anchor = 0.5
	}
	r.canvas.DrawStringAnchored(s, x, y, anchor, 0)
	r.canvas.Pop()
}

func (r *raster) face(size float64, bold bool) font.Face {
	key := fmt.Sprint(size, bold)
	if f := r.faces[key]; f != nil {
		return f
	}
	f := r.regular
	if bold {
		f = r.bold
	}
	r.faces[key] = truetype.NewFace(f, &truetype.Options{Size: size})
	return r.faces[key]
}

// numbers reads a list of numbers, apart by spaces or commas.
func numbers(s string) []float64 {
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' })
	all := make([]float64, len(fields))
	for i, f := range fields {
		all[i] = number(f)
	}
	return all
}

// number reads a number; 0 for what is none.
func number(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return n
}
