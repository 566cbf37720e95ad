package near_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/near"
)

func TestSuggest(t *testing.T) {
	t.Parallel()
	services := []string{"postgres", "postgrest", "redis", "web", "db", "api", "pg"}
	tests := []struct {
		name, word string
		candidates []string
		want       []string
	}{
		{"one letter more", "postgress", services, []string{"postgres", "postgrest"}},
		{"one letter less", "postgre", services, []string{"postgres", "postgrest"}},
		{"swapped letters are one slip", "rdeis", services, []string{"redis"}},
		{"case is no distance", "REDIS", services, []string{"redis"}},
		{"the word itself is no suggestion", "redis", services, nil},
		{"three slips are too many", "postal", services, nil},
		{"a short word allows one slip", "dbs", services, []string{"db"}},
		{"a short word allows only one", "dq9", services, nil},
		{"two letters do not become two others", "db", []string{"pg"}, nil},
		{"at most three, nearest first", "abcd", []string{"abxy", "abce", "abcd1", "abcx", "abc"}, []string{"abc", "abcd1", "abce"}},
		{"doubles are told once", "redi", []string{"redis", "redis"}, []string{"redis"}},
		{"nothing to compare", "redis", nil, nil},
		{"empty word", "", services, nil},
		{"letters beyond ASCII", "straße", []string{"strasse", "strase"}, []string{"strase", "strasse"}},
		{"words too long to be names", strings.Repeat("a", 300), []string{strings.Repeat("a", 301)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := near.Suggest(tt.word, tt.candidates); !slices.Equal(got, tt.want) {
				t.Errorf("Suggest(%q) = %q, want %q", tt.word, got, tt.want)
			}
		})
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"kitten", "sitting", 3},
		{"ab", "ba", 1},
		{"Host", "hOST", 0},
		{"abcdef", "abdcef", 1},
	}
	for _, tt := range tests {
		if got := near.Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := near.Distance(tt.b, tt.a); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

func FuzzDistance(f *testing.F) {
	f.Add("postgres", "postgre", "postrges")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if len(a)+len(b)+len(c) > 200 {
			t.Skip("long words only cost time")
		}
		ab, ba := near.Distance(a, b), near.Distance(b, a)
		if ab != ba {
			t.Errorf("distance of %q and %q is %d one way and %d the other", a, b, ab, ba)
		}
		if got := near.Distance(a, a); got != 0 {
			t.Errorf("distance of %q to itself is %d", a, got)
		}
		if ab > max(len([]rune(a)), len([]rune(b))) {
			t.Errorf("distance of %q and %q is %d, more than their letters", a, b, ab)
		}
	})
}
