package svg_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ctypes-dev/ctypes/fixtures"
	"github.com/ctypes-dev/ctypes/render/diagram"
	"github.com/ctypes-dev/ctypes/render/dot"
	"github.com/ctypes-dev/ctypes/render/svg"
)

// program draws, built once.
var program svg.Program

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "ctypes-svg-test-")
	if err != nil {
		panic(err)
	}
	path := filepath.Join(dir, "ctypes-svg.exe")
	if out, err := exec.Command("go", "build", "-o", path, "github.com/ctypes-dev/ctypes/cmd/ctypes-svg").CombinedOutput(); err != nil {
		panic(string(out))
	}
	program = svg.Program{Path: path, Env: append(os.Environ(), "XDG_CACHE_HOME="+dir), Timeout: time.Minute}
	defer os.RemoveAll(dir)
	m.Run()
}

// finished draws a diagram.
func finished(t *testing.T, d *diagram.Diagram, base string) string {
	t.Helper()
	var graph, picture bytes.Buffer
	if err := dot.Write(&graph, d); err != nil {
		t.Fatal(err)
	}
	drawing, err := program.Draw(t.Context(), graph.Bytes(), "svg")
	if err != nil {
		t.Fatalf("%v\n%s", err, &graph)
	}
	if err := svg.Finish(&picture, drawing, d, base); err != nil {
		t.Fatal(err)
	}
	return picture.String()
}

// fixture is the diagram of a project below fixtures.
func fixture(t *testing.T, path string, o diagram.Options) *diagram.Diagram {
	t.Helper()
	r, err := fixtures.Checker{}.Check(t.Context(), filepath.Join("../../fixtures", path))
	if err != nil {
		t.Fatal(err)
	}
	d, err := diagram.New(r, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestBoxes reads the boxes of drawings: texts stay inside of theirs, and no
// two nodes overlap.
func TestBoxes(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"diagrams/shop", "diagrams/hostile", "diagrams/everywhere", "flagship"} {
		for _, view := range diagram.Views() {
			for _, direction := range diagram.Directions() {
				t.Run(path+"/"+view+"/"+direction, func(t *testing.T) {
					t.Parallel()
					d := fixture(t, path, diagram.Options{View: diagram.View(view), Direction: diagram.Direction(direction)})
					hold(t, read(t, finished(t, d, "")), d)
				})
			}
		}
	}
}

func hold(t *testing.T, p picture, d *diagram.Diagram) {
	t.Helper()
	nodes := 0
	for i, g := range p.groups {
		if !strings.HasPrefix(g.class, "node") {
			continue
		}
		nodes++
		for _, text := range g.texts {
			if !text.within(g.box) || !text.within(p.page) {
				t.Errorf("%s: %v is not inside of %v, or not on the page %v", g.id, text, g.box, p.page)
			}
		}
		for _, other := range p.groups[i+1:] {
			if strings.HasPrefix(other.class, "node") && other.box.overlaps(g.box) {
				t.Errorf("%s overlaps %s", g.id, other.id)
			}
		}
	}
	if nodes != len(d.Nodes) {
		t.Errorf("%d nodes are drawn, not %d", nodes, len(d.Nodes))
	}
}

// picture is what a test sees of an SVG.
type picture struct {
	page   box
	groups []group
}

type group struct {
	class, id string
	box       box
	texts     []box
}

type box struct{ left, top, right, bottom float64 }

func (b box) within(o box) bool {
	const slack = 0.5
	return b.left >= o.left-slack && b.right <= o.right+slack && b.top >= o.top-slack && b.bottom <= o.bottom+slack
}

func (b box) overlaps(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (b box) with(x, y float64) box {
	return box{math.Min(b.left, x), math.Min(b.top, y), math.Max(b.right, x), math.Max(b.bottom, y)}
}

var coordinates = regexp.MustCompile(`-?[0-9.]+,-?[0-9.]+`)

// read reads an SVG, which has to be well-formed.
func read(t *testing.T, text string) picture {
	t.Helper()
	var p picture
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return p
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if e, ok := token.(xml.StartElement); ok {
			p.element(t, e)
		}
	}
}

func (p *picture) element(t *testing.T, e xml.StartElement) {
	t.Helper()
	a := map[string]string{}
	for _, x := range e.Attr {
		a[x.Name.Local] = x.Value
	}
	last := len(p.groups) - 1
	switch e.Name.Local {
	case "svg":
		n := numbers(t, strings.Fields(a["viewBox"])...)
		p.page = box{-4, -n[3], n[2], 4} // as Graphviz moves it
	case "g":
		p.groups = append(p.groups, group{class: a["class"], id: a["data-id"], box: box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}})
	case "path", "polygon":
		for _, at := range coordinates.FindAllString(a["d"]+a["points"], -1) {
			n := numbers(t, strings.Split(at, ",")...)
			p.groups[last].box = p.groups[last].box.with(n[0], n[1])
		}
	case "text":
		n := numbers(t, a["x"], a["y"], a["textLength"], a["font-size"])
		b := box{n[0], n[1] - n[3]*0.8, n[0] + n[2], n[1] + n[3]*0.2}
		if a["text-anchor"] == "middle" {
			b.left, b.right = b.left-n[2]/2, b.right-n[2]/2
		}
		p.groups[last].texts = append(p.groups[last].texts, b)
	}
}

func numbers(t *testing.T, texts ...string) []float64 {
	t.Helper()
	all := make([]float64, len(texts))
	for i, s := range texts {
		var err error
		if all[i], err = strconv.ParseFloat(s, 64); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestEscapes draws names that mean something to XML, HTML and DOT.
func TestEscapes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"<script>alert(1)</script>", `"]; x [label="`, "]]>", "&amp;", "a\\nb\\G", "-->", "<![CDATA[", "名前"} {
		d := &diagram.Diagram{Project: name, Nodes: []diagram.Node{
			{ID: "service/" + name, Kind: diagram.Service, Name: name, Lines: []string{name}, Contract: []string{name}, At: diagram.Place{File: name, Line: 1}},
		}, Edges: []diagram.Edge{{
			ID: "link/" + name, Kind: diagram.Link, From: "service/" + name, To: "service/" + name, Flow: diagram.Out, Label: name, Sides: []string{name},
		}}}
		text := finished(t, d, "https://example.com/x")
		read(t, text)
		var got []string
		decoder := xml.NewDecoder(strings.NewReader(text))
		for {
			token, err := decoder.Token()
			if err != nil {
				break
			}
			if c, ok := token.(xml.CharData); ok {
				got = append(got, string(c))
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "script" {
				t.Errorf("%q becomes an element", name)
			}
		}
		if n := strings.Count(strings.Join(got, "\n"), name); n < 4 {
			t.Errorf("%q is there %d times in\n%s", name, n, text)
		}
	}
}

func TestDarkAndLight(t *testing.T) {
	t.Parallel()
	text := finished(t, fixture(t, "diagrams/shop", diagram.Options{}), "")
	_, style, _ := strings.Cut(text, "prefers-color-scheme:dark")
	style, body, _ := strings.Cut(style, "</style>")
	for _, m := range regexp.MustCompile(`(fill|stroke)="(#[0-9a-f]{6}|[a-z]+)"`).FindAllStringSubmatch(body, -1) {
		if m[2] != "none" && !strings.Contains(style, fmt.Sprintf(`[%s="%s"]`, m[1], m[2])) {
			t.Errorf("%s has no dark colour", m[0])
		}
	}
	light := map[string]bool{}
	for _, c := range diagram.Colors().All() {
		if light[c.Light] {
			t.Errorf("two roles have the light colour %s", c.Light)
		}
		light[c.Light] = true
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	d := fixture(t, "diagrams/shop", diagram.Options{})
	text := finished(t, d, "https://example.com/blob/main/")
	if !strings.Contains(text, `<a href="https://example.com/blob/main/compose.yaml#L5">`) {
		t.Error("the service proxy is not linked")
	}
	if n, m := strings.Count(text, "<a href="), strings.Count(text, "</a>"); n != m || n < len(d.Edges) {
		t.Errorf("%d links are opened and %d closed", n, m)
	}
	if strings.Contains(finished(t, d, ""), "<a ") {
		t.Error("there are links without a base")
	}
	for i := range d.Nodes {
		d.Nodes[i].At.File = []string{"../secret", "/etc/passwd", `C:\x`, "javascript:alert(1)", "a/../../b"}[i%5]
	}
	for i := range d.Edges {
		d.Edges[i].At = diagram.Place{}
	}
	if text := finished(t, d, "https://example.com"); strings.Contains(text, "<a ") {
		t.Errorf("what is not below the base is linked:\n%s", text)
	}
}

func TestTooltips(t *testing.T) {
	t.Parallel()
	text := finished(t, fixture(t, "diagrams/shop", diagram.Options{}), "")
	for _, want := range []string{"LISTENS ON: TCP:8000 FOR: org.ietf.http", "`db` gives org.postgresql.db@=17", "error[port-published]: "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the tooltips", want)
		}
	}
	if strings.Contains(text, "an-example") || strings.Contains(text, "%3") {
		t.Error("a secret, or a title that Graphviz gave, is there")
	}
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	d := fixture(t, "flagship", diagram.Options{})
	if first := finished(t, d, ""); first != finished(t, d, "") {
		t.Error("the second drawing differs")
	}
}

func TestProgramEnds(t *testing.T) {
	t.Parallel()
	graph := []byte("digraph { a -> b }")
	var large bytes.Buffer // takes long enough for the time to be up in any case
	large.WriteString("digraph {")
	for i := range 2000 {
		fmt.Fprintf(&large, " n%d -> n%d;", i, i*i%1999)
	}
	large.WriteString(" }")
	for name, c := range map[string]struct {
		program svg.Program
		graph   []byte
		want    string
	}{
		"too little time": {svg.Program{Path: program.Path, Env: program.Env, Timeout: time.Millisecond}, large.Bytes(), "no drawing within 1ms"},
		"no graph":        {program, []byte("digraph {"), "reading the graph"},
		"no program":      {svg.Program{Path: filepath.Join(t.TempDir(), "none"), Timeout: time.Second}, graph, "drawing with ctypes-svg"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := c.program.Draw(t.Context(), c.graph, "svg"); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := program.Draw(ended, graph, "svg"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestFind(t *testing.T) {
	if path, err := svg.Find(filepath.Join(filepath.Dir(program.Path), "ctypes")); err == nil && path != program.Path {
		t.Logf("found on the PATH: %s", path)
	}
	t.Setenv("PATH", t.TempDir())
	if path, err := svg.Find(filepath.Join(t.TempDir(), "ctypes")); !errors.Is(err, svg.ErrNotFound) {
		t.Errorf("found %s, %v", path, err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(dir, "ctypes-svg")
	for _, name := range []string{beside, beside + ".exe", filepath.Join(dir, "ctypes")} {
		if err := os.WriteFile(name, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if path, err := svg.Find(filepath.Join(dir, "ctypes")); err != nil || strings.TrimSuffix(path, ".exe") != beside {
		t.Errorf("found %s, %v", path, err)
	}
}

func TestFinishRefuses(t *testing.T) {
	if err := svg.Finish(io.Discard, []byte("<svg><g"), &diagram.Diagram{}, ""); err == nil {
		t.Error("half a drawing is taken")
	}
}
