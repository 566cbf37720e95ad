package contract_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// generator makes up statements of every kind.
type generator struct{ *rand.Rand }

func newGenerator(seed uint64) generator { return generator{rand.New(rand.NewPCG(seed, 0))} }

func (g generator) maybe() bool { return g.IntN(2) == 0 }

func pick[T any](g generator, all ...T) T { return all[g.IntN(len(all))] }

// some makes a list of up to most things, nil for an empty one.
func some[T any](g generator, least, most int, one func() T) []T {
	n := least + g.IntN(most-least+1)
	if n == 0 {
		return nil
	}
	all := make([]T, n)
	for i := range all {
		all[i] = one()
	}
	return all
}

// or is a thing half of the time, and its zero value otherwise.
func or[T any](g generator, one func() T) T {
	var zero T
	if g.maybe() {
		return zero
	}
	return one()
}

// text is any text that may stand in quotes.
func (g generator) text() string {
	return pick(g, "plain", "two words", `say "hi"`, `back\slash`, "line\nbreak", "tab\there", "# ; KEY: value", "{{not}} a {ref", "env(NOT)",
		"ümlaut", "?", "a:", "$HOME", "/re/", "(", "x=y|z&w", "it's", "\r", " ")
}

func (g generator) variable() string {
	return pick(g, "A", "DATABASE_URL", "_x", "discovery.type", "a-b", "P2", "env", "KEY")
}

func (g generator) label() string { return pick(g, "db", "web", "main-db", "x1") }

func (g generator) name() string {
	return pick(g, "org.ietf.http", "org.postgresql.db", "org.amqp.amqp-0-9-1", "local", "com.example.my_app")
}

func (g generator) path() string {
	return pick(g, "/", "/data", "/var/lib/x.y", "/with space", "/pa,ren(s)", `/back\slash`, "/a\"b", "/run/x.sock")
}

func (g generator) pattern() string {
	return pick(g, `--port[= ](?P<port>\d+)`, "a/b", `x|y`, `\bmigrate\b`, `"quoted" # ; KEY: x`, `(a(b))`, `\\`, `[(/]`, `^$`, "")
}

func (g generator) word() string {
	return pick(g, "a", "b1", "two words", "", "#x", "x,y", "x|y", `"`, "root", "KEY:", "(x)", `\`)
}

func (g generator) template() contract.Template {
	var t contract.Template
	for range 1 + g.IntN(3) {
		last := len(t) - 1
		if g.maybe() || last >= 0 && t[last].Ref == "" {
			t = append(t, contract.Segment{Ref: g.variable()})
		} else {
			t = append(t, contract.Segment{Text: g.text()})
		}
	}
	if g.IntN(10) == 0 {
		return contract.Template{{}}
	}
	return t
}

func (g generator) versions() contract.Range {
	switch g.IntN(5) {
	case 0:
		return contract.Range{}
	case 1:
		return contract.Range{Any: true}
	case 2:
		return contract.Range{Tag: true}
	case 3:
		return contract.Range{Ref: contract.Template{{Ref: g.variable()}}}
	}
	return g.comparisons()
}

func (g generator) comparisons() contract.Range {
	return contract.Range{Comparisons: some(g, 1, 3, func() contract.Comparison {
		return contract.Comparison{Op: pick(g, "", ">=", "<=", ">", "<", "=", "^", "~"), Version: pick(g, "1", "16.2", "8.0.40", "2024-08-29", "v1")}
	})}
}

func (g generator) schema() contract.Schema {
	kind := pick(g, contract.Unknown, contract.Top, contract.Variable, contract.Named, contract.Named)
	s := contract.Schema{Kind: kind}
	switch kind {
	case contract.Variable:
		s.Name = pick(g, "A", "Up2")
	case contract.Named:
		s.Name, s.Range = g.name(), g.versions()
	case contract.Absent, contract.Unknown, contract.Top:
	}
	return s
}

func (g generator) typ() contract.Type {
	s := g.schema()
	t := contract.Type{Kind: s.Kind, Name: s.Name, Range: s.Range}
	if t.Kind == contract.Named {
		t.TLS = pick(g, contract.PlainTLS, contract.RequiresTLS, contract.OffersTLS, contract.MutualTLS)
		t.Schema = or(g, g.schema)
	}
	return t
}

func (g generator) expr() contract.Expr {
	types := some(g, 1, 3, g.typ)
	return contract.Expr{Types: types, All: len(types) > 1 && g.maybe()}
}

func (g generator) maybeExpr() contract.Expr { return or(g, g.expr) }

func (g generator) endpoint() contract.Endpoint {
	transport := pick(g, contract.TCP, contract.UDP, contract.SCTP, contract.Unix)
	e := contract.Endpoint{Transport: transport}
	switch {
	case g.IntN(3) == 0:
		e.Ref = contract.Template{{Ref: g.variable()}}
	case transport == contract.Unix:
		e.Path = g.path()
	case g.IntN(5) == 0:
		e.Any = true
	default:
		e.First = 1 + g.IntN(65535)
		e.Last = e.First + g.IntN(65536-e.First)
	}
	return e
}

func (g generator) target() contract.Target {
	switch g.IntN(4) {
	case 0:
		return contract.Target{Any: true}
	case 1:
		return contract.Target{Host: pick(g, "db", "db.internal", "10.0.0.1", "my_db")}
	case 2:
		return contract.Target{Path: g.path()}
	}
	return contract.Target{Refs: some(g, 1, 3, g.variable)}
}

func (g generator) principals() []contract.Principal {
	return some(g, 0, 2, func() contract.Principal {
		return some(g, 1, 3, func() contract.Attribute {
			a := contract.Attribute{Name: pick(g, "username", "password", "database")}
			if a.Unknown = g.IntN(4) == 0; !a.Unknown {
				a.Value = g.template()
			}
			return a
		})
	})
}

func (g generator) format(depth int) contract.Format {
	return some(g, 1, 2, func() contract.Fmt { return g.fmt(depth) })
}

func (g generator) fmt(depth int) contract.Fmt {
	f := contract.Fmt{Kind: contract.FmtKind(1 + g.IntN(int(contract.FmtUID)))}
	switch f.Kind {
	case contract.FmtHost, contract.FmtPort, contract.FmtHostPort, contract.FmtURL, contract.FmtDSN:
		f.Type = g.maybeExpr()
	case contract.FmtInt, contract.FmtFloat, contract.FmtString, contract.FmtSize:
		f.Low, f.High = pick(g, "", "1", "2"), pick(g, "", "2", "30")
	case contract.FmtDuration:
		f.Low, f.High = pick(g, "", "1s"), pick(g, "", "5m", "1h30m")
	case contract.FmtBool:
		f.Words = or(g, func() []string { return []string{g.word(), g.word()} })
	case contract.FmtEnum:
		f.Words = some(g, 1, 4, g.word)
	case contract.FmtRegex:
		f.Pattern = g.pattern()
	case contract.FmtPath:
		f.Path, f.Type = pick(g, "", "FILE", "DIR", "SOCKET"), g.maybeExpr()
	case contract.FmtSecret, contract.FmtList:
		if depth < 3 && (f.Kind == contract.FmtList || g.maybe()) {
			f.Inner = g.format(depth + 1)
		}
		if f.Kind == contract.FmtList {
			if f.Inner == nil {
				f.Inner = contract.Format{{Kind: contract.FmtInt}}
			}
			f.Separator = pick(g, "", ";", " ", `"`, "|")
		}
	case contract.FmtJSON:
		f.Schema = pick(g, "", "com.example.config")
	case contract.FmtVersion:
		f.Range = g.versions()
	case contract.FmtFlag, contract.FmtEmail, contract.FmtUUID, contract.FmtCIDR, contract.FmtTZ, contract.FmtLocale, contract.FmtUID:
	}
	return f
}

func (g generator) condition() contract.Condition {
	if g.maybe() {
		return contract.Condition{}
	}
	atoms := some(g, 1, 3, func() contract.Atom {
		a := contract.Atom{Not: g.maybe(), Kind: contract.AtomKind(1 + g.IntN(int(contract.TagMatches)))}
		switch a.Kind {
		case contract.VariableSet:
			a.Name = g.variable()
		case contract.VariableEquals:
			a.Name, a.Text = g.variable(), g.word()
		case contract.Mounted:
			a.Name = g.path()
		case contract.CommandMatches, contract.TagMatches:
			a.Text = g.pattern()
		case contract.TagIn:
			a.Tags = g.comparisons()
		}
		return a
	})
	return contract.Condition{Unless: g.maybe(), Or: len(atoms) > 1 && g.maybe(), Atoms: atoms}
}

// declaration is a clause that no condition may stand behind.
func (g generator) declaration() contract.Clause {
	switch g.IntN(4) {
	case 0:
		return contract.Header{Version: contract.Version, Partial: contract.Answer(g.IntN(3))}
	case 1:
		return contract.Image{
			Repository: pick(g, "docker.io/library/postgres", "acme/*", "localhost:5000/x"), Tags: or(g, g.comparisons),
			Base: pick(g, "", "docker.io/library/postgres"), Version: pick(g, "", "PG_MAJOR"), Tagged: pick(g, "", `pg(\d+)`),
		}
	case 2:
		return contract.ForAll{Variable: pick(g, "A", "Up2"), Is: g.maybeExpr()}
	}
	return contract.TypeDecl{
		Name: g.name(), Range: g.versions(), Is: g.maybeExpr(), Speaks: g.maybeExpr(), Like: g.maybeExpr(),
		Ports: some(g, 0, 3, g.endpoint), Schemes: some(g, 0, 2, func() string { return pick(g, "http", "mongodb+srv", "sasl_ssl") }),
		Versions: contract.Scheme(g.IntN(5)), Cells: pick(g, "", "database"),
	}
}

func (g generator) service() contract.Clause {
	switch g.IntN(5) {
	case 0:
		return contract.Listen{
			On: g.endpoint(), For: g.maybeExpr(), As: pick(g, "", g.label()), Advertises: or(g, g.template), With: g.principals(),
			Bind: pick(g, contract.Bind{}, contract.Bind{Loopback: true}, contract.Bind{Any: true}, contract.Bind{Ref: contract.Template{{Ref: "B"}}}),
		}
	case 1:
		return contract.Connect{
			To: g.target(), On: or(g, g.endpoint), For: g.maybeExpr(), As: pick(g, "", g.label()), With: g.principals(),
			When: contract.When(g.IntN(3)), Scope: contract.Scope(g.IntN(3)),
		}
	case 2:
		return contract.Provide{Schema: g.schema(), On: pick(g, g.label(), "{{A}}")}
	case 3:
		return contract.Provision{Schema: g.schema(), On: pick(g, g.label(), "{{A}}"), From: or(g, g.schema)}
	}
	e := contract.Emit{Variable: g.variable(), Format: g.format(0)}
	if g.maybe() {
		e.Value = g.template()
	} else if g.maybe() {
		e.In = g.path()
	}
	return e
}

func (g generator) environment() contract.Clause {
	switch g.IntN(4) {
	case 0:
		return contract.EnvironmentForbid{Name: g.variable()}
	case 1:
		return contract.EnvironmentIgnore{Name: g.variable()}
	}
	e := contract.Environment{Needed: g.maybe(), Format: or(g, func() contract.Format { return g.format(0) }), Default: or(g, g.template), File: pick(g, "", "_FILE", "P_FROM")}
	switch e.Quantifier = contract.Quantifier(g.IntN(4)); {
	case e.Quantifier == contract.Single:
		e.Names, e.Wildcard = []string{g.variable()}, g.maybe()
	case e.Quantifier == contract.AnyOf && !e.Needed:
		e.Quantifier = contract.OneOf
		fallthrough
	default:
		e.Names = some(g, 1, 3, g.variable)
	}
	return e
}

func (g generator) process() contract.Clause {
	switch g.IntN(5) {
	case 0:
		return contract.Runs{Mode: contract.RunMode(1 + g.IntN(3))}
	case 1:
		return pick(g, contract.Scales{Min: 1, Max: 1}, contract.Scales{Min: 0, Max: -1}, contract.Scales{Min: 2, Max: 9})
	case 2:
		return contract.CommandForbid{Pattern: g.pattern()}
	case 3:
		return contract.Lack{Programs: some(g, 1, 3, func() string { return pick(g, "curl", "/bin/sh", "pg_isready") })}
	}
	y := contract.Ready{When: contract.Readiness(1 + g.IntN(4)), Via: pick(g, "", g.text())}
	if y.When == contract.ReadyLog {
		y.Log, y.Times = g.text(), g.IntN(3)
	}
	return y
}

func (g generator) volume() contract.Clause {
	ids := func() contract.IDs {
		return pick(g, contract.IDs{Any: true}, contract.IDs{Values: []int{0}}, contract.IDs{Values: []int{999, 70}})
	}
	return contract.Volume{
		At:     pick(g, contract.Template{{Text: g.path()}}, contract.Template{{Ref: "PGDATA"}}, contract.Template{{Ref: "D"}, {Text: "/x y"}}),
		Format: g.maybeExpr(), Requires: contract.Access(g.IntN(4)), Produces: g.maybeExpr(), Consumes: g.maybeExpr(),
		UID: or(g, ids), GID: or(g, ids), Mode: pick(g, contract.FileMode{}, contract.FileMode{Set: true}, contract.FileMode{Set: true, Bits: 0o1750}),
		Chowns: contract.Answer(g.IntN(3)), Share: contract.Share(g.IntN(3)), Persist: contract.Answer(g.IntN(3)), As: pick(g, "", g.label()),
	}
}

// statement is any statement.
func (g generator) statement() contract.Statement {
	st := contract.Statement{Optionally: g.maybe(), Doc: pick(g, "", g.text())}
	if g.IntN(5) == 0 {
		st.Clause = g.declaration()
		return st
	}
	st.Condition = g.condition()
	switch g.IntN(4) {
	case 0:
		st.Clause = g.service()
	case 1:
		st.Clause = g.environment()
	case 2:
		st.Clause = g.process()
	default:
		st.Clause = g.volume()
	}
	switch st.Clause.(type) {
	case contract.Listen, contract.Environment:
		st.Deprecated = pick(g, "", g.text())
	}
	return st
}

// checkGenerated holds a made-up statement to what its spelling parses to.
func checkGenerated(t *testing.T, seed uint64) {
	t.Helper()
	st := newGenerator(seed).statement()
	text := st.String()
	again, errs := contract.Parse(text)
	if len(errs) > 0 || len(again) != 1 {
		t.Fatalf("seed %d: %#v\nis printed as\n%s\nwhich gives %v, %v", seed, st, text, again, errs)
	}
	if got := contract.Bare(again[0]); !reflect.DeepEqual(got, st) {
		t.Fatalf("seed %d:\n%#v\nis printed as\n%s\nwhich gives\n%#v", seed, st, text, got)
	}
}

func TestPrintIsUndoneByParse(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5000) {
		checkGenerated(t, seed)
	}
}

func FuzzPrint(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { checkGenerated(t, seed) })
}

func TestPrintTogether(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		g := newGenerator(seed)
		statements := some(g, 0, 40, g.statement)
		text := contract.Print(statements)
		again, errs := contract.Parse(text)
		if len(errs) > 0 || len(again) != len(statements) {
			t.Fatalf("seed %d: %d statements become %d, errors %v", seed, len(statements), len(again), errs)
		}
		for i := range again {
			if got := contract.Bare(again[i]); !reflect.DeepEqual(got, statements[i]) {
				t.Errorf("seed %d: statement %d is\n%s\nbut was\n%s", seed, i, got, statements[i])
			}
		}
	}
}
