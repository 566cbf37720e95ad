package diagram

import "unicode"

// TextWidth is how wide a text is in Helvetica, and in the fonts that are made to
// its measures, at a size; a little more for characters that it does not have.
func TextWidth(text string, size float64, bold bool) float64 {
	units := 0
	for _, r := range text {
		units += runeWidth(r, bold)
	}
	return float64(units) * size / 1000
}

// runeWidth is a character's width in thousandths of the size.
func runeWidth(r rune, bold bool) int {
	switch {
	case r < ' ':
		return 0
	case r <= '~' && bold:
		return int(boldWidths[r-' ']) * 10
	case r <= '~':
		return int(plainWidths[r-' ']) * 10
	case unicode.Is(unicode.Mn, r):
		return 0
	case r >= 0x1100 && wide(r):
		return 1000
	case r == '…', r == '→', r == '—':
		return 1000
	}
	return 620
}

// wide reports whether a character is as wide as it is high.
func wide(r rune) bool {
	return r <= 0x115f || r >= 0x2e80 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff ||
		r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0x1f000
}

// The widths of Helvetica's printable ASCII in hundredths of the size, rounded up.
//
//nolint:gochecknoglobals // constant tables
var (
	plainWidths = [...]byte{
		28, 28, 36, 56, 56, 89, 67, 20, 34, 34, 39, 59, 28, 34, 28, 28,
		56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 28, 28, 59, 59, 59, 56,
		102, 67, 67, 73, 73, 67, 62, 78, 73, 28, 50, 67, 56, 84, 73, 78,
		67, 78, 73, 67, 62, 73, 67, 95, 67, 67, 62, 28, 28, 28, 47, 56,
		34, 56, 56, 50, 56, 56, 28, 56, 56, 23, 23, 50, 23, 84, 56, 56,
		56, 56, 34, 50, 28, 56, 50, 73, 50, 50, 50, 34, 26, 34, 59,
	}
	boldWidths = [...]byte{
		28, 34, 48, 56, 56, 89, 73, 24, 34, 34, 39, 59, 28, 34, 28, 28,
		56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 34, 34, 59, 59, 59, 62,
		98, 73, 73, 73, 73, 67, 62, 78, 73, 28, 56, 73, 62, 84, 73, 78,
		67, 78, 73, 67, 62, 73, 67, 95, 67, 67, 62, 34, 28, 34, 59, 56,
		34, 56, 62, 56, 62, 56, 34, 62, 62, 28, 28, 56, 28, 89, 62, 62,
		62, 62, 39, 56, 34, 62, 56, 78, 56, 56, 50, 39, 28, 39, 59,
	}
)
