package contract_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// seed is where the language comes from; it parses as it was written.
const seed = `LISTENS ON: TCP:80 FOR: org.ietf.http/com.example.my-application-api
CONNECTS TO: pgwritemaster.internal ON: TCP:5432 FOR: org.postgresql.db/com.example.my-app-schema
CONNECTS TO: {{ETCD_HOST}} ON: TCP:{{ETCD_PORT}} FOR: com.coreos.etcd/client-communication
ENVIRONMENT NEEDS: ETCD_HOST FORMAT: HOST(com.coreos.etcd/client-communication)
ENVIRONMENT NEEDS: ETCD_PORT FORMAT: PORT(com.coreos.etcd/client-communication)
VOLUME AT: /logs FORMAT: org.w3.clf REQUIRES: WRITE UID: 4321
`

// parse reads a text that must be right.
func parse(tb testing.TB, text string) []contract.Statement {
	tb.Helper()
	statements, errs := contract.Parse(text)
	for _, e := range errs {
		tb.Errorf("Parse(%.200q): %v at %q", text, e, cut(text, e.Span))
	}
	return statements
}

func cut(text string, s source.Span) string { return text[s.Start:s.End] }

func named(name, schema string) contract.Expr {
	ty := contract.Type{Kind: contract.Named, Name: name}
	if schema != "" {
		ty.Schema = contract.Schema{Kind: contract.Named, Name: schema}
	}
	return contract.Expr{Types: []contract.Type{ty}}
}

func tcp(port int) contract.Endpoint {
	return contract.Endpoint{Transport: contract.TCP, First: port, Last: port}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	etcd := named("com.coreos.etcd", "client-communication")
	want := []contract.Clause{
		contract.Listen{On: tcp(80), For: named("org.ietf.http", "com.example.my-application-api")},
		contract.Connect{
			To: contract.Target{Host: "pgwritemaster.internal"}, On: tcp(5432), For: named("org.postgresql.db", "com.example.my-app-schema"),
		},
		contract.Connect{
			To:  contract.Target{Refs: []string{"ETCD_HOST"}},
			On:  contract.Endpoint{Transport: contract.TCP, Ref: contract.Template{{Ref: "ETCD_PORT"}}},
			For: etcd,
		},
		contract.Environment{Needed: true, Names: []string{"ETCD_HOST"}, Format: contract.Format{{Kind: contract.FmtHost, Type: etcd}}},
		contract.Environment{Needed: true, Names: []string{"ETCD_PORT"}, Format: contract.Format{{Kind: contract.FmtPort, Type: etcd}}},
		contract.Volume{
			At: contract.Template{{Text: "/logs"}}, Format: named("org.w3.clf", ""), Requires: contract.Write,
			UID: contract.IDs{Values: []int{4321}},
		},
	}
	statements := parse(t, seed)
	if len(statements) != len(want) {
		t.Fatalf("the seed has %d statements, want %d", len(statements), len(want))
	}
	lines := strings.Split(seed, "\n")
	for i, st := range statements {
		if !reflect.DeepEqual(st.Clause, want[i]) {
			t.Errorf("line %d\n got %#v\nwant %#v", i+1, st.Clause, want[i])
		}
		if got := cut(seed, st.Span); got != lines[i] {
			t.Errorf("the span of line %d is %q", i+1, got)
		}
	}
	if got := contract.Print(statements); got != seed {
		t.Errorf("printed again it is\n%s", got)
	}
}

// canonical are statements as they are printed; each parses to itself.
var canonical = []string{
	"CONTRACT: 1 PARTIAL: YES DOC: \"a \\\"part\\\"\"",
	"CONTRACT: 1 PARTIAL: NO",
	"IMAGE: docker.io/library/postgres TAGS: >=14,<19",
	"IMAGE: acme/*",
	"TYPE: org.mariadb.db SPEAKS: com.mysql.db@>=5.7,<=8.0 PORTS: 3306 SCHEMES: mariadb, mysql VERSIONS: SEMVER CELLS: database",
	"TYPE: org.ietf.dns PORTS: UDP:53, 53",
	"TYPE: com.docker.engine IS: org.ietf.http PORTS: UNIX:/run/docker.sock, 2375",
	"TYPE: com.example.x@>=2 LIKE: com.example.y | com.example.z VERSIONS: EXACT",
	"FORALL: <A> IS: org.ietf.http",
	"RUNS: ONCE IF: COMMAND(/\\bmigrate\\b/)",
	"RUNS: ON-DEMAND",
	"SCALES: 1..1",
	"SCALES: 0..*",
	"READY WHEN: LISTENING",
	"READY WHEN: LOG \"ready to accept\" TIMES 2",
	"READY WHEN: HEALTHY VIA: \"pg_isready -h 127.0.0.1 -U {{POSTGRES_USER}}\"",
	"LISTENS ON: TCP:8000-8010 FOR: org.ietf.http@2+tls? & org.ietf.websocket AS: web BIND: LOOPBACK",
	"LISTENS ON: TCP:{{PORT}} FOR: org.ietf.http@1.1/<A> BIND: {{BIND_ADDRESS}} ADVERTISES: {{ADVERTISED}}:{{PORT}}",
	"LISTENS ON: UNIX:/run/app.sock FOR: org.fastcgi.fastcgi",
	"LISTENS ON: UNIX:{{SOCKET}} FOR: ?",
	"LISTENS ON: TCP:* FOR: *",
	"LISTENS ON: SCTP:7777 DEPRECATED: \"use TCP\"",
	"LISTENS ON: TCP:3306 FOR: com.mysql.db@tag+tls?/* AS: db WITH: username={{U}} password=? WITH: username=root password=\"\"",
	"CONNECTS TO: * FOR: org.ietf.smtp SCOPE: EXTERNAL",
	"CONNECTS TO: {{A}} | {{B}} FOR: org.postgresql.db@>=14/com.example.app@>=5 WHEN: START",
	"CONNECTS TO: /run/docker.sock FOR: com.docker.engine WHEN: LAZY",
	"CONNECTS TO: db.internal ON: TCP:5432 FOR: org.postgresql.db+mtls AS: main-db WITH: database=app SCOPE: INTERNAL",
	"PROVIDES: ? ON: db IF: MOUNTED(/docker-entrypoint-initdb.d)",
	"PROVIDES: com.example.app@3 ON: {{DATABASE_URL}}",
	"PROVISIONS: com.example.app@7 ON: db FROM: com.example.app@<7 IF: COMMAND(/\\bmigrate\\b/)",
	"EMITS: API_URL FORMAT: URL(org.ietf.http/com.example.api@3) VALUE: http://{{service}}:{{PORT}}/",
	"EMITS: TOKEN FORMAT: SECRET IN: /shared/token",
	"COMMAND FORBIDS: /--skip-networking( |$)/ IF: TAG(@>=8.4) DOC: \"gone\"",
	"LACKS: curl, wget, /bin/sh",
	"ENVIRONMENT NEEDS: ONE OF A, B FORMAT: STRING",
	"ENVIRONMENT NEEDS: ANY OF A, B, C",
	"ENVIRONMENT ACCEPTS: ALL OF A, B",
	"ENVIRONMENT ACCEPTS: KC_* FORMAT: STRING",
	"ENVIRONMENT NEEDS: P FORMAT: SECRET(STRING(8..*)) FILE: _FILE UNLESS: AUTH=trust",
	"ENVIRONMENT ACCEPTS: discovery.type FORMAT: ENUM(single-node|\"a b\"|c) DEFAULT: single-node",
	"ENVIRONMENT ACCEPTS: U FORMAT: STRING(1..63) DEFAULT: {{V}} FILE: U_FROM DEPRECATED: \"use V\"",
	"ENVIRONMENT ACCEPTS: L FORMAT: LIST(HOSTPORT(org.apache.kafka), \";\") | URL",
	"ENVIRONMENT ACCEPTS: F FORMAT: BOOL(on|off) DEFAULT: \"\"",
	"ENVIRONMENT ACCEPTS: R FORMAT: REGEX(/a\\/b(c|d) KEY: ; # \"/)",
	"ENVIRONMENT ACCEPTS: T FORMAT: PATH(FILE, org.ietf.tls-keypair) | PATH(SOCKET) | PATH(org.w3.site) | PATH",
	"ENVIRONMENT ACCEPTS: N FORMAT: INT(-1..10) | FLOAT(0.5..1.5) | DURATION(1s..5m) | SIZE(64m..*)",
	"ENVIRONMENT ACCEPTS: V FORMAT: VERSION(@>=8,<9) | JSON(com.example.config) | JSON",
	"ENVIRONMENT ACCEPTS: X FORMAT: FLAG | EMAIL | UUID | CIDR | TZ | LOCALE | UID | DSN(org.postgresql.db)",
	"ENVIRONMENT FORBIDS: MYSQL_USER IF: MYSQL_USER=root & !OTHER DOC: \"no; # not: KEY: this\"",
	"ENVIRONMENT FORBIDS: A IF: B=\"x y\" | TAG(/alpine$/) | !MOUNTED(\"/a b\")",
	"ENVIRONMENT IGNORES: REDIS_PASSWORD UNLESS: COMMAND(/x/) DOC: \"use --requirepass\"",
	"VOLUME AT: /data FORMAT: org.postgresql.data@tag REQUIRES: READ WRITE UID: 999|70 GID: ANY MODE: 0600 CHOWNS: YES SHARE: EXCLUSIVE PERSIST: YES AS: data",
	"VOLUME AT: {{PGDATA}} FORMAT: org.w3.clf PRODUCES: org.w3.clf CONSUMES: org.w3.site | org.w3.clf CHOWNS: NO SHARE: SHARED PERSIST: NO",
	"OPTIONALLY VOLUME AT: \"/with space\" REQUIRES: READ",
	"OPTIONALLY LISTENS ON: TCP:80 FOR: com.acme.x@{{VERSION}}",
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, text := range canonical {
		statements := parse(t, text)
		if len(statements) != 1 {
			t.Errorf("%s: %d statements", text, len(statements))
			continue
		}
		if got := statements[0].String(); got != text {
			t.Errorf("printed again\n%s\nis\n%s", text, got)
		}
	}
}

// TestSpellings reads other ways of writing what the second text says.
func TestSpellings(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"fields in any order", "LISTENS ON: TCP:80 AS: web FOR: org.ietf.http", "LISTENS ON: TCP:80 FOR: org.ietf.http AS: web"},
		{"separator", "SCALES: 1..1 ; RUNS: ONCE", "SCALES: 1..1\nRUNS: ONCE"},
		{"separator at the end of a line", "SCALES: 1..1 ;\nRUNS: ONCE ;", "SCALES: 1..1\nRUNS: ONCE"},
		{"joined lines", "LISTENS ON: TCP:80 \\\n  FOR: org.ietf.http", "LISTENS ON: TCP:80 FOR: org.ietf.http"},
		{"joined lines, CR LF", "LISTENS ON: TCP:80\\\r\nFOR: org.ietf.http\r\n", "LISTENS ON: TCP:80 FOR: org.ietf.http"},
		{"joined lines in quotes", "RUNS: ONCE DOC: \"a \\\nb\"", "RUNS: ONCE DOC: \"a b\""},
		{"comments", "# all\nRUNS: ONCE # KEY: x ; SCALES: 1..1\n  # more", "RUNS: ONCE"},
		{"a comment ends at its line, joined or not", "RUNS: ONCE # c \\\nSCALES: 1..1", "RUNS: ONCE\nSCALES: 1..1"},
		{"a hash within a word", "ENVIRONMENT ACCEPTS: A DEFAULT: x#y", "ENVIRONMENT ACCEPTS: A DEFAULT: \"x#y\""},
		{"tabs and runs of spaces", "LISTENS \t ON:\tTCP:80   FOR:  ?", "LISTENS ON: TCP:80 FOR: ?"},
		{"env() in a template", "CONNECTS TO: env(DB) ON: TCP:env(P)", "CONNECTS TO: {{DB}} ON: TCP:{{P}}"},
		{"env() in quotes", `EMITS: U FORMAT: URL VALUE: "http://env(H)/myenv(x)"`, `EMITS: U FORMAT: URL VALUE: "http://{{H}}/myenv\(x)"`},
		{"references with spaces", "CONNECTS TO: {{ A }}|{{B }}", "CONNECTS TO: {{A}} | {{B}}"},
		{"braces that are no reference", `EMITS: U FORMAT: JSON VALUE: {"a":1}`, ""},
		{"braces in quotes", `EMITS: U FORMAT: JSON VALUE: "{\"a\":\{\{1}}"`, `EMITS: U FORMAT: JSON VALUE: "\{\"a\":\{\{1}}"`},
		{"text before a key is no key", "READY WHEN: LOG \"KEY: x\"", "READY WHEN: LOG \"KEY: x\""},
		{"two words before a key", "VOLUME AT: /d REQUIRES: READ WRITE UID: 1", "VOLUME AT: /d REQUIRES: READ WRITE UID: 1"},
		{"a range without @", "ENVIRONMENT ACCEPTS: V FORMAT: VERSION(>=8)", "ENVIRONMENT ACCEPTS: V FORMAT: VERSION(@>=8)"},
		{"spaces in a list", "IMAGE: a TAGS: >=8 , <9", ""},
		{"spaces behind commas", "IMAGE: a TAGS: >=8, <9", "IMAGE: a TAGS: >=8,<9"},
		{"a stray carriage return is white space", "RUNS:\rONCE", "RUNS: ONCE"},
		{"empty", "", ""},
		{"only comments", "# nothing\n\n   \n", ""},
	}
	for _, tt := range tests {
		statements, errs := contract.Parse(tt.text)
		got := strings.TrimSuffix(contract.Print(statements), "\n")
		if got != tt.want {
			t.Errorf("%s: %q gives\n%s\nwant\n%s", tt.name, tt.text, got, tt.want)
		}
		if (len(errs) == 0) != (tt.want != "" || len(strings.TrimSpace(tt.text)) == 0 || tt.text[0] == '#') {
			t.Errorf("%s: errors %v", tt.name, errs)
		}
	}
}

// wrong are statements that are not right.
var wrong = []struct {
	text string
	at   string // the text that the error points at
	says string // a part of the message
}{
	{"LISTENS TO: TCP:80", "LISTENS TO", "unknown statement"},
	{"LISTNES ON: TCP:80", "LISTNES ON", "did you mean `LISTENS ON`?"},
	{"listens on: TCP:80", "listens on", "`LISTENS ON:`"},
	{"LISTENS ON TCP:80", "LISTENS ON TCP", "expected a statement"},
	{"RUNS ONCE", "RUNS ONCE", "expected a statement"},
	{"hello world again", "hello world", "expected a statement"},
	{"OPTIONALLY", "OPTIONALLY", "expected a statement"},
	{"LISTENS ON:", "", "found nothing"},
	{"LISTENS ON: 80", "80", "`TCP:`"},
	{"LISTENS ON: TCP:http", "http", "expected a port"},
	{"LISTENS ON: TCP:70000", "70000", "between 1 and 65535"},
	{"LISTENS ON: TCP:0", "0", "between 1 and 65535"},
	{"LISTENS ON: TCP:90-80", "", "lower to the higher"},
	{"LISTENS ON: UNIX:run/x", "run/x", "absolute path"},
	{"LISTENS ON: TCP:80 FRO: ?", "FRO", "did you mean `FOR`?"},
	{"LISTENS ON: TCP:80 UID: 1", "UID", "has no meaning behind LISTENS ON"},
	{"LISTENS ON: TCP:80 FOR: ? FOR: ?", "FOR", "given twice"},
	{"LISTENS ON: TCP:80 FOR: Http", "Http", "expected a type"},
	{"LISTENS ON: TCP:80 FOR: a | b & c", "&", "do not mix"},
	{"LISTENS ON: TCP:80 FOR: a+ssl", "+ssl", "`+tls`"},
	{"LISTENS ON: TCP:80 FOR: a@", "", "range of versions"},
	{"LISTENS ON: TCP:80 FOR: <a>", "<a>", "type variable"},
	{"LISTENS ON: TCP:80 FOR: ? extra", "extra", "expected nothing more behind"},
	{"LISTENS ON: TCP:80 WITH: username", "", "expected `=`"},
	{"LISTENS ON: TCP:80 WITH: username=", "", "an empty one is written"},
	{"LISTENS ON: TCP:80 BIND: LOCAL", "LOCAL", "`LOOPBACK` or `ANY`"},
	{"LISTENS ON: TCP:80 AS: Web", "Web", "small letters"},
	{"CONNECTS TO: db:5432", "db:5432", "without a port"},
	{"CONNECTS TO: http://db", "http://db", "expected a host name"},
	{"CONNECTS TO: {{DB", "", "expected `}}`"},
	{"CONNECTS TO: {{DB} FOR: ?", "} FOR: ?", "`}}`"},
	{"PROVIDES: a", "PROVIDES", "expected `ON:`"},
	{"EMITS: A", "EMITS", "expected `FORMAT:`"},
	{"EMITS: A FORMAT: URL VALUE: x IN: /y", "EMITS", "exclude each other"},
	{"RUNS: TWICE", "TWICE", "`FOREVER`, `ONCE` or `ON-DEMAND`"},
	{"RUNS: ONCE IF: A UNLESS: B", "UNLESS", "exclude each other"},
	{"RUNS: ONCE IF: A & B | C", "|", "do not mix"},
	{"RUNS: ONCE IF: 1", "1", "expected a variable"},
	{"RUNS: ONCE IF: COMMAND(/(/)", "/(/)", "RE2"},
	{"RUNS: ONCE IF: COMMAND(/a)", "/a)", "`/` at its end"},
	{"RUNS: ONCE IF: COMMAND(/((((a{9}){9}){9}){9})/)", "/((((a{9}){9}){9}){9})/)", "RE2"},
	{"COMMAND FORBIDS: /" + strings.Repeat("x", 600) + "/", "/" + strings.Repeat("x", 600) + "/", "512"},
	{"COMMAND FORBIDS: /" + strings.Repeat("x", 100) + "(abc){900}/", "/" + strings.Repeat("x", 100) + "(abc){900}/", "good time"},
	{"SCALES: 3", "", "`..`"},
	{"SCALES: 3..1", "", "lower to the higher"},
	{"CONTRACT: one", "one", "version"},
	{"CONTRACT: 0", "", "from 1"},
	{"READY WHEN: LOG ready", "ready", "quotes"},
	{"READY WHEN: HEALTHY VIA: pg_isready", "pg_isready", "quotes"},
	{"ENVIRONMENT NEEDS: 1A", "1A", "variable"},
	{"ENVIRONMENT NEEDS: ONE OF", "", "variable"},
	{"ENVIRONMENT ACCEPTS: ANY OF A, B", "ANY", "needs at least one"},
	{"ENVIRONMENT NEEDS: A FORMAT: URI", "URI", "did you mean `URL`"},
	{"ENVIRONMENT NEEDS: A FORMAT: ENUM", "", "`(`"},
	{"ENVIRONMENT NEEDS: A FORMAT: FLAG(x)", "x)", "no operands"},
	{"ENVIRONMENT NEEDS: A FORMAT: INT(5..1)", ")", "above"},
	{"ENVIRONMENT NEEDS: A FORMAT: INT(a..1)", "a..1)", "bound"},
	{"ENVIRONMENT NEEDS: A FORMAT: BOOL(a|b|c)", ")", "two words"},
	{"ENVIRONMENT NEEDS: A FORMAT: HOST(org.x", "(", "never closed"},
	{"ENVIRONMENT NEEDS: A FORMAT: " + strings.Repeat("LIST(", 20) + "URL" + strings.Repeat(")", 20), "", "deep"},
	{"ENVIRONMENT NEEDS: A DEFAULT: two words", "words", "expected nothing more behind"},
	{"ENVIRONMENT NEEDS: A DEFAULT: \"open", "\"open", "never closed"},
	{"ENVIRONMENT NEEDS: A DOC: words", "words", "quotes"},
	{"VOLUME AT: data", "data", "absolute path"},
	{"VOLUME AT: /d MODE: 0899", "0899", "permission bits"},
	{"VOLUME AT: /d UID: root", "root", "number"},
	{"VOLUME AT: /d REQUIRES: EXECUTE", "EXECUTE", "`READ` or `WRITE`"},
	{"VOLUME AT: /d CHOWNS: TRUE", "TRUE", "`YES` or `NO`"},
	{"TYPE: X", "X", "type's name"},
	{"IMAGE:", "", "repository"},
}

func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range wrong {
		_, errs := contract.Parse(tt.text)
		if len(errs) == 0 {
			t.Errorf("%q: no error", tt.text)
			continue
		}
		e := errs[0]
		got := cut(tt.text, e.Span)
		if tt.at != "" && !strings.HasPrefix(got, strings.Fields(tt.at)[0]) || !strings.Contains(e.Error(), tt.says) {
			t.Errorf("%.80q: error %q at %q, want %q at %q", tt.text, e.Error(), got, tt.says, tt.at)
		}
		if e.Warning {
			t.Errorf("%q: the error is a warning", tt.text)
		}
	}
}

func TestParseGoesOn(t *testing.T) {
	t.Parallel()
	text := "LISTENS ON: TCP:x\nRUNS: ONCE\nBOGUS: 1\nSCALES: 1..1 MODE: 1\nENVIRONMENT NEEDS: A FORMAT: NOPE DEFAULT: \"\nLACKS: sh\n"
	statements, errs := contract.Parse(text)
	if got := contract.Print(statements); got != "RUNS: ONCE\nLACKS: sh\n" {
		t.Errorf("statements that are right:\n%s", got)
	}
	if len(errs) != 4 {
		t.Errorf("%d errors, want 4: %v", len(errs), errs)
	}
	if !slices.IsSortedFunc(errs, func(a, b contract.SyntaxError) int { return a.Span.Start - b.Span.Start }) {
		t.Errorf("errors are out of order: %v", errs)
	}
}

func TestNewerVersion(t *testing.T) {
	t.Parallel()
	text := "SHINES ON: x\nRUNS: ONCE\nLISTENS ON: TCP:80 GLOW: y\nLISTENS ON: TCP:x\nCONTRACT: 2\n"
	statements, errs := contract.Parse(text)
	if got := contract.Print(statements); got != "RUNS: ONCE\nCONTRACT: 2\n" {
		t.Errorf("statements that are known:\n%s", got)
	}
	warnings := make([]bool, 0, len(errs))
	for _, e := range errs {
		warnings = append(warnings, e.Warning)
	}
	if !slices.Equal(warnings, []bool{true, true, false}) {
		t.Errorf("warnings %v in %v", warnings, errs)
	}
	if _, errs := contract.Parse(strings.Replace(text, "CONTRACT: 2", "CONTRACT: 1", 1)); len(errs) != 3 || errs[0].Warning {
		t.Errorf("under the known version: %v", errs)
	}
}

func TestParseBounds(t *testing.T) {
	t.Parallel()
	if _, errs := contract.Parse(strings.Repeat("x", contract.Longest+1)); len(errs) != 1 {
		t.Errorf("a contract that is too long gives %v", errs)
	}
	if _, errs := contract.Parse(strings.Repeat("x\n", 10000)); len(errs) > 101 {
		t.Errorf("%d errors for 10000 wrong lines", len(errs))
	}
	if _, errs := contract.Parse("RUNS: ONCE" + strings.Repeat(" DOC: \"x\"", 100)); len(errs) == 0 {
		t.Error("a hundred keys are no error")
	}
	for _, hostile := range []string{"(", "\"", "{{", "COMMAND(/", "\\\n", "a ", "A: ", "| ", "{{A}}|", "ENVIRONMENT NEEDS: A FORMAT: LIST(", ", "} {
		contract.Parse("CONNECTS TO: " + strings.Repeat(hostile, 64000/len(hostile)))
		contract.Parse(strings.Repeat(hostile, 65000/len(hostile)))
	}
}

func FuzzParse(f *testing.F) {
	f.Add(seed)
	for _, text := range canonical {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		statements, errs := contract.Parse(text)
		for _, e := range errs {
			if e.Span.Start < 0 || e.Span.End < e.Span.Start || e.Span.End > len(text) || e.Message == "" {
				t.Fatalf("Parse(%q): error %+v", text, e)
			}
		}
		for _, st := range statements {
			if st.Span.Start < 0 || st.Span.End < st.Span.Start || st.Span.End > len(text) {
				t.Fatalf("Parse(%q): span %v", text, st.Span)
			}
			sameAgain(t, st)
		}
	})
}

// sameAgain holds a statement to what its own spelling parses to.
func sameAgain(t *testing.T, st contract.Statement) {
	t.Helper()
	text := st.String()
	again, errs := contract.Parse(text)
	if len(errs) > 0 || len(again) != 1 {
		t.Fatalf("%#v\nis printed as\n%s\nwhich gives %v, %v", st, text, again, errs)
	}
	st.Span, again[0].Span = source.Span{}, source.Span{}
	if !reflect.DeepEqual(st, again[0]) {
		t.Fatalf("\n%#v\nis printed as\n%s\nwhich gives\n%#v", st, text, again[0])
	}
}
