package contract

import (
	"slices"
	"strconv"
	"strings"
)

// numbers are the numbers of a version, the most significant first. Numbers
// that are missing are unknown rather than zero: 16 may be any 16.x.
type numbers []int

// mostNumbers is how many numbers of a version are looked at.
const mostNumbers = 8

// numbersOf reads a version: digits joined by dots, with or without a v
// before them, and with a suffix that - _ or + sets apart, or that is a
// pre-release (17rc1). Dates (2024-08-29) are versions too.
func numbersOf(text string) (numbers, bool) {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "v"), "V")
	if v, ok := dateVersion(text); ok {
		return v, true
	}
	var v numbers
	rest := text
	for len(v) < mostNumbers {
		n := 0
		for n < len(rest) && isDigit(rest[n]) {
			n++
		}
		number, ok := atoi(rest[:n])
		if !ok {
			break
		}
		v, rest = append(v, number), rest[n:]
		if len(rest) < 2 || rest[0] != '.' || !isDigit(rest[1]) {
			break
		}
		rest = rest[1:]
	}
	if len(v) == 0 || !isSuffix(rest, len(v) > 1) {
		return nil, false
	}
	return v, true
}

// isSuffix reports whether a text may follow the numbers of a version. Letters
// right behind a single number are more likely a commit's hash.
func isSuffix(rest string, dotted bool) bool {
	if rest == "" || strings.IndexByte("-_+.", rest[0]) >= 0 {
		return true
	}
	for _, word := range []string{"alpha", "beta", "rc"} {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	return dotted && isLetter(rest[0])
}

// dateVersion reads 2024-08-29 and 20240829.
func dateVersion(text string) (numbers, bool) {
	const digits = len("20240829")
	if len(text) >= digits+2 && text[4] == '-' && text[7] == '-' {
		text = text[:4] + text[5:7] + text[8:]
	}
	if len(text) < digits || !strings.HasPrefix(text, "20") || len(text) > digits && isDigit(text[digits]) {
		return nil, false
	}
	year, ok1 := atoi(text[:4])
	month, ok2 := atoi(text[4:6])
	day, ok3 := atoi(text[6:digits])
	if !ok1 || !ok2 || !ok3 || month < 1 || month > 12 || day < 1 || day > 31 {
		return nil, false
	}
	return numbers{year, month, day}, true
}

// TagVersion returns the version in an image's tag: 17 of 17-alpine, 1.20 of
// v1.20, 3.13 of 3.13-management, 2024.8.29 of
// RELEASE.2024-08-29T01-40-52Z. It is false for tags such as latest that hold
// none.
func TagVersion(tag string) (version string, ok bool) {
	v, ok := tagNumbers(tag)
	return v.String(), ok
}

func tagNumbers(tag string) (numbers, bool) {
	for _, word := range []string{"release", "version", "ver"} {
		n := len(word)
		if len(tag) > n && strings.EqualFold(tag[:n], word) && strings.IndexByte(".-_", tag[n]) >= 0 {
			return numbersOf(tag[n+1:])
		}
	}
	return numbersOf(tag)
}

// String joins the numbers with dots.
func (v numbers) String() string {
	all := make([]string, len(v))
	for i, n := range v {
		all[i] = strconv.Itoa(n)
	}
	return strings.Join(all, ".")
}

// compare orders versions, with zeros for missing numbers.
func (v numbers) compare(w numbers) int {
	for i := range max(len(v), len(w)) {
		var a, b int
		if i < len(v) {
			a = v[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			return a - b
		}
	}
	return 0
}

// next is the first version above all that begin with v.
func (v numbers) next() numbers {
	w := slices.Clone(v)
	w[len(w)-1]++
	return w
}
