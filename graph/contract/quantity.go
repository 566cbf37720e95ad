package contract

import (
	"strconv"
	"strings"
	"time"
)

// quantity is what a text measures in the unit of a format: a number, a
// length, seconds, bytes.
func quantity(k FmtKind, text string) (float64, bool) {
	if k == FmtDuration {
		d, err := time.ParseDuration(text)
		return d.Seconds(), err == nil
	}
	if k == FmtSize {
		return bytesOf(text)
	}
	digits := strings.TrimLeft(text, "+-")
	if len(text)-len(digits) > 1 || digits == "" || k == FmtString && digits != text {
		return 0, false
	}
	for i := range len(digits) {
		if !isDigit(digits[i]) && (k != FmtFloat || !strings.ContainsRune(".eE+-", rune(digits[i]))) {
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// bytesOf reads a size with a unit of the SI (kB, MB) or the IEC (KiB, MiB), or
// the letter alone that stands for the latter (512m).
func bytesOf(text string) (float64, bool) {
	digits := strings.TrimRight(text, "bBiIkKmMgGtTpPeE ")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || digits == "" || !isDigit(digits[0]) || strings.ContainsAny(digits, "xXpPeE_") {
		return 0, false
	}
	unit := strings.ToLower(strings.TrimLeft(text[len(digits):], " "))
	if unit == "" || unit == "b" {
		return n, true
	}
	power := strings.IndexByte("kmgtpe", unit[0]) + 1
	base := 1024.0
	switch unit[1:] {
	case "", "i", "ib":
	case "b":
		base = 1000
	default:
		return 0, false
	}
	for range power {
		n *= base
	}
	return n, power > 0
}

// ordered reports whether a lower bound is not above a higher one; "" is none.
func ordered(k FmtKind, low, high string) bool {
	if low == "" || high == "" {
		return true
	}
	lo, _ := quantity(k, low)
	hi, _ := quantity(k, high)
	return lo <= hi
}
