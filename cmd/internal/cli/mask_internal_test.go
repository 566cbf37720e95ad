package cli

import "testing"

func TestMask(t *testing.T) {
	m := newMask(map[string]string{
		"GITHUB_TOKEN":      "ghs_0123456789abcdef",
		"OTHER_TOKEN":       "ghs_0123456789abcdefXYZ",
		"POSTGRES_PASSWORD": "postgres",
		"HOME":              "/home/somebody/or/other",
		"QUOTED_SECRET":     "with \"quotes\" in the middle",
	})
	for text, want := range map[string]string{
		"evil/ghs_0123456789abcdef:1":                     "evil/***:1",
		"ghs_0123456789abcdefXYZ":                         "***",
		"org.postgresql.db of postgres":                   "org.postgresql.db of postgres",
		"/home/somebody/or/other":                         "/home/somebody/or/other",
		`"key":"with \"quotes\" in the middle","other":1`: `"key":"***","other":1`,
	} {
		if got := m.Replace(text); got != want {
			t.Errorf("%s becomes %s", text, got)
		}
	}
}
