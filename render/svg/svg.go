package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/render/diagram"
)

// fonts are Helvetica, which texts are measured in, and fonts of its measures.
const fonts = `Helvetica,Arial,"Liberation Sans","Nimbus Sans",Arimo,sans-serif`

// Finish makes a picture of a drawing of a diagram. Places become links below
// base, an http or https address that names of files are added to; "" for none.
func Finish(w io.Writer, drawing []byte, d *diagram.Diagram, base string) error {
	f := &finisher{base: strings.TrimSuffix(base, "/"), diagram: d, nodes: map[string]*diagram.Node{}, edges: map[string]*diagram.Edge{}}
	for i := range d.Nodes {
		f.nodes[d.Nodes[i].ID] = &d.Nodes[i]
	}
	for i := range d.Edges {
		f.edges[d.Edges[i].ID] = &d.Edges[i]
	}
	decoder := xml.NewDecoder(bytes.NewReader(drawing))
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("reading the drawing: %w", err)
		}
		f.token(token)
	}
	if _, err := w.Write(f.out.Bytes()); err != nil {
		return fmt.Errorf("writing the picture: %w", err)
	}
	return nil
}

// finisher rewrites a drawing element by element.
type finisher struct {
	base    string
	diagram *diagram.Diagram
	nodes   map[string]*diagram.Node
	edges   map[string]*diagram.Edge
	out     bytes.Buffer
	// open are the elements that are open, each with what closes it.
	open []string
	// skip says that the text at hand is left out: a title that Graphviz gave.
	skip bool
	text *text
}

// text is a text element that waits for its content.
type text struct {
	attributes []xml.Attr
	size       float64
	bold       bool
}

func (f *finisher) token(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		f.start(t)
	case xml.EndElement:
		f.end()
	case xml.CharData:
		f.characters(string(t))
	}
}

func (f *finisher) start(e xml.StartElement) {
	switch e.Name.Local {
	case "svg":
		f.root(e)
	case "g":
		f.group(e)
	case "title":
		f.skip = true
		f.open = append(f.open, "")
	case "text":
		f.text = newText(e.Attr)
		f.open = append(f.open, "</text>\n")
	default:
		f.element(e.Name.Local, e.Attr)
		f.open = append(f.open, "</"+e.Name.Local+">\n")
	}
}

func (f *finisher) end() {
	last := len(f.open) - 1
	if last < 0 {
		return
	}
	f.out.WriteString(f.open[last])
	f.open, f.skip = f.open[:last], false
}

func (f *finisher) characters(s string) {
	switch {
	case f.text != nil:
		f.words(s)
	case !f.skip && strings.TrimSpace(s) != "":
		f.out.WriteString(escape(s))
	}
}

// element opens an element.
func (f *finisher) element(name string, attributes []xml.Attr) {
	f.out.WriteString("<" + name)
	for _, a := range attributes {
		key := a.Name.Local
		if a.Name.Space != "" {
			key = a.Name.Space + ":" + key
		}
		f.out.WriteString(" " + key + `="` + escape(a.Value) + `"`)
	}
	f.out.WriteString(">")
}

// root opens the picture with its name and its style.
func (f *finisher) root(e xml.StartElement) {
	attributes := []xml.Attr{attribute("xmlns", "http://www.w3.org/2000/svg"), attribute("role", "img"), attribute("aria-label", f.name())}
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "width", "height":
			attributes = append(attributes, attribute(a.Name.Local, strings.TrimSuffix(a.Value, "pt")))
		case "viewBox":
			attributes = append(attributes, attribute(a.Name.Local, a.Value))
		}
	}
	f.element("svg", attributes)
	f.out.WriteString("\n<style>" + style() + "</style>\n")
	f.open = append(f.open, "</svg>\n")
}

// name says what the picture shows.
func (f *finisher) name() string {
	return "The " + string(f.diagram.View) + " of " + f.diagram.Project
}

// style turns the light colours into dark ones where the reader wants that.
func style() string {
	var b strings.Builder
	b.WriteString("text{font-family:" + fonts + "}@media(prefers-color-scheme:dark){")
	for _, c := range diagram.Colors().All() {
		fmt.Fprintf(&b, `[fill="%s"]{fill:%s}[stroke="%s"]{stroke:%s}`, c.Light, c.Dark, c.Light, c.Dark)
	}
	b.WriteString("}")
	return b.String()
}

// group opens a group. That of a node or an edge says which it is, and gets a
// tooltip and a link.
func (f *finisher) group(e xml.StartElement) {
	var id, class string
	var kept []xml.Attr
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "id":
			id = a.Value
		case "class":
			class = a.Value
			kept = append(kept, a)
		default:
			kept = append(kept, a)
		}
	}
	tip, at := f.about(id)
	if tip != "" || strings.HasPrefix(class, "cluster") {
		kept = append(kept, attribute("data-id", id))
	}
	f.element("g", kept)
	f.out.WriteString("\n")
	closing := "</g>\n"
	if address := f.address(at); address != "" {
		f.element("a", []xml.Attr{attribute("href", address)})
		closing = "</a></g>\n"
	}
	if tip != "" {
		f.out.WriteString("<title>" + escape(tip) + "</title>\n")
	}
	f.open = append(f.open, closing)
}

// about is what there is to say of a node or an edge, and where it stands.
func (f *finisher) about(id string) (tip string, at diagram.Place) {
	var lines []string
	var found []diagram.Finding
	if n := f.nodes[id]; n != nil {
		lines = append(append(lines, n.Name), n.Lines...)
		for _, statement := range n.Contract {
			if essential(statement) {
				lines = append(lines, statement)
			}
		}
		found, at = n.Findings, n.At
	} else if e := f.edges[id]; e != nil {
		lines = append(lines, e.Sides...)
		found, at = e.Findings, e.At
	}
	for _, x := range found {
		lines = append(lines, x.Severity+"["+x.Rule+"]: "+x.Message)
	}
	return strings.Join(lines, "\n"), at
}

// essential reports whether a tooltip has room for a statement of a contract:
// for what is offered and needed, and not for all that is possible.
func essential(statement string) bool {
	for _, head := range []string{"LISTENS ", "CONNECTS ", "VOLUME ", "ENVIRONMENT NEEDS", "RUNS:", "PROVISIONS", "PROVIDES", "EMITS"} {
		if strings.HasPrefix(statement, head) {
			return true
		}
	}
	return false
}

// address is where a place can be read, "" for what is not below the base.
func (f *finisher) address(at diagram.Place) string {
	name := path.Clean(at.File)
	if f.base == "" || at.Line == 0 || path.IsAbs(name) || strings.Contains(name, ":") || name == ".." || strings.HasPrefix(name, "../") {
		return ""
	}
	segments := strings.Split(name, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return f.base + "/" + strings.Join(segments, "/") + "#L" + strconv.Itoa(at.Line)
}

func newText(attributes []xml.Attr) *text {
	t := &text{}
	for _, a := range attributes {
		switch a.Name.Local {
		case "font-family":
			continue
		case "font-size":
			t.size, _ = strconv.ParseFloat(a.Value, 64)
		case "font-weight":
			t.bold = a.Value == "bold"
		}
		t.attributes = append(t.attributes, a)
	}
	return t
}

// words opens the text that waits for them. Its length is given, so that no
// font makes it longer than what it was measured with.
func (f *finisher) words(s string) {
	t := f.text
	f.text = nil
	length := diagram.TextWidth(s, t.size, t.bold)
	f.element("text", append(t.attributes, attribute("textLength", strconv.FormatFloat(length, 'f', 1, 64)), attribute("lengthAdjust", "spacingAndGlyphs")))
	f.out.WriteString(escape(s))
}

func attribute(name, value string) xml.Attr {
	return xml.Attr{Name: xml.Name{Local: name}, Value: value}
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}
