package json_test

import (
	"bytes"
	stdjson "encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render/json"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestGolden(t *testing.T) {
	for _, c := range reports.All() {
		t.Run(c.Name, func(t *testing.T) {
			got := indented(t, write(t, c.Report))
			path := filepath.Join("testdata", c.Name+".json")
			if *update {
				if err := os.WriteFile(path, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is another now:\n%s", path, got)
			}
		})
	}
}

func write(t *testing.T, r *analyze.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.New().Render(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func indented(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdjson.Indent(&b, data, "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOneLineAProject(t *testing.T) {
	for _, c := range reports.All() {
		out := string(write(t, c.Report))
		if strings.Count(out, "\n") != 1 || !strings.HasSuffix(out, "}\n") {
			t.Errorf("%s: not one line: %q", c.Name, out)
		}
	}
}

func TestNoNull(t *testing.T) {
	for _, c := range append(reports.All(), reports.Case{Name: "zero", Report: &analyze.Report{}}) {
		if out := write(t, c.Report); bytes.Contains(out, []byte("null")) {
			t.Errorf("%s: null in %s", c.Name, out)
		}
	}
}

func TestSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/schema/report-v1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range reports.All() {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(write(t, c.Report)))
		if err != nil {
			t.Fatal(err)
		}
		// Rule names that no rule can have are there to test escaping.
		if err := schema.Validate(v); (err != nil) != (c.Name == "control-characters") {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/schema/report-v1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	good := string(write(t, reports.All()[0].Report))
	for _, change := range [][2]string{
		{`"version":1`, `"version":2`},
		{`"files":[]`, `"files":null`},
		{`"severity":"error"`, `"severity":"fatal"`},
		{`"help":""`, `"help":"","extra":1`},
		{`"line":0`, `"line":-1`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if bad == good || schema.Validate(v) == nil {
			t.Errorf("%s is taken", change[1])
		}
	}
}

func TestSameBytesInParallel(t *testing.T) {
	for _, c := range reports.All() {
		r := json.New()
		var wg sync.WaitGroup
		var written [20]bytes.Buffer
		for i := range written {
			wg.Go(func() {
				if err := r.Render(&written[i], c.Report); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i := range written {
			if written[i].String() != written[0].String() {
				t.Errorf("%s: run %d differs from run 0", c.Name, i)
			}
		}
	}
}
