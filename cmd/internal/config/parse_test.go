package config_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/cmd/internal/config"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func rules() []string { return []string{"compose-invalid", "port-closed", "volume-ephemeral"} }

const complete = `# how this project is checked
severities:
  port-closed: warning
  volume-ephemeral: off
ignores:
  - rule: port-closed
    service: web
    key: API_URL
    file: env/*.env
    reason: the port is opened by hand
    expires: 2026-12-31
mirrors: ["docker.io=mirror.example.com/hub", "*=http://cache:5000/{host}"]
contracts: [../contracts]
catalogs:
  - catalog
  - oci://ghcr.io/acme/catalog@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
strict: true
`

func parse(text string) (config.Config, []graph.Problem) {
	return config.Parse(source.NewFile(config.Name, []byte(text)), rules())
}

func TestParse(t *testing.T) {
	t.Parallel()
	c, problems := parse(complete)
	if len(problems) > 0 {
		t.Fatalf("%+v", problems)
	}
	if c.Severities["port-closed"] != analyze.Warning || !c.Off["volume-ephemeral"] || len(c.Severities) != 1 || len(c.Off) != 1 {
		t.Errorf("severities %v, off %v", c.Severities, c.Off)
	}
	want := config.Ignore{Rule: "port-closed", Service: "web", Key: "API_URL", File: "env/*.env", Reason: "the port is opened by hand", Expires: "2026-12-31"}
	if len(c.Ignores) != 1 {
		t.Fatalf("%d ignores", len(c.Ignores))
	}
	at := c.Ignores[0].Place.Span
	c.Ignores[0].Place = source.Place{}
	if c.Ignores[0] != want || complete[at.Start:at.End] != "port-closed" {
		t.Errorf("ignore %+v at %q", c.Ignores[0], complete[at.Start:at.End])
	}
	texts := func(values []config.Value) (all []string) {
		for _, v := range values {
			all = append(all, v.Text)
			if written := complete[v.Place.Span.Start:v.Place.Span.End]; strings.Trim(written, `"`) != v.Text {
				t.Errorf("`%s` is said to stand at %q", v.Text, written)
			}
		}
		return all
	}
	if got := texts(c.Mirrors); !slices.Equal(got, []string{"docker.io=mirror.example.com/hub", "*=http://cache:5000/{host}"}) {
		t.Errorf("mirrors %q", got)
	}
	if got := texts(c.Contracts); !slices.Equal(got, []string{"../contracts"}) {
		t.Errorf("contracts %q", got)
	}
	if got := texts(c.Catalogs); len(got) != 2 || !c.Strict {
		t.Errorf("catalogs %q, strict %v", got, c.Strict)
	}
	if _, ok := c.Catalogs[0].Artifact(); ok {
		t.Error("a folder is taken for an artifact")
	}
	if reference, ok := c.Catalogs[1].Artifact(); !ok || !strings.HasPrefix(reference, "ghcr.io/acme/catalog@sha256:") {
		t.Errorf("the artifact is %q", reference)
	}
}

// faulty are texts, each with what is said of it and at which line and column;
// the texts that say nothing are right.
func faulty() []struct{ text, want, help string } {
	const digest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	return []struct{ text, want, help string }{
		{"", "", ""},
		{"# nothing\n", "", ""},
		{"{}", "", ""},
		{complete, "", ""},
		{"strict: false", "", ""},
		{"severities: {port-closed: info}", "", ""},
		{"severities: {compose-invalid: warning}", "", ""},
		{"ignores: []", "", ""},
		{"ignores: [{rule: port-closed, reason: because}]", "", ""},
		{"catalogs: [../catalog, 'oci://localhost:5000/c" + digest + "']", "", ""},

		{"[]", "1:1 the configuration must be a mapping", ""},
		{"word", "1:1 the configuration must be a mapping", ""},
		{"severitys: {}", "1:1 there is no key `severitys`", "a key of a similar name: `severities`"},
		{"strict: true\nrules: {}", "2:1 there is no key `rules`", "there are severities, ignores, mirrors, contracts, catalogs, strict"},
		{"severities: []", "1:13 `severities` must be a mapping", ""},
		{"severities: {port-close: error}", "1:14 there is no rule `port-close`", "a rule of a similar name: `port-closed`"},
		{"severities: {nonsense: error}", "1:14 there is no rule `nonsense`", "`ctypes rules` lists them"},
		{"severities: {port-closed: eror}", "1:27 there is no severity `eror`", "a severity of a similar name: `error`"},
		{"severities: {port-closed: 1}", "1:27 a severity must be a word: error, warning, info or off", ""},
		{"severities: {port-closed: }", "1:27 a severity must be a word: error, warning, info or off", ""},
		{"severities: {compose-invalid: off}", "1:31 the rule `compose-invalid` cannot be turned off: it says why a project could not be read", ""},
		{"ignores: {}", "1:10 `ignores` must be a list", ""},
		{"ignores: [port-closed]", "1:11 an ignore must be a mapping", ""},
		{"ignores:\n  - rule: port-closed", "2:5 an ignore must have a `reason`", ""},
		{"ignores:\n  - reason: because", "2:5 an ignore must have a `rule`", ""},
		{"ignores: [{rule: port-closed, reason: ''}]", "1:39 `reason` must be a text that is not empty", ""},
		{"ignores: [{rule: port-closed, reason: 1}]", "1:39 `reason` must be a text that is not empty", ""},
		{"ignores: [{rule: volumes-ephemeral, reason: a}]", "1:18 there is no rule `volumes-ephemeral`", "a rule of a similar name: `volume-ephemeral`"},
		{"ignores: [{rule: port-closed, reason: a, until: b}]", "1:42 there is no key `until`", "there are rule, service, key, file, reason, expires"},
		{"ignores: [{rule: port-closed, reason: a, expires: 2026-31-12}]", "1:51 `2026-31-12` is no day: expected a date such as 2026-12-31", ""},
		{"ignores: [{rule: port-closed, reason: a, expires: soon}]", "1:51 `soon` is no day: expected a date such as 2026-12-31", ""},
		{"ignores: [{rule: port-closed, reason: a, file: 'a[.env'}]", "1:48 `a[.env` is no pattern of files: expected a relative path, in which * and ? stand for what differs", ""},
		{"mirrors: a=b", "1:10 `mirrors` must be a list", ""},
		{"mirrors: [nonsense]", "1:11 `nonsense` is no mirror: expected HOST=[http://]HOST[:PORT][/PREFIX]", ""},
		{"mirrors: [1]", "1:11 a mirror must be a text that is not empty", ""},
		{"contracts: ['']", "1:13 a folder must be a text that is not empty", ""},
		{"contracts: ['https://example.com/a']", "1:13 `https://example.com/a` is no folder: contracts are read from folders alone, and `catalogs` from registries too", ""},
		{"catalogs: ['oci://ghcr.io/acme/c:1']", "1:12 the catalog `oci://ghcr.io/acme/c:1` is not pinned: expected oci://HOST/REPOSITORY@sha256:DIGEST", ""},
		{"catalogs: ['https://example.com/a']", "1:12 `https://example.com/a` is no catalog: expected a folder or oci://HOST/REPOSITORY@sha256:DIGEST", ""},
		{"strict: 1", "1:9 `strict` must be true or false", ""},
		{"strict: 'true'", "1:9 `strict` must be true or false", ""},
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for _, tt := range faulty() {
		_, problems := parse(tt.text)
		got := ""
		for _, p := range problems {
			got += said(tt.text, p)
			if p.Help != tt.help || !p.Fatal || p.Rule != "compose-invalid" {
				t.Errorf("%q: help %q, want %q (%+v)", tt.text, p.Help, tt.help, p)
			}
		}
		if got != tt.want {
			t.Errorf("%q:\ngot  %q\nwant %q", tt.text, got, tt.want)
		}
	}
}

// said is a problem with the line and the column that it is about.
func said(text string, p graph.Problem) string {
	at := source.NewFile(config.Name, []byte(text)).Position(p.Place.Span.Start)
	return strconv.Itoa(at.Line) + ":" + strconv.Itoa(at.Column) + " " + p.Message
}

// TestUnschemed checks what is wrong in ways that a schema cannot say.
func TestUnschemed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"strict: true\nstrict: false":                            "2:1 the key `strict` is there twice",
		"severities:\n  port-closed: error\n  port-closed: info": "3:3 the rule `port-closed` is there twice",
		"a: {":                            "is no YAML",
		"strict: true\n---\nstrict: true": "a second document means nothing here",
		"strict: \xff":                    "is not UTF-8",
		strings.Repeat("[", 100):          "is no YAML",
		"mirrors: [" + strings.Repeat("a=b,", 1001) + "]": "1:10 `mirrors` may have 1000 items at most",
	} {
		_, problems := parse(text)
		if len(problems) != 1 || !strings.Contains(said(text, problems[0]), want) {
			t.Errorf("%.40q: %+v, want %q", text, problems, want)
		}
	}
}

// TestSchema holds the schema to the parser: it takes what that takes, and
// refuses what that refuses.
func TestSchema(t *testing.T) {
	t.Parallel()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(config.Schema(rules())))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("config.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range faulty() {
		err := schema.Validate(plain(t, tt.text))
		if (err == nil) != (tt.want == "") {
			t.Errorf("%q: the parser says %q, the schema %v", tt.text, tt.want, err)
		}
	}
}

// plain is a YAML text as JSON has it, days as the texts that they are.
func plain(t *testing.T, text string) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	days(&n)
	var v any
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return instance
}

func days(n *yaml.Node) {
	if n.Tag == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, c := range n.Content {
		days(c)
	}
}

// FuzzParse checks that no text makes the parser panic, and that problems stand
// inside of the text.
func FuzzParse(f *testing.F) {
	for _, tt := range faulty() {
		f.Add(tt.text)
	}
	f.Add("a: &a [*a]\nseverities: *a\n<<: {strict: true}")
	f.Fuzz(func(t *testing.T, text string) {
		_, problems := parse(text)
		for _, p := range problems {
			if s := p.Place.Span; s.Start < 0 || s.End < s.Start || s.End > len(text) {
				t.Errorf("%q: %+v", p.Message, s)
			}
		}
	})
}
