package contract_test

import (
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

func TestTagVersion(t *testing.T) {
	t.Parallel()
	tests := []struct{ tag, want string }{
		{"17", "17"},
		{"17-alpine", "17"},
		{"v1.20", "1.20"},
		{"8.0.40-debian", "8.0.40"},
		{"3.13-management", "3.13"},
		{"1.25-alpine3.20", "1.25"},
		{"RELEASE.2024-08-29T01-40-52Z", "2024.8.29"},
		{"2024-08-29", "2024.8.29"},
		{"20240829", "2024.8.29"},
		{"2024.8.1", "2024.8.1"},
		{"version-1.2.3", "1.2.3"},
		{"release-0.9", "0.9"},
		{"17rc1", "17"},
		{"17beta2-alpine", "17"},
		{"1.20b2", "1.20"},
		{"5.7.44_1", "5.7.44"},
		{"1.2.", "1.2"},
		{"0", "0"},
		{"latest", ""},
		{"alpine", ""},
		{"alpine3.20", ""},
		{"latest-pg16", ""},
		{"main", ""},
		{"7e3f2a1", ""},
		{"sha-1234567", ""},
		{"v", ""},
		{"release", ""},
		{"", ""},
		{"1234567890123", ""},
		{"20249999", "20249999"},
	}
	for _, tt := range tests {
		got, ok := contract.TagVersion(tt.tag)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("TagVersion(%q) = %q, %v, want %q", tt.tag, got, ok, tt.want)
		}
	}
}

// ranges reads two ranges by way of a type.
func rangeOf(t *testing.T, text string) contract.Range {
	t.Helper()
	st := parse(t, "TYPE: x"+text)
	decl, ok := st[0].Clause.(contract.TypeDecl)
	if !ok {
		t.Fatalf("%s is no range", text)
	}
	return decl.Range
}

func TestContain(t *testing.T) {
	t.Parallel()
	const (
		unknown, inside, overlap, disjoint = contract.Undetermined, contract.Inside, contract.Overlapping, contract.Disjoint
	)
	tests := []struct {
		gives, wants string
		scheme       contract.Scheme
		want         contract.Containment
	}{
		// A producer's bare version is that version, a consumer's a caret.
		{"@16.4", "@16", contract.SemVer, inside},
		{"@16.4", "@16.2", contract.SemVer, inside},
		{"@16.4", "@16.5", contract.SemVer, disjoint},
		{"@17", "@16", contract.SemVer, disjoint},
		{"@1.3", "@1.2", contract.SchemeUnsaid, inside},
		{"@2.0", "@1.2", contract.SemVer, disjoint},
		{"@0.3", "@0.2", contract.SemVer, disjoint},
		{"@0.2.5", "@0.2.1", contract.SemVer, inside},
		{"@0.0.4", "@0.0.3", contract.SemVer, disjoint},
		// Missing numbers are unknown.
		{"@16", "@>=16.2", contract.SemVer, unknown},
		{"@16", "@>=16", contract.SemVer, inside},
		{"@16", "@>=17", contract.SemVer, disjoint},
		{"@8.0", "@=8.0.40", contract.SemVer, unknown},
		{"@8.0.40", "@<=8.0", contract.SemVer, inside},
		{"@7.4", "@>7", contract.SemVer, disjoint},
		{"@8", "@>7", contract.SemVer, inside},
		{"@7", "@<7", contract.SemVer, disjoint},
		{"@1.2.9", "@~1.2.3", contract.SemVer, inside},
		{"@1.3", "@~1.2", contract.SemVer, disjoint},
		{"@1.9", "@~1", contract.SemVer, inside},
		{"@1.9", "@^1.2", contract.SemVer, inside},
		// Ranges against ranges.
		{"@>=5.7,<=8.0", "@>=8", contract.SemVer, overlap},
		{"@>=5.7,<=8.0", "@>=9", contract.SemVer, disjoint},
		{"@>=5.7,<6", "@>=5,<7", contract.SemVer, inside},
		{"@>=5.7", "@<5.7", contract.SemVer, disjoint},
		{"@<=7.2", "@7", contract.SemVer, overlap},
		// The first number alone.
		{"@16.1", "@>=16.2", contract.Major, inside},
		{"@16.1", "@17", contract.Exact, disjoint},
		{"@16.1", "@16.9", contract.Exact, inside},
		{"@15", "@<15.2", contract.Major, inside},
		{"@16", "@17", contract.NoVersions, unknown},
		// What does not say enough.
		{"", "@16", contract.SemVer, unknown},
		{"@16", "", contract.SemVer, unknown},
		{"@*", "@16", contract.SemVer, inside},
		{"@16", "@*", contract.SemVer, inside},
		{"@tag", "@16", contract.SemVer, unknown},
		{"@{{V}}", "@16", contract.SemVer, unknown},
		{"@edge", "@16", contract.SemVer, unknown},
		{"@>5,<3", "@16", contract.SemVer, unknown},
		{"@2024-08-29", "@>=2024.8", contract.SemVer, inside},
	}
	for _, tt := range tests {
		if got := contract.Contain(rangeOf(t, tt.gives), rangeOf(t, tt.wants), tt.scheme); got != tt.want {
			t.Errorf("Contain(%s, %s, %d) = %d, want %d", tt.gives, tt.wants, tt.scheme, got, tt.want)
		}
	}
}

func TestMeet(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b, want string
		ok         bool
	}{
		{"@>=14", "@<17", "@>=14,<17", true},
		{"@14", "@15", "@14,15", false},
		{"@>=2", "@<2", "@>=2,<2", false},
		{"", "@16", "@16", true},
		{"@16", "@*", "@16", true},
		{"@edge", "@16", "@edge,16", true},
	}
	for _, tt := range tests {
		got, ok := rangeOf(t, tt.a).Meet(rangeOf(t, tt.b))
		if got.String() != tt.want || ok != tt.ok {
			t.Errorf("%q.Meet(%q) = %q, %v, want %q, %v", tt.a, tt.b, got, ok, tt.want, tt.ok)
		}
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	lookup := func(name string) (string, bool) { return map[string]string{"V": "3.2", "W": "edge"}[name], name != "U" }
	tests := []struct{ text, tag, want string }{
		{"@tag", "17-alpine", "@17"},
		{"@tag", "latest", ""},
		{"@{{V}}", "17", "@3.2"},
		{"@{{W}}", "17", ""},
		{"@{{U}}", "17", ""},
		{"@>=5", "17", "@>=5"},
		{"@*", "17", "@*"},
	}
	for _, tt := range tests {
		if got := rangeOf(t, tt.text).Fill(tt.tag, lookup).String(); got != tt.want {
			t.Errorf("%s.Fill(%s) = %q, want %q", tt.text, tt.tag, got, tt.want)
		}
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		tags, tag string
		want      contract.Answer
	}{
		{"", "latest", contract.Yes},
		{" TAGS: >=8", "8.4", contract.Yes},
		{" TAGS: >=8", "5.7", contract.No},
		{" TAGS: >=8", "latest", contract.Unsaid},
		{" TAGS: >=8.4", "8", contract.Unsaid},
	}
	for _, tt := range tests {
		m, ok := parse(t, "IMAGE: acme/x"+tt.tags)[0].Clause.(contract.Image)
		if got := m.Covers(tt.tag); !ok || got != tt.want {
			t.Errorf("IMAGE: acme/x%s covers %s: %d, want %d", tt.tags, tt.tag, got, tt.want)
		}
	}
}

func FuzzTagVersion(f *testing.F) {
	f.Add("8.0.40-debian")
	f.Add("RELEASE.2024-08-29T01-40-52Z")
	f.Fuzz(func(t *testing.T, tag string) {
		version, ok := contract.TagVersion(tag)
		if !ok {
			if version != "" {
				t.Errorf("TagVersion(%q) = %q, false", tag, version)
			}
			return
		}
		if first, _, _ := strings.Cut(version, "."); len(first) == len("20240829") {
			return // without its leading zeros it may be a date
		}
		if again, ok := contract.TagVersion(version); !ok || again != version {
			t.Errorf("TagVersion(%q) is %q, whose own version is %q", tag, version, again)
		}
	})
}
