package source_test

import (
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// scalars walks over the scalars of a tree, aliases not followed.
func scalars(n *yaml.Node, visit func(*yaml.Node)) {
	if n.Kind == yaml.ScalarNode {
		visit(n)
	}
	for _, c := range n.Content {
		scalars(c, visit)
	}
}

// checkScalars holds every scalar of a file to what an alignment promises: it
// covers the value, stays inside the file, and copies what it calls verbatim.
func checkScalars(t *testing.T, data []byte) (matched, all int) {
	t.Helper()
	file := source.NewFile("x.yaml", data)
	documents, _ := source.ParseYAML(file, 100)
	for _, d := range documents {
		scalars(d.Root, func(n *yaml.Node) {
			all++
			a := d.Scalar(n)
			if a.Len() != len(n.Value) {
				t.Fatalf("%d:%d: the alignment covers %d bytes of %q", n.Line, n.Column, a.Len(), n.Value)
			}
			if checkRuns(t, data, n, a) {
				matched++
			}
		})
	}
	return matched, all
}

// checkRuns checks the runs of a scalar; it reports whether they are exact.
func checkRuns(t *testing.T, data []byte, n *yaml.Node, a source.Alignment) bool {
	t.Helper()
	exact := true
	for _, r := range a {
		if r.Origin.Start < 0 || r.Origin.End > len(data) || r.Origin.Start > r.Origin.End {
			t.Fatalf("%d:%d: run %+v is outside of the file", n.Line, n.Column, r)
		}
		if r.Verbatim && n.Value[r.Text.Start:r.Text.End] != string(data[r.Origin.Start:r.Origin.End]) {
			t.Fatalf("%d:%d: run %+v is not verbatim", n.Line, n.Column, r)
		}
		exact = exact && (r.Verbatim || r.Text.End-r.Text.Start < 8)
	}
	return exact
}

func FuzzScalars(f *testing.F) {
	for _, s := range []string{
		"a: b\n", "\ufeffa: b\r\nc: 'd ''e'''\r\n", "a: \"x\\n\\u00e9\\\n   y\"\n", "a: >-\n  x\n  y\n\n    z\n  w\n\n",
		"a: |2\n   x\n\n  y\n", "a: one\n  two\n\n  three\n", "- &x !!str 'a\n\n  b'\n- *x\n", "{a: [b, \"c\\x41\"], d: }\n",
		"a: |+\n  x\n\n\nb: >+\n  y\n\n  z\n \n", "a: x\u2028b: 'y\u0085z'\n", "a: >\n\n  x\n   y\n  z\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !utf8.Valid(data) {
			t.Skip()
		}
		checkScalars(t, data)
	})
}
