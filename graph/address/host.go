package address

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	longestHost  = 253
	longestLabel = 63
	lastPort     = 65535
)

// Host reads a bare host: a name or an IP address.
func Host(value string) (Address, bool) {
	p, ok := newPart(value)
	if !ok || CheckHost(value) != nil {
		return Address{}, false
	}
	return Address{Form: Name, Host: p.field(verbatim)}, true
}

// HostPort reads host:port. Unlike Parse it takes any port, since whoever asks
// knows that it is no image.
func HostPort(value string) (Address, bool) {
	a, err := ParseHostPort(value)
	return a, err == nil
}

// CheckHost says why a value is not a bare host. Errors are *Error.
func CheckHost(value string) error {
	p, err := strict(value)
	if err != nil {
		return err
	}
	if err := foreign(p); err != nil {
		return err
	}
	host, port, split := splitHostPort(p)
	if split == nil && !port.empty() && isPort(port.text()) && (host.empty() || checkHost(host.text()) == nil) {
		return port.fault(HasPort, "carries a port")
	}
	if reason := checkHost(p.text()); reason != nil {
		return reason
	}
	return nil
}

// ParseHostPort reads host:port strictly. Errors are *Error.
func ParseHostPort(value string) (Address, error) {
	p, err := strict(value)
	if err != nil {
		return Address{}, err
	}
	if err := foreign(p); err != nil {
		return Address{}, err
	}
	a, err := parsePair(p)
	if err != nil {
		return Address{}, err
	}
	return a, nil
}

// foreign says what a value holds that no host and no port has.
func foreign(p part) *Error {
	text := p.text()
	switch {
	case strings.Contains(text, "://"):
		scheme, _, _ := p.cut("://")
		return scheme.fault(HasScheme, "has a scheme")
	case strings.ContainsAny(text, " \t"):
		return p.fault(HasSpace, "holds white space")
	case strings.ContainsAny(text, "\"'`"):
		return p.fault(HasQuotes, "holds quotes")
	case strings.Contains(text, "@"):
		user, _, _ := p.cutLogin()
		return user.fault(HasUser, "has a user")
	case strings.ContainsAny(text, "/\\"):
		_, path := p.cutAny("/\\")
		return path.fault(HasPath, "has a path")
	case strings.ContainsAny(text, ",;"):
		return p.fault(HasList, "is a list")
	}
	return nil
}

// parsePair reads host:port.
func parsePair(p part) (Address, *Error) {
	host, port, err := splitHostPort(p)
	switch {
	case err != nil:
		return Address{}, err
	case host.empty():
		return Address{}, p.fault(NoHost, "has no host")
	case checkHost(host.text()) != nil:
		return Address{}, host.fault(BadHost, "has a host that is neither a name nor an address")
	case port.empty():
		return Address{}, p.fault(NoPort, "has no port")
	}
	if err := checkPort(port); err != nil {
		return Address{}, err
	}
	return Address{Form: Pair, Host: host.field(verbatim), Port: port.field(verbatim)}, nil
}

// splitHostPort cuts host:port or [IPv6]:port; a port that is not there is
// empty. The brackets are dropped.
func splitHostPort(p part) (host, port part, err *Error) {
	text := p.text()
	if strings.HasPrefix(text, "[") {
		end := strings.IndexByte(text, ']')
		if end < 0 {
			return p, p, p.fault(BadHost, "has a `[` that is never closed")
		}
		host, port = p.sub(1, end), p.from(end+1)
		if port.empty() {
			return host, port, nil
		}
		port, closed := port.strip(":")
		if !closed || !isIPv6(host.text()) && !host.open() {
			return p, p, p.fault(BadHost, "has brackets around something else than an IPv6 address")
		}
		return host, port, nil
	}
	if strings.Count(text, ":") > 1 {
		if isIPv6(text) {
			return p, p.from(len(text)), nil
		}
		return p, p, p.fault(BadHost, "has more than one `:`")
	}
	host, port, _ = p.cut(":")
	return host, port, nil
}

// CheckPort says why a value is not a port number. Errors are *Error.
func CheckPort(value string) error {
	p, err := strict(value)
	switch {
	case err != nil:
		return err
	case isPort(value) || p.open():
		return nil
	case strings.Contains(value, "://"):
		return p.fault(HasScheme, "has a scheme")
	case !isNumber(value):
		return p.fault(BadPort, "is not a number")
	}
	return p.fault(BadPort, "is not between 1 and 65535")
}

// checkPort says why a part of an address is not a port.
func checkPort(p part) *Error {
	switch {
	case p.open() || isPort(p.text()):
		return nil
	case !isNumber(p.text()):
		return p.fault(BadPort, "has a port that is not a number")
	}
	return p.fault(BadPort, "has a port that is not between 1 and 65535")
}

func isPort(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && isNumber(s) && 1 <= n && n <= lastPort
}

func isIPv6(s string) bool {
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Is6() && (ip.Zone() == "" || isWord(ip.Zone()))
}

// checkHost says why a text is neither a name nor an IP address. Names are
// those that resolvers take, underscores included; blanks may be anything.
func checkHost(text string) *Error {
	if isIPv6(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")) {
		return nil
	}
	name := strings.TrimSuffix(text, ".")
	if name == "" || len(name) > longestHost {
		return &Error{Fault: BadHost, Reason: "is neither a name nor an address"}
	}
	last := name
	for label := range strings.SplitSeq(name, ".") {
		if !isLabel(label) {
			return &Error{Fault: BadHost, Reason: "is neither a name nor an address"}
		}
		last = label
	}
	if isNumber(last) {
		if _, err := netip.ParseAddr(name); err != nil {
			return &Error{Fault: BadHost, Reason: "is a number, or an address that is not one"}
		}
	}
	return nil
}

func isLabel(s string) bool {
	if s == "" || len(s) > longestLabel && strings.IndexByte(s, blank) < 0 || s[0] == '-' {
		return false
	}
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf && (isLetter(byte(r)) || isDigit(byte(r))): //nolint:gosec // the rune is ASCII
		case r == '-', r == '_', r == blank:
		case r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r)):
		default:
			return false
		}
	}
	return true
}

func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}
