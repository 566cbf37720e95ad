package contract

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/near"
)

func checkPath(value string) *FormatError {
	switch {
	case value == "":
		return misfit("is empty")
	case strings.Contains(value, "://"):
		return misfit("is a URL rather than a path")
	case strings.ContainsAny(value, "\x00\r\n"):
		return misfit("holds control characters")
	}
	return nil
}

func checkCIDR(value string) *FormatError {
	if _, err := netip.ParsePrefix(value); err == nil {
		return nil
	}
	if _, err := netip.ParseAddr(value); err == nil {
		return misfit("has no prefix length such as /24")
	}
	return misfit("is not a network such as 10.0.0.0/24")
}

// isUID reports whether a text is a number that a user may have.
func isUID(s string) bool {
	n, err := strconv.ParseUint(s, 10, 32)
	return err == nil && n < 1<<32-1
}

// checkEmail takes name@host, and the same in angle brackets behind a name for
// people.
func checkEmail(value string) *FormatError {
	if _, rest, named := strings.Cut(value, "<"); named {
		value = strings.TrimSuffix(rest, ">")
	}
	i := strings.LastIndexByte(value, '@')
	switch {
	case i < 0:
		return misfit("is not an e-mail address: it has no `@`")
	case i == 0 || strings.ContainsAny(value[:i], " \t<>,;:"):
		return misfit("is not an e-mail address: its name is empty or holds what names do not have")
	case address.CheckHost(value[i+1:]) != nil:
		return misfit("is not an e-mail address: what follows the `@` is no host")
	}
	return nil
}

// isUUID reports whether a text is 8-4-4-4-12 hexadecimal digits.
func isUUID(s string) bool {
	const length = 36
	if len(s) != length {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'f') {
				return false
			}
		}
	}
	return true
}

// areas are the first parts of the names of time zones.
func areas() []string {
	return []string{
		"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada", "Chile",
		"Etc", "Europe", "Indian", "Mexico", "Pacific", "US", "posix", "right",
	}
}

// checkZone takes what a time zone may look like: Area/City, UTC, EST5EDT. The
// database of the names themselves differs from image to image.
func checkZone(value string) *FormatError {
	text := strings.TrimPrefix(value, ":")
	for i := range len(text) {
		if c := text[i]; !isWordByte(c) && strings.IndexByte("/+:,.<>", c) < 0 {
			return misfit("is not a time zone such as Europe/Paris")
		}
	}
	area, _, found := strings.Cut(text, "/")
	switch {
	case text == "" || !isLetter(text[0]) && text[0] != '<' && text[0] != '/':
		return misfit("is not a time zone such as Europe/Paris")
	case !found || text[0] == '/' || strings.Contains(text, ","):
		return nil // an abbreviation, a file or a POSIX rule
	}
	if slices.Contains(areas(), area) {
		return nil
	}
	e := misfit("is a time zone of an unknown area")
	e.Near = near.Suggest(area, areas())
	return e
}

// isLocale reports whether a text is C, POSIX, or language, territory,
// encoding and modifier, joined in the manner of POSIX or of the web.
func isLocale(s string) bool {
	s, _, _ = strings.Cut(s, "@")
	s, encoding, encoded := strings.Cut(s, ".")
	if encoded && (encoding == "" || strings.TrimFunc(encoding, isWordRune) != "") {
		return false
	}
	if s == "C" || s == "POSIX" {
		return true
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '_' || r == '-' })
	if len(parts) == 0 || len(parts[0]) < 2 || len(parts[0]) > 3 {
		return false
	}
	for i, p := range parts {
		if len(p) > 8 || strings.TrimFunc(p, isWordRune) != "" || i == 0 && !isSmall(p[0]) {
			return false
		}
	}
	return true
}

func isWordRune(r rune) bool { return r < 0x80 && isWordByte(byte(r)) } //nolint:gosec // the rune is ASCII
