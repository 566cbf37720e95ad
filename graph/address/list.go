package address

import (
	"strconv"
	"strings"
	"unicode"
)

// parsePairs reads host:port, or a list of them. Since anything may be in a
// value, it takes less than HostPort does.
func parsePairs(p part) ([]Address, *Error) {
	items := splitPairs(p)
	all := make([]Address, 0, len(items))
	for _, item := range items {
		a, err := parsePair(voter(item))
		if err != nil {
			return nil, err
		}
		if !a.Host.Set || !a.Port.Set || !isLikely(a) {
			return nil, item.fault(Malformed, "may be something else than an address")
		}
		all = append(all, a)
	}
	return all, nil
}

// splitPairs cuts at commas, semicolons and white space.
func splitPairs(p part) []part {
	var items []part
	for !p.empty() && len(items) < mostList {
		before, after := p.cutAny(",; \t")
		if !before.empty() {
			items = append(items, before)
		}
		p = after.from(min(1, after.end-after.start))
	}
	return items
}

// voter drops the number of a member, as Kafka's quorum writes it: 1@host:9093.
func voter(p part) part {
	if id, rest, found := p.cut("@"); found && isNumber(id.text()) {
		return rest
	}
	return p
}

// isLikely reports whether host:port is an address rather than an image with
// its version, a time, a key with a number or a header.
func isLikely(a Address) bool {
	host := a.Host.Text
	if strings.ContainsAny(host, ".:") || host == "localhost" {
		return !isFileName(host)
	}
	if isNumber(host) || isHeaderCase(host) {
		return false
	}
	// Versions end below the first port that servers listen on in containers.
	const firstPort = 79
	port, err := strconv.Atoi(a.Port.Text)
	return err == nil && port > firstPort && a.Port.Text[0] != '0'
}

// isFileName reports whether a dotted name looks like a source or data file,
// of which a line is told by file:line.
func isFileName(s string) bool {
	switch s[strings.LastIndexByte(s, '.')+1:] {
	case "go", "py", "js", "mjs", "ts", "tsx", "jsx", "rb", "rs", "sh", "c", "h", "cpp", "java", "kt", "php",
		"json", "yml", "yaml", "xml", "html", "css", "toml", "ini", "conf", "cfg", "txt", "log", "md", "sql", "env":
		return true
	}
	return false
}

// isHeaderCase reports whether a name looks like Retry-After.
func isHeaderCase(s string) bool {
	return unicode.IsUpper(rune(s[0])) && strings.ContainsFunc(s, unicode.IsLower)
}

// parseRedis reads StackExchange.Redis's host:6379,host:6380,password=p.
func parseRedis(p part) ([]Address, *Error) {
	a := Address{Form: Redis}
	var hosts []part
	known := false
	for _, item := range p.split(",") {
		key, value, found := item.cut("=")
		if !found {
			hosts = append(hosts, item.trim())
			continue
		}
		name := key.trim().text()
		if !isWord(name) {
			return nil, key.fault(Malformed, "is no option")
		}
		f := value.trim().field(verbatim)
		a.Params = append(a.Params, Param{name, f})
		known = known || isRedisOption(name)
		a.take(roleOf(name), f)
	}
	if !known || len(hosts) == 0 {
		return nil, p.fault(Malformed, "has no options of a Redis client")
	}
	a.Host, a.Port, a.TLS = Field{}, Field{}, a.tls()
	var all []Address
	for _, h := range hosts {
		one := a
		if err := one.readHost(h); err != nil || !one.Host.given() {
			return nil, h.fault(BadHost, "has a host that is neither a name nor an address")
		}
		all = append(all, one)
	}
	return all, nil
}

func isRedisOption(name string) bool {
	switch normalKey(name) {
	case "password", "user", "ssl", "abortconnect", "allowadmin", "defaultdatabase", "synctimeout", "asynctimeout",
		"connecttimeout", "connectretry", "keepalive", "sslhost", "sslprotocols", "servicename", "channelprefix",
		"proxy", "tiebreaker", "resolvedns", "protocol":
		return true
	}
	return false
}

// ParseDSN reads one connection string strictly: a URL with or without a
// driver, JDBC, R2DBC, libpq's keywords, ADO.NET's, or Go's MySQL form. Errors
// are *Error.
func ParseDSN(value string) ([]Address, error) {
	p, err := strict(value)
	if err != nil {
		return nil, err
	}
	found, err := dsnReader(p)(p)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// dsnReader picks the reader whose errors will make most sense.
func dsnReader(p part) func(part) ([]Address, *Error) {
	text := p.text()
	for _, prefix := range []string{"jdbc:", "r2dbc:", "r2dbcs:"} {
		if _, ok := p.strip(prefix); ok {
			return parseJDBC
		}
	}
	if scheme, _, found := p.cut("://"); found && isScheme(scheme.text()) {
		return strictURL
	}
	switch {
	case strings.Contains(text, ")/"):
		return parseGoMySQL
	case strings.Contains(text, ";"):
		return parseADO
	case strings.Contains(text, "="):
		return parseKeywords
	}
	return func(p part) ([]Address, *Error) { return nil, p.fault(Malformed, "is no connection string") }
}
