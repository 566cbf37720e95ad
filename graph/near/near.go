// Package near finds the names that a mistyped one may stand for.
package near

import (
	"cmp"
	"slices"
	"unicode"
)

const (
	// limit is the greatest distance that still counts as a slip.
	limit = 2
	// shortWord is the length up to which two slips would leave nothing of
	// the word, so that only one is allowed.
	shortWord = 3
	// longest bounds the words that are compared at all.
	longest = 256
	// most is how many names are suggested.
	most = 3
)

// Suggest returns the candidates nearest to word: at most three, nearest
// first, then in order of name. Letter case alone counts as no distance; word
// itself is never suggested.
func Suggest(word string, candidates []string) []string {
	type match struct {
		name     string
		distance int
	}
	var found []match
	for _, c := range candidates {
		if d, ok := within(word, c); ok && c != word {
			found = append(found, match{c, d})
		}
	}
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	found = slices.Compact(found)
	found = found[:min(most, len(found))]
	names := make([]string, 0, len(found))
	for _, m := range found {
		names = append(names, m.name)
	}
	return names
}

// within returns the distance of two words when it is small enough for a slip.
func within(a, b string) (int, bool) {
	most := limit
	if min(len(a), len(b)) <= shortWord {
		most = 1
	}
	if a == "" || len(a) > longest || len(b) > longest || abs(len(a)-len(b)) > most*4 {
		return 0, false
	}
	d := Distance(a, b)
	return d, d <= most
}

// Distance is how many letters must be inserted, deleted, replaced or swapped
// with their neighbour to turn a into b, whatever their case.
func Distance(a, b string) int {
	s, t := fold(a), fold(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+price(s[i-1] != t[j-1]))
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}

func price(differ bool) int {
	if differ {
		return 1
	}
	return 0
}

// fold splits a word into lower-case letters.
func fold(s string) []rune {
	letters := []rune(s)
	for i, r := range letters {
		letters[i] = unicode.ToLower(r)
	}
	return letters
}

func abs(n int) int { return max(n, -n) }
