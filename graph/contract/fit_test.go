package contract_test

import (
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

func exprOf(t *testing.T, text string) contract.Expr {
	t.Helper()
	if text == "" {
		return contract.Expr{}
	}
	listen, ok := parse(t, "LISTENS ON: TCP:1 FOR: "+text)[0].Clause.(contract.Listen)
	if !ok {
		t.Fatalf("%s is no expression", text)
	}
	return listen.For
}

func TestFit(t *testing.T) {
	t.Parallel()
	l := standard(t)
	tests := []struct {
		gives, wants string
		pair         string
		compatible   bool
		schema       contract.Strength
	}{
		{"org.ietf.http", "org.ietf.http", "org.ietf.http org.ietf.http", true, contract.Undecided},
		{"org.ietf.http & org.ietf.websocket", "org.ietf.websocket", "org.ietf.websocket org.ietf.websocket", true, contract.Undecided},
		{"com.mysql.db", "org.postgresql.db | com.mysql.db", "com.mysql.db com.mysql.db", true, contract.Undecided},
		{"org.mariadb.db", "com.mysql.db | org.mariadb.db", "org.mariadb.db com.mysql.db", true, contract.Undecided},
		{"dev.keydb.resp", "io.redis.resp | dev.keydb.resp", "dev.keydb.resp dev.keydb.resp", true, contract.Undecided},
		{"com.mysql.db@8", "com.mysql.db@5.7 | com.mysql.db@8", "com.mysql.db@8 com.mysql.db@8", true, contract.Undecided},
		{"com.mysql.db", "org.postgresql.db", "com.mysql.db org.postgresql.db", false, contract.Undecided},
		{"org.ietf.http/a & org.ietf.http/b", "org.ietf.http/b", "org.ietf.http/b org.ietf.http/b", true, contract.Same},
		{"org.ietf.http/a", "org.ietf.http/b", "org.ietf.http/a org.ietf.http/b", true, contract.Unrelated},
		{"org.ietf.http/?", "org.ietf.http/b", "org.ietf.http/? org.ietf.http/b", true, contract.Undecided},
		{"org.ietf.http/*", "org.ietf.http/*", "org.ietf.http/* org.ietf.http/*", true, contract.Undecided},
		{"org.ietf.http/b@2", "org.ietf.http/b@1", "org.ietf.http/b@2 org.ietf.http/b@1", true, contract.Same},
		{"", "org.ietf.http", " ", true, contract.Undecided},
		{"org.ietf.http", "", " ", true, contract.Undecided},
	}
	for _, tt := range tests {
		f := l.Fit(exprOf(t, tt.gives), exprOf(t, tt.wants))
		if got := f.Gives.String() + " " + f.Wants.String(); got != tt.pair || f.Compatible() != tt.compatible || f.Schema.Strength != tt.schema {
			t.Errorf("Fit(%s, %s): %s compatible %v, schema %d", tt.gives, tt.wants, got, f.Compatible(), f.Schema.Strength)
		}
	}
}
