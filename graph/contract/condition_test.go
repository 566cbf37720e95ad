package contract_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// world is what conditions are asked about in tests. A variable that starts
// with U is not known, and of one that starts with P only a part is.
type world struct {
	variables map[string]string
	mounted   map[string]contract.Answer
	command   *string
	tag       *string
}

func (w world) Variable(name string) (string, contract.Answer) {
	if strings.HasPrefix(name, "U") {
		return "", contract.Unsaid
	}
	if strings.HasPrefix(name, "P") {
		return "part", contract.Unsaid
	}
	value, ok := w.variables[name]
	if !ok {
		return "", contract.No
	}
	return value, contract.Yes
}

func (w world) Mounted(path string) contract.Answer { return w.mounted[path] }

func (w world) Command() (string, bool) {
	if w.command == nil {
		return "", false
	}
	return *w.command, true
}

func (w world) Tag() (string, bool) {
	if w.tag == nil {
		return "", false
	}
	return *w.tag, true
}

func TestHolds(t *testing.T) {
	t.Parallel()
	command, tag := "redis-server --requirepass secret", "7.2-alpine"
	known := world{
		variables: map[string]string{"A": "1", "EMPTY": ""},
		mounted:   map[string]contract.Answer{"/in": contract.Yes, "/out": contract.No},
		command:   &command, tag: &tag,
	}
	blind := world{}
	const yes, no, unsaid = contract.Yes, contract.No, contract.Unsaid
	tests := []struct {
		condition string
		facts     world
		want      contract.Answer
		groups    map[string]string
	}{
		{"", blind, yes, nil},
		{"IF: A", known, yes, nil},
		{"IF: !A", known, no, nil},
		{"UNLESS: A", known, no, nil},
		{"UNLESS: !A", known, yes, nil},
		{"IF: B", known, no, nil},
		{"IF: EMPTY", known, no, nil},
		{"IF: U", known, unsaid, nil},
		{"IF: P", known, yes, nil},
		{"IF: !P", known, no, nil},
		{"IF: P=part", known, unsaid, nil},
		{"IF: !U", known, unsaid, nil},
		{"UNLESS: U", known, unsaid, nil},
		{"IF: A=1", known, yes, nil},
		{"IF: A=2", known, no, nil},
		{"IF: B=1", known, no, nil},
		{"IF: EMPTY=\"\"", known, no, nil},
		{"IF: U=1", known, unsaid, nil},
		{"IF: A & B", known, no, nil},
		{"IF: A & U", known, unsaid, nil},
		{"IF: B & U", known, no, nil},
		{"IF: A | U", known, yes, nil},
		{"IF: B | U", known, unsaid, nil},
		{"IF: B | EMPTY", known, no, nil},
		{"UNLESS: A | B", known, no, nil},
		{"IF: MOUNTED(/in)", known, yes, nil},
		{"IF: MOUNTED(/out)", known, no, nil},
		{"IF: MOUNTED(/else)", known, unsaid, nil},
		{"IF: COMMAND(/--requirepass/)", known, yes, nil},
		{"IF: COMMAND(/--requirepass[= ](?P<password>\\S+)/)", known, yes, map[string]string{"password": "secret"}},
		{"IF: U & COMMAND(/--requirepass[= ](?P<password>\\S+)/)", known, unsaid, map[string]string{"password": "secret"}},
		{"UNLESS: COMMAND(/--requirepass[= ](?P<password>\\S+)/)", known, no, map[string]string{"password": "secret"}},
		{"IF: !COMMAND(/--port/)", known, yes, nil},
		{"IF: COMMAND(/--port/)", known, no, nil},
		{"IF: COMMAND(/x/)", blind, unsaid, nil},
		{"IF: TAG(@>=7)", known, yes, nil},
		{"IF: TAG(@>=8)", known, no, nil},
		{"IF: TAG(@>=7.2.1)", known, unsaid, nil},
		{"IF: TAG(@7)", known, yes, nil},
		{"IF: TAG(/alpine$/)", known, yes, nil},
		{"IF: TAG(/^(?P<major>\\d+)/)", known, yes, map[string]string{"major": "7"}},
		{"IF: TAG(@>=7)", blind, unsaid, nil},
		{"IF: TAG(/alpine/)", blind, unsaid, nil},
	}
	for _, tt := range tests {
		c := parse(t, strings.TrimSpace("RUNS: ONCE "+tt.condition))[0].Condition
		for range 2 { // a pattern is compiled the first time
			got, groups := c.Holds(tt.facts)
			if got != tt.want || !maps.Equal(groups, tt.groups) {
				t.Errorf("%q: %d with %v, want %d with %v", tt.condition, got, groups, tt.want, tt.groups)
			}
		}
	}
}

func TestHoldsBounds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 70000)
	c := parse(t, "RUNS: ONCE IF: COMMAND(/x/)")[0].Condition
	if got, _ := c.Holds(world{command: &long}); got != contract.Unsaid {
		t.Errorf("a command of 70000 bytes gives %d", got)
	}
	by := contract.Condition{Atoms: []contract.Atom{{Kind: contract.CommandMatches, Text: "b+"}}}
	short := "abbc"
	if got, _ := by.Holds(world{command: &short}); got != contract.Yes {
		t.Errorf("a condition that was not parsed gives %d", got)
	}
	by.Atoms[0].Text = "("
	if got, _ := by.Holds(world{command: &short}); got != contract.Unsaid {
		t.Errorf("a pattern that is none gives %d", got)
	}
}

func TestCommandForbidFind(t *testing.T) {
	t.Parallel()
	c, ok := parse(t, "COMMAND FORBIDS: /--old-option[= ]\\S+/")[0].Clause.(contract.CommandForbid)
	if !ok {
		t.Fatal("no COMMAND FORBIDS")
	}
	if match, found := c.Find("serve --old-option=x --new"); !found || match != "--old-option=x" {
		t.Errorf("found %q, %v", match, found)
	}
	if _, found := c.Find("serve --new"); found {
		t.Error("found an option that is not there")
	}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	lookup := func(name string) (string, bool) { return "<" + name + ">", name != "UNKNOWN" }
	tests := []struct {
		text, want string
		ok         bool
	}{
		{"plain", "plain", true},
		{"{{A}}", "<A>", true},
		{"http://{{A}}:{{B}}/", "http://<A>:<B>/", true},
		{"x{{UNKNOWN}}", "", false},
		{`""`, "", true},
	}
	for _, tt := range tests {
		e, ok := parse(t, "EMITS: X FORMAT: STRING VALUE: "+tt.text)[0].Clause.(contract.Emit)
		if !ok {
			t.Fatal("no EMITS")
		}
		if got, known := e.Value.Expand(lookup); got != tt.want || known != tt.ok {
			t.Errorf("%s expands to %q, %v, want %q, %v", tt.text, got, known, tt.want, tt.ok)
		}
	}
	if got, known := contract.Template(nil).Expand(lookup); got != "" || !known {
		t.Errorf("the zero template expands to %q, %v", got, known)
	}
}
