package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// layers reads texts that are headed by their layers: "label: ...".
func layers(t *testing.T, texts ...string) []contract.Text {
	t.Helper()
	all := make([]contract.Text, len(texts))
	for i, text := range texts {
		name, body, _ := strings.Cut(text, ": ")
		all[i].Origin = name
		for l := contract.ServiceLayer; l <= contract.ImpliedLayer; l++ {
			if strings.TrimSuffix(name, "!") == l.String() {
				all[i].Layer = l
			}
		}
		if all[i].Layer == 0 {
			t.Fatalf("no layer is called %s", name)
		}
		all[i].Broken = strings.HasSuffix(name, "!")
		all[i].Statements = parse(t, body)
	}
	return all
}

// spelled are merged statements with their texts' indices, and in parentheses
// what implies them.
func spelled(statements []contract.Stated) string {
	var b strings.Builder
	for _, st := range statements {
		fmt.Fprintf(&b, "%d %s", st.Text, st.Statement)
		if st.Implied != nil {
			fmt.Fprintf(&b, " (%s)", st.Implied.Clause.Head())
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestMerge(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		texts []string
		want  string
	}{
		{
			"a stronger layer replaces a listener by its endpoint",
			[]string{"catalog: LISTENS ON: TCP:80 FOR: org.ietf.http", "x-ctypes: LISTENS ON: TCP:80 FOR: io.grpc.grpc"},
			"1 LISTENS ON: TCP:80 FOR: io.grpc.grpc\n",
		},
		{
			"and by its AS-name",
			[]string{"x-ctypes: LISTENS ON: TCP:5433 AS: db", "catalog: LISTENS ON: TCP:5432 AS: db ; LISTENS ON: TCP:9187 AS: metrics"},
			"0 LISTENS ON: TCP:5433 AS: db\n1 LISTENS ON: TCP:9187 AS: metrics\n",
		},
		{
			"statements of one layer stand side by side",
			[]string{"label: RUNS: ONCE IF: A ; RUNS: FOREVER UNLESS: A", "catalog: RUNS: FOREVER"},
			"0 RUNS: ONCE IF: A\n0 RUNS: FOREVER UNLESS: A\n",
		},
		{
			"two texts of one layer too",
			[]string{"label: ENVIRONMENT NEEDS: A IF: X", "label: ENVIRONMENT NEEDS: A IF: Y"},
			"0 ENVIRONMENT NEEDS: A IF: X\n1 ENVIRONMENT NEEDS: A IF: Y\n",
		},
		{
			"NEEDS and ACCEPTS are one fact, FORBIDS and IGNORES are others",
			[]string{"x-ctypes: ENVIRONMENT ACCEPTS: A", "catalog: ENVIRONMENT NEEDS: A ; ENVIRONMENT FORBIDS: A IF: B ; ENVIRONMENT IGNORES: A"},
			"0 ENVIRONMENT ACCEPTS: A\n1 ENVIRONMENT FORBIDS: A IF: B\n1 ENVIRONMENT IGNORES: A\n",
		},
		{
			"a group is a fact of its own",
			[]string{"x-ctypes: ENVIRONMENT ACCEPTS: A", "catalog: ENVIRONMENT NEEDS: ANY OF B, A", "base: ENVIRONMENT NEEDS: ONE OF A, B ; ENVIRONMENT ACCEPTS: A_*"},
			"0 ENVIRONMENT ACCEPTS: A\n1 ENVIRONMENT NEEDS: ANY OF B, A\n2 ENVIRONMENT ACCEPTS: A_*\n",
		},
		{
			"volumes by path",
			[]string{"dockerfile: VOLUME AT: /data UID: 1", "config: VOLUME AT: /data ; VOLUME AT: /logs"},
			"0 VOLUME AT: /data UID: 1\n1 VOLUME AT: /logs\n",
		},
		{
			"targets by variable, or by host and port",
			[]string{
				"x-ctypes: CONNECTS TO: {{A}} FOR: x ; CONNECTS TO: db ON: TCP:1 FOR: x ; CONNECTS TO: * FOR: x",
				"catalog: CONNECTS TO: {{A}} ON: TCP:2 FOR: y ; CONNECTS TO: db ON: TCP:2 FOR: y ; CONNECTS TO: db ON: TCP:1 FOR: y ; CONNECTS TO: * FOR: y",
			},
			"0 CONNECTS TO: {{A}} FOR: x\n0 CONNECTS TO: db ON: TCP:1 FOR: x\n0 CONNECTS TO: * FOR: x\n" +
				"1 CONNECTS TO: db ON: TCP:2 FOR: y\n1 CONNECTS TO: * FOR: y\n",
		},
		{
			"the rest by what it is about",
			[]string{
				"x-ctypes: SCALES: 1..2 ; PROVIDES: s@2 ON: db ; EMITS: T FORMAT: STRING ; TYPE: com.acme.t ; FORALL: <A> ; PROVISIONS: s ON: db",
				"catalog: SCALES: 1..1 ; PROVIDES: s@1 ON: db ; EMITS: T FORMAT: URL ; TYPE: com.acme.t CELLS: x ; FORALL: <A> IS: org.ietf.http ; " +
					"PROVISIONS: s@3 ON: db ; PROVISIONS: r ON: db ; COMMAND FORBIDS: /x/ ; LACKS: curl ; READY WHEN: HEALTHY",
			},
			"0 SCALES: 1..2\n0 PROVIDES: s@2 ON: db\n0 EMITS: T FORMAT: STRING\n0 TYPE: com.acme.t\n0 FORALL: <A>\n0 PROVISIONS: s ON: db\n" +
				"1 PROVISIONS: r ON: db\n1 COMMAND FORBIDS: /x/\n1 LACKS: curl\n1 READY WHEN: HEALTHY\n",
		},
		{
			"headers and sections are no facts",
			[]string{"catalog: CONTRACT: 1 ; IMAGE: acme/x ; RUNS: ONCE"},
			"0 RUNS: ONCE\n",
		},
		{"nothing", nil, ""},
	}
	for _, tt := range tests {
		if got := spelled(contract.Merge(layers(t, tt.texts...)).Statements); got != tt.want {
			t.Errorf("%s:\n%swant\n%s", tt.name, got, tt.want)
		}
	}
}

func TestMergeComplete(t *testing.T) {
	t.Parallel()
	tests := []struct {
		texts string
		want  bool
	}{
		{"", false},
		{"config: LISTENS ON: TCP:80", false},
		{"hint: LISTENS ON: TCP:80", false},
		{"implied: LISTENS ON: TCP:80", false},
		{"catalog: RUNS: ONCE", true},
		{"catalog: CONTRACT: 1 PARTIAL: NO", true},
		{"catalog: CONTRACT: 1 PARTIAL: YES", false},
		{"catalog!: RUNS: ONCE", false},
		{"base: RUNS: ONCE", false},
		{"label: RUNS: ONCE / catalog: CONTRACT: 1 PARTIAL: YES", true},
		{"label: CONTRACT: 1 PARTIAL: YES / catalog: RUNS: ONCE", false},
		{"x-ctypes: RUNS: ONCE / catalog: CONTRACT: 1 PARTIAL: YES", true},
		{"x-ctypes: CONTRACT: 1 PARTIAL: YES / catalog: RUNS: ONCE", true},
		{"x-ctypes: CONTRACT: 1 PARTIAL: YES / catalog: CONTRACT: 1 PARTIAL: YES", false},
		{"x-ctypes: CONTRACT: 1 PARTIAL: YES", false},
		{"x-ctypes: CONTRACT: 1 PARTIAL: YES / dockerfile: RUNS: ONCE", true},
		{"x-ctypes!: RUNS: ONCE / catalog: RUNS: ONCE", false},
		{"x-ctypes!: ", false},
		{"x-ctypes: RUNS: ONCE / label!: RUNS: ONCE", true},
		{"project:  / catalog: RUNS: ONCE", true},
	}
	for _, tt := range tests {
		var texts []string
		if tt.texts != "" {
			texts = strings.Split(tt.texts, " / ")
		}
		if got := contract.Merge(layers(t, texts...)).Complete; got != tt.want {
			t.Errorf("%s: complete %v", tt.texts, got)
		}
	}
}

func TestMergeConflicts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		texts []string
		want  string
	}{
		{"label against referrer", []string{"label: SCALES: 1..1", "referrer: SCALES: 1..3"}, "SCALES : SCALES: 1..3, not SCALES: 1..1\n"},
		{"label against dockerfile", []string{"dockerfile: LISTENS ON: TCP:80 FOR: a", "label: LISTENS ON: TCP:80 FOR: b"}, "LISTENS ON TCP:80: LISTENS ON: TCP:80 FOR: a, not LISTENS ON: TCP:80 FOR: b\n"},
		{"the same in other words", []string{"dockerfile: RUNS: ONCE DOC: \"a\"", "label: RUNS: ONCE DOC: \"b\""}, ""},
		{"one of several the same", []string{"dockerfile: RUNS: ONCE IF: A ; RUNS: FOREVER IF: B", "label: RUNS: FOREVER IF: B"}, ""},
		{"an override of the user's", []string{"x-ctypes: SCALES: 1..1", "label: SCALES: 1..3"}, ""},
		{"the catalog", []string{"label: SCALES: 1..1", "catalog: SCALES: 1..3"}, ""},
		{"one layer", []string{"label: SCALES: 1..1", "label: SCALES: 1..3"}, ""},
	}
	for _, tt := range tests {
		var b strings.Builder
		for _, c := range contract.Merge(layers(t, tt.texts...)).Conflicts {
			fmt.Fprintf(&b, "%s: %s, not %s\n", c.Key, c.Used.Statement, c.Dropped.Statement)
		}
		if b.String() != tt.want {
			t.Errorf("%s: %swant %s", tt.name, b.String(), tt.want)
		}
	}
}

func TestMergeTexts(t *testing.T) {
	t.Parallel()
	m := contract.Merge(layers(t, "config: VOLUME AT: /x", "x-ctypes: ", "catalog: RUNS: ONCE"))
	if fmt.Sprint(m.Texts) != "[2 0]" {
		t.Errorf("texts that state anything: %v", m.Texts)
	}
}

func TestDesugar(t *testing.T) {
	t.Parallel()
	const pg = "org.postgresql.db"
	tests := []struct{ name, text, want string }{
		{"URL", "ENVIRONMENT NEEDS: U FORMAT: URL(" + pg + ")", "+ CONNECTS TO: {{U}} FOR: " + pg},
		{"ACCEPTS implies optionally", "ENVIRONMENT ACCEPTS: U FORMAT: DSN(" + pg + ")", "+ OPTIONALLY CONNECTS TO: {{U}} FOR: " + pg},
		{"the condition is kept", "ENVIRONMENT NEEDS: U FORMAT: HOSTPORT(" + pg + ") IF: A", "+ CONNECTS TO: {{U}} FOR: " + pg + " IF: A"},
		{"through LIST, SECRET and |", "ENVIRONMENT NEEDS: U FORMAT: SECRET(LIST(URL(a) | HOSTPORT(b)))", "+ CONNECTS TO: {{U}} FOR: a | b"},
		{"without a type", "ENVIRONMENT NEEDS: U FORMAT: URL", ""},
		{"of other formats", "ENVIRONMENT NEEDS: U FORMAT: STRING", ""},
		{"a wildcard", "ENVIRONMENT ACCEPTS: U_* FORMAT: URL(a)", ""},
		{"mentioned", "ENVIRONMENT NEEDS: U FORMAT: URL(a) ; CONNECTS TO: {{U}} FOR: a IF: X", ""},
		{"mentioned as a port", "ENVIRONMENT NEEDS: H FORMAT: HOST(a) ; ENVIRONMENT NEEDS: P FORMAT: PORT(a) ; CONNECTS TO: {{H}} ON: TCP:{{P}}", ""},
		{"mentioned in a login", "ENVIRONMENT NEEDS: U FORMAT: URL(a) ; CONNECTS TO: x WITH: uri={{U}}", ""},
		{"one of several", "ENVIRONMENT NEEDS: ONE OF U, V FORMAT: URL(a)", "+ OPTIONALLY CONNECTS TO: {{U}} FOR: a\n+ OPTIONALLY CONNECTS TO: {{V}} FOR: a"},
		{"all of several", "ENVIRONMENT NEEDS: ALL OF U, V FORMAT: URL(a)", "+ CONNECTS TO: {{U}} FOR: a\n+ CONNECTS TO: {{V}} FOR: a"},
		{"host and port", "ENVIRONMENT NEEDS: H FORMAT: HOST(a/s) ; ENVIRONMENT NEEDS: P FORMAT: PORT(a/s)", "+ CONNECTS TO: {{H}} ON: TCP:{{P}} FOR: a/s"},
		{"a port of another type", "ENVIRONMENT NEEDS: H FORMAT: HOST(a) ; ENVIRONMENT NEEDS: P FORMAT: PORT(b)", "+ CONNECTS TO: {{H}} FOR: a"},
		{
			"pairs by name",
			"ENVIRONMENT NEEDS: R_HOST FORMAT: HOST(a) ; ENVIRONMENT NEEDS: W_HOST FORMAT: HOST(a) ; ENVIRONMENT NEEDS: W_PORT FORMAT: PORT(a) ; ENVIRONMENT NEEDS: R_PORT FORMAT: PORT(a)",
			"+ CONNECTS TO: {{R_HOST}} ON: TCP:{{R_PORT}} FOR: a\n+ CONNECTS TO: {{W_HOST}} ON: TCP:{{W_PORT}} FOR: a",
		},
		{"the type's transport", "ENVIRONMENT NEEDS: H FORMAT: HOST(com.etsy.statsd) ; ENVIRONMENT NEEDS: P FORMAT: PORT(com.etsy.statsd)", "+ CONNECTS TO: {{H}} ON: UDP:{{P}} FOR: com.etsy.statsd"},
		{"a host that may bring its port", "ENVIRONMENT NEEDS: H FORMAT: HOST(a) | HOSTPORT(a) ; ENVIRONMENT NEEDS: P FORMAT: PORT(a)", "+ CONNECTS TO: {{H}} FOR: a"},
		{"FILE", "ENVIRONMENT NEEDS: P FORMAT: SECRET FILE: _FILE IF: A", "+ ENVIRONMENT ACCEPTS: P_FILE FORMAT: PATH(FILE) IF: A"},
		{"FILE by name", "ENVIRONMENT NEEDS: P FORMAT: SECRET FILE: P_FROM", "+ ENVIRONMENT ACCEPTS: P_FROM FORMAT: PATH(FILE)"},
		{"FILE that is declared", "ENVIRONMENT NEEDS: P FILE: _FILE ; ENVIRONMENT ACCEPTS: P_FILE FORMAT: PATH", ""},
		{
			"FILE and URL", "OPTIONALLY ENVIRONMENT NEEDS: U FORMAT: URL(a) FILE: _FILE",
			"+ OPTIONALLY ENVIRONMENT ACCEPTS: U_FILE FORMAT: PATH(FILE)\n+ OPTIONALLY CONNECTS TO: {{U}} FOR: a",
		},
		{"WRITE", "VOLUME AT: /d FORMAT: f REQUIRES: WRITE", "= VOLUME AT: /d FORMAT: f REQUIRES: WRITE PRODUCES: f"},
		{"READ", "VOLUME AT: /d FORMAT: f REQUIRES: READ", "= VOLUME AT: /d FORMAT: f REQUIRES: READ CONSUMES: f"},
		{"READ WRITE", "VOLUME AT: /d FORMAT: f REQUIRES: READ WRITE PRODUCES: g", "= VOLUME AT: /d FORMAT: f REQUIRES: READ WRITE PRODUCES: g CONSUMES: f"},
		{"no REQUIRES", "VOLUME AT: /d FORMAT: f", "= VOLUME AT: /d FORMAT: f"},
		{"EMITS implies nothing", "EMITS: U FORMAT: URL(a) VALUE: x", ""},
	}
	l := standard(t)
	for _, tt := range tests {
		merged := contract.Merge(layers(t, "catalog: "+tt.text)).Statements
		before := spelled(merged)
		var got []string
		for _, st := range contract.Desugar(merged, l) {
			_, isVolume := st.Clause.(contract.Volume)
			switch {
			case st.Implied != nil:
				got = append(got, "+ "+st.String())
			case isVolume:
				got = append(got, "= "+st.String())
			}
		}
		if strings.Join(got, "\n") != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, strings.Join(got, "\n"), tt.want)
		}
		if spelled(merged) != before {
			t.Errorf("%s: the merged statements have changed", tt.name)
		}
	}
}
