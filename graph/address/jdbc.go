package address

import (
	"net/url"
	"strings"
)

// parseJDBC reads jdbc:word:... and r2dbc:word:.... What only the driver can
// read, such as jdbc:h2:mem:test, gives an address without a host.
func parseJDBC(p part) ([]Address, *Error) {
	a := Address{Form: JDBC}
	rest, ok := p.strip("jdbc:")
	if !ok {
		a.Form = R2DBC
		if rest, ok = p.strip("r2dbc:"); !ok {
			if rest, ok = p.strip("r2dbcs:"); !ok {
				return nil, p.fault(NoScheme, "has no scheme")
			}
			a.TLS = Required
		}
	}
	scheme, after, found := unwrapDriver(rest).cut(":")
	if !found || !isScheme(scheme.text()) {
		return nil, rest.fault(NoScheme, "names no database")
	}
	a.Scheme = scheme.field(verbatim)
	found2, err := parseSubprotocol(a, after)
	for i := range found2 {
		if found2[i].TLS == Unsaid {
			found2[i].TLS = a.TLS
		}
	}
	return found2, err
}

// unwrapDriver drops the word of a driver that wraps another one.
func unwrapDriver(p part) part {
	for _, wrapper := range []string{"p6spy:", "log4jdbc:", "otel:", "tc:", "aws-wrapper:", "tracing:", "pool:", "proxy:"} {
		if inner, ok := p.strip(wrapper); ok {
			return inner
		}
	}
	return p
}

// parseSubprotocol reads what follows jdbc:word:.
func parseSubprotocol(a Address, p part) ([]Address, *Error) {
	if strings.EqualFold(a.Scheme.Text, "oracle") {
		return parseOracle(a, p)
	}
	before, rest, found := p.cut("//")
	driver := before.sub(0, len(strings.TrimSuffix(before.text(), ":")))
	if !found || !driver.empty() && !isScheme(driver.text()) {
		a.Path = p.optional(verbatim)
		return []Address{a}, nil
	}
	a.Driver = driver.optional(verbatim)
	if instance, tail, ok := sqlServerInstance(rest); ok {
		all, err := parseHierarchy(a, tail)
		for i := range all {
			all[i].Host = instance.optional(url.PathUnescape)
		}
		return all, err
	}
	if strings.HasPrefix(rest.text(), "(") || strings.Contains(rest.text(), "=(") {
		a.Path = rest.optional(verbatim) // hosts in the driver's own notation
		return []Address{a}, nil
	}
	return parseHierarchy(a, rest)
}

// sqlServerInstance cuts host\instance:port into the host, and what follows
// the instance.
func sqlServerInstance(p part) (host, tail part, ok bool) {
	authority, _ := p.cutAny("/?;")
	host, instance, ok := authority.cut("\\")
	if !ok || checkHost(host.text()) != nil {
		return p, p, false
	}
	_, rest := instance.cutAny(":")
	return host, p.from(rest.start - p.start), true
}

// parseOracle reads thin:[user/password]@ and one of //host:port/service,
// host:port:sid, tcps://host:port/service.
func parseOracle(a Address, p part) ([]Address, *Error) {
	driver, rest, found := p.cut(":")
	login, target, at := rest.cutLogin()
	if !found || !at {
		a.Path = p.optional(verbatim)
		return []Address{a}, nil
	}
	a.Driver = driver.optional(verbatim)
	user, password, hasPassword := login.cut("/")
	a.User = user.optional(verbatim)
	if hasPassword {
		a.Password = password.field(verbatim)
	}
	if protocol, after, ok := target.cut("://"); ok {
		if strings.EqualFold(protocol.text(), "tcps") {
			a.TLS = Required
		}
		target = after
	}
	target, _ = target.strip("//")
	return readEZConnect(a, target)
}

// readEZConnect reads host:port/service and host:port:sid, as Oracle's tools
// write them. Descriptors in parentheses are left to those tools.
func readEZConnect(a Address, p part) ([]Address, *Error) {
	if strings.HasPrefix(p.text(), "(") {
		a.Path = p.field(verbatim)
		return []Address{a}, nil
	}
	server, service := p.cutAny("/?")
	host, rest, _ := server.cut(":")
	port, sid, hasSID := rest.cut(":")
	if err := a.readHost(host); err != nil {
		return nil, err
	}
	if !port.empty() {
		if err := checkPort(port); err != nil {
			return nil, err
		}
		a.Port = port.field(verbatim)
	}
	if name, _ := service.cutAny("?"); !name.empty() {
		a.Database = name.from(1).optional(verbatim)
	}
	if hasSID {
		a.Database = sid.optional(verbatim)
	}
	return []Address{a}, nil
}
