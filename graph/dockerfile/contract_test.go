package dockerfile_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/dockerfile"
)

// contractsOf are the texts of a layer.
func contractsOf(md *graph.Metadata, layer contract.Layer) []string {
	var texts []string
	for _, c := range md.Contracts {
		if c.Layer == layer {
			texts = append(texts, c.Text)
		}
	}
	return texts
}

func TestDirectives(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, target string
		want               []string // lines
	}{
		{"none", "FROM a\n# a comment\n#ctypesque: b\n#ctypes b\n", "", nil},
		{"one", "FROM a\n#ctypes: RUNS: ONCE\n", "", []string{"RUNS: ONCE"}},
		{"white space", "FROM a\n  #  ctypes:RUNS: ONCE  \n", "", []string{"RUNS: ONCE"}},
		{"for every stage", "#ctypes: A\nFROM a AS x\n#ctypes: B\nFROM b\n#ctypes: C", "", []string{"A", "C"}},
		{"of a stage", "#ctypes: A\nFROM a AS x\n#ctypes: B\nFROM b\n#ctypes: C", "x", []string{"A", "B"}},
		{"inherited", "#ctypes: A\nFROM a AS x\n#ctypes: B\nFROM x\n#ctypes: C", "", []string{"A", "B", "C"}},
		{"among lines", "FROM a\nRUN b \\\n#ctypes: A\n c\n#ctypes: B", "", []string{"A", "B"}},
		{"not in a document", "FROM a\nRUN <<E\n#ctypes: A\nE\n", "", nil},
		{"an ignore is none", "FROM a\n# ctypes: ignore[port-dead] it is not\n", "", nil},
		{"joined by the language", "FROM a\n#ctypes: LISTENS ON: TCP:80 \\\n#ctypes:   FOR: b", "", []string{`LISTENS ON: TCP:80 \`, "FOR: b"}},
		{
			"bare lines", "FROM a\nLISTENS ON: TCP:80\nOPTIONALLY VOLUME AT: /a\n#ctypes: RUNS: ONCE\nENVIRONMENT NEEDS: A", "",
			[]string{"LISTENS ON: TCP:80", "OPTIONALLY VOLUME AT: /a", "RUNS: ONCE", "ENVIRONMENT NEEDS: A"},
		},
		{"a bare line on several", "# escape=`\nFROM a\nCONNECTS TO: b `\n  # in between\n  ON: TCP:1\n", "", []string{`CONNECTS TO: b \`, "  ON: TCP:1"}},
		{"bare lines for every stage", "RUNS: ONCE\nFROM a\nFROM b", "", []string{"RUNS: ONCE"}},
		{"no bare line", "FROM a\nLISTENS: TCP:80\nlistens on: TCP:80\nLISTENS ON TCP:80\nRUN LISTENS ON: TCP:80", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			md := describe(t, tt.text, dockerfile.Options{Target: tt.target})
			var want []string
			if tt.want != nil {
				want = []string{strings.Join(tt.want, "\n")}
			}
			if got := contractsOf(md, contract.DirectiveLayer); !slices.Equal(got, want) {
				t.Fatalf("got %q, want %q", got, want)
			}
			for _, c := range md.Contracts {
				checkLines(t, tt.text, c)
			}
		})
	}
}

// checkLines holds the places of a text's lines to the lines themselves.
func checkLines(t *testing.T, file string, c graph.ContractText) {
	t.Helper()
	lines := strings.Split(c.Text, "\n")
	if len(c.Lines) != len(lines) {
		t.Fatalf("%d lines have %d places", len(lines), len(c.Lines))
	}
	for n, line := range lines {
		if n+1 < len(lines) {
			line = strings.TrimSuffix(line, `\`)
		}
		if at := file[c.Lines[n].Span.Start:c.Lines[n].Span.End]; strings.TrimSuffix(at, `\`) != line {
			t.Errorf("line %q is at %q", line, at)
		}
	}
}

// TestSeedLines reads the bare lines of the language's seed.
func TestSeedLines(t *testing.T) {
	t.Parallel()
	text := "FROM ubuntu\n" +
		"LISTENS ON: TCP:80 FOR: org.ietf.http/com.example.my-application-api\n" +
		"CONNECTS TO: {{ETCD_HOST}} ON: TCP:{{ETCD_PORT}} FOR: com.coreos.etcd/client-communication\n" +
		"ENVIRONMENT NEEDS: ETCD_PORT FORMAT: PORT(com.coreos.etcd/client-communication)\n" +
		"VOLUME AT: /logs FORMAT: org.w3.clf REQUIRES: WRITE UID: 4321\n"
	md := describe(t, text, dockerfile.Options{})
	got := contractsOf(md, contract.DirectiveLayer)
	if want := strings.TrimSpace(strings.TrimPrefix(text, "FROM ubuntu\n")); len(got) != 1 || got[0] != want {
		t.Errorf("got %q", got)
	}
	if _, errs := contract.Parse(got[0]); len(errs) > 0 {
		t.Error(errs)
	}
}

func TestLabelContracts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"quoted", `LABEL dev.ctypes.contract="RUNS: ONCE"`, []string{"RUNS: ONCE"}},
		{"legacy", `LABEL dev.ctypes.contract RUNS: ONCE`, []string{"RUNS: ONCE"}},
		{"parts", "LABEL dev.ctypes.contract.b='B: 1' dev.ctypes.contract.a=\"A: 1\"\nLABEL dev.ctypes.contract=C:", []string{"C:", "A: 1", "B: 1"}},
		{"redefined", "LABEL dev.ctypes.contract=a\nLABEL dev.ctypes.contract=b", []string{"b"}},
		{"deleted", "LABEL dev.ctypes.contract=a\nLABEL dev.ctypes.contract=\"\"", nil},
		{"on several lines", "LABEL dev.ctypes.contract=\"A: 1 ; \\\n  # in between\n  B: 2 ;\\\n C: 3\"", []string{"A: 1 ; \\\n  B: 2 ;\\\n C: 3"}},
		{"with escapes on several lines", "LABEL dev.ctypes.contract=\"A: \\\"1\\\" \\\n  B\"", []string{"A: \"1\"   B"}},
		{"with a variable", "ENV V=1\nLABEL dev.ctypes.contract=\"A: $V\"", []string{"A: 1"}},
		{"another label", "LABEL dev.ctypes.contracts=a dev.ctypes.contrac=b", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := "FROM a\n" + tt.text
			md := describe(t, text, dockerfile.Options{})
			if got := contractsOf(md, contract.LabelLayer); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			for _, c := range md.Contracts {
				if c.Lines != nil {
					checkLines(t, text, c)
				}
				if !strings.HasPrefix(c.Origin, "label dev.ctypes.contract") || !strings.HasSuffix(c.Origin, " of Dockerfile") || c.Place.File != "Dockerfile" {
					t.Errorf("got %+v", c)
				}
			}
		})
	}
	text := "FROM a\nLABEL dev.ctypes.contract=\"RUNS: ONCE\""
	c := describe(t, text, dockerfile.Options{}).Contracts[0]
	if at := text[c.Place.Span.Start:c.Place.Span.End]; at != c.Text {
		t.Errorf("the text is at %q", at)
	}
}

// TestInheritedContracts pins that labels of the base image hold unless they
// are set anew.
func TestInheritedContracts(t *testing.T) {
	t.Parallel()
	base := dockerfile.Options{Base: func(string) *graph.Metadata { return image() }}
	tests := map[string][]string{
		"":                                     {"RUNS: ONCE", "SCALES: 1..1"},
		"LABEL dev.ctypes.contract=\"OWN: 1\"": {"OWN: 1", "SCALES: 1..1"},
		"LABEL dev.ctypes.contract.p=":         {"RUNS: ONCE"},
		"LABEL dev.ctypes.contract.q=Q:":       {"RUNS: ONCE", "SCALES: 1..1", "Q:"},
	}
	for text, want := range tests {
		got := contractsOf(describe(t, "FROM base:1\n"+text, base), contract.LabelLayer)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	md := describe(t, "FROM base:1", base)
	if want := "label dev.ctypes.contract of docker.io/library/base:1"; md.Contracts[0].Origin != want || !md.Contracts[0].Place.IsZero() {
		t.Errorf("got %+v", md.Contracts[0])
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string // rules
		at         string
	}{
		{"fine", "# syntax=a\n# escape=`\n#ctypes: RUNS: ONCE\nFROM a\nVOLUME /a\n#ctypes: VOLUME AT: /b", nil, ""},
		{"above syntax", "#ctypes: RUNS: ONCE\n# syntax=a\nFROM a", []string{"contract-directive-order"}, "#ctypes: RUNS: ONCE"},
		{
			"above syntax and escape", "# check=skip=all\n#ctypes: A: 1\n#ctypes: B: 1\n# syntax=a\n# ESCAPE = `\nFROM a",
			[]string{"contract-directive-order", "contract-directive-order"},
			"#ctypes: A: 1",
		},
		{"below another comment", "# a comment\n# syntax=a\n#ctypes: A: 1\nFROM a", nil, ""},
		{"below a comment that does so already", "# a comment\n#ctypes: A: 1\n# syntax=a\nFROM a", nil, ""},
		{"below a blank line that does so already", "\n#ctypes: A: 1\n# syntax=a\nFROM a", nil, ""},
		{"in a stage", "FROM a\n#ctypes: A: 1\n# syntax=a", nil, ""},
		{"no instruction", "#ctypes: A: 1\n# syntax=a", []string{"contract-directive-order"}, "#ctypes: A: 1"},
		{"a bare volume", "FROM a\nVOLUME AT: /logs FORMAT: b\n", []string{"contract-bare-volume"}, "VOLUME AT: /logs FORMAT: b"},
		{"for a builder that knows", "# syntax=example/ctypes-frontend:1\nFROM a\nVOLUME AT: /logs FORMAT: b\n", nil, ""},
		{"other bare lines fail by themselves", "FROM a\nLISTENS ON: TCP:80", nil, ""},
		{"a list", "FROM a\nVOLUME [\"AT:\", \"/a\"]", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, problems := dockerfile.Describe(scan(t, tt.text), dockerfile.Options{})
			var rules []string
			for _, p := range problems {
				rules = append(rules, p.Rule)
				if at := tt.text[p.Place.Span.Start:p.Place.Span.End]; at != tt.at {
					t.Errorf("at %q, want %q", at, tt.at)
				}
				for _, r := range p.Related {
					if at := tt.text[r.Place.Span.Start:r.Place.Span.End]; !strings.HasPrefix(at, "# ") {
						t.Errorf("related to %q", at)
					}
				}
			}
			if !slices.Equal(rules, tt.want) {
				t.Errorf("got %v, want %v", problems, tt.want)
			}
		})
	}
}

func TestBareVolumes(t *testing.T) {
	t.Parallel()
	volumes := func(names ...string) []graph.Text {
		texts := make([]graph.Text, 0, len(names))
		for _, n := range names {
			texts = append(texts, graph.Text{Value: n})
		}
		return texts
	}
	want := []string{"4321", "AT:", "FORMAT:", "UID:", "org.w3.clf"}
	if got := dockerfile.BareVolumes(volumes("/data", "/logs", "4321", "AT:", "FORMAT:", "UID:", "org.w3.clf")); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	for _, fine := range [][]graph.Text{nil, volumes("/a", "/b"), volumes("data", "/AT:")} {
		if got := dockerfile.BareVolumes(fine); got != nil {
			t.Errorf("%v: got %q", fine, got)
		}
	}
}
