package main_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// program is the program, built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "ctypes-svg-test-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "ctypes-svg.exe")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		panic(string(out))
	}
	defer os.RemoveAll(dir)
	m.Run()
}

// draw runs the program and returns what it wrote and said.
func draw(t *testing.T, dot string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Stdin = strings.NewReader(dot)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	err = cmd.Run()
	return out.String(), log.String(), err
}

const small = `digraph { newrank=true; subgraph cluster_a { label="<b>"; a [label="<script>" id="x"] } a -> b [class="one"]; b -> a }`

func TestSVG(t *testing.T) {
	t.Parallel()
	picture, stderr, err := draw(t, small)
	if err != nil {
		t.Fatal(err, stderr)
	}
	d := xml.NewDecoder(strings.NewReader(picture))
	for err == nil {
		_, err = d.Token()
	}
	if !errors.Is(err, io.EOF) {
		t.Errorf("not XML: %v", err)
	}
	for _, want := range []string{"&lt;script&gt;", `class="edge one"`, `id="x"`} {
		if !strings.Contains(picture, want) {
			t.Errorf("%s is not in\n%s", want, picture)
		}
	}
	if again, _, _ := draw(t, small); again != picture {
		t.Error("the second drawing differs")
	}
}

// TestPNG looks for the colours of what is drawn, broken lines included, and for
// dark pixels where the text is.
func TestPNG(t *testing.T) {
	t.Parallel()
	picture, stderr, err := draw(t, `digraph { bgcolor="#ffffff"; rankdir=LR; a [shape=box style=filled fillcolor="#00ff00" color="#0000ff" fontcolor="#000000" label="some text"];
		b [shape=ellipse color="#0000ff" label=""]; a -> b [color="#ff0000" style=dashed penwidth=3] }`, "-format", "png")
	if err != nil {
		t.Fatal(err, stderr)
	}
	img, err := png.Decode(strings.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[color.RGBA]int{}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			r, g, b, a := img.At(x, y).RGBA()
			seen[color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), uint8(a >> 8)}]++
		}
	}
	for name, c := range map[string]color.RGBA{
		"ground": {255, 255, 255, 255}, "fill": {0, 255, 0, 255}, "border": {0, 0, 255, 255}, "edge": {255, 0, 0, 255}, "text": {0, 0, 0, 255},
	} {
		if seen[c] < 20 {
			t.Errorf("%d pixels have the colour of the %s", seen[c], name)
		}
	}
	if again, _, _ := draw(t, small, "-format", "png"); again == "" {
		t.Error("a graph without colours is not drawn")
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dot, stderr string
		args        []string
	}{
		"no graph":     {"digraph {", "reading the graph", nil},
		"nothing":      {"", "reading the graph", nil},
		"too large":    {"digraph {" + strings.Repeat(" ", 16<<20) + "}", "more than 16 MiB", nil},
		"no format":    {small, "the formats are svg and png", []string{"-format", "gif"}},
		"no such flag": {small, "-shape", []string{"-shape"}},
		"no time":      {small, "no drawing within 1ns", []string{"-timeout", "1ns"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, err := draw(t, c.dot, c.args...)
			if _, ok := errors.AsType[*exec.ExitError](err); !ok || !strings.Contains(stderr, c.stderr) || stdout != "" {
				t.Errorf("%v: stdout %q, stderr %q", err, stdout, stderr)
			}
		})
	}
}

// TestPrivateCache holds the program to keeping compiled code out of the folder
// that all users share, whatever it is told of a home.
func TestPrivateCache(t *testing.T) {
	t.Parallel()
	for name, home := range map[string]string{"with a home": t.TempDir(), "without": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shared := t.TempDir()
			cmd := exec.Command(program)
			cmd.Stdin = strings.NewReader(small)
			cmd.Env = []string{"TMPDIR=" + shared, "TMP=" + shared}
			if home != "" {
				cmd.Env = append(cmd.Env, "HOME="+home, "LocalAppData="+home)
			}
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if _, err := os.Stat(filepath.Join(shared, "go-graphviz")); err == nil {
				t.Error("there is machine code in the shared folder")
			}
			left, err := os.ReadDir(shared)
			if err != nil || len(left) > 0 {
				t.Errorf("%v left in the shared folder (%v)", left, err)
			}
			kept, _ := filepath.Glob(filepath.Join(home, "*", "ctypes", "graphviz", "go-graphviz", "*"))
			if home != "" && len(kept) == 0 {
				t.Error("nothing is kept for the next time")
			}
		})
	}
}
