package address

import "strings"

// parseADO reads ADO.NET's Key=Value;Key=Value. One of its keys must name a
// server or an endpoint.
func parseADO(p part) ([]Address, *Error) {
	pairs, err := adoPairs(p)
	if err != nil {
		return nil, err
	}
	a := Address{Form: ADO}
	var server *pair
	var endpoints []part
	for i, kv := range pairs {
		f := kv.value.field(kv.decode)
		a.Params = append(a.Params, Param{kv.key, f})
		switch r := roleOf(kv.key); {
		case r == hostRole && server == nil:
			server = &pairs[i]
		case strings.HasSuffix(normalKey(kv.key), "endpoint"):
			endpoints = append(endpoints, kv.value)
		default:
			a.take(r, f)
		}
	}
	a.TLS = a.tls()
	if err := a.check(); err != nil {
		return nil, err
	}
	switch {
	case server != nil:
		return a.readServer(server.value)
	case len(endpoints) > 0:
		return a.readEndpoints(endpoints)
	}
	return nil, p.fault(NoHost, "names no server")
}

// adoPairs splits a connection string. The last pair may end in a semicolon;
// one pair alone is no connection string.
func adoPairs(p part) ([]pair, *Error) {
	if !strings.Contains(p.text(), ";") || !strings.Contains(p.text(), "=") {
		return nil, p.fault(Malformed, "is no list of `Key=Value;`")
	}
	var pairs []pair
	for rest := p.trim(); !rest.empty(); rest = rest.trim() {
		key, after, found := rest.cut("=")
		name := key.trim().text()
		if !found || !isADOKey(name) {
			return nil, key.fault(Malformed, "is no list of `Key=Value;`")
		}
		value, next, decode := adoValue(after.trim())
		pairs = append(pairs, pair{name, value, decode})
		if rest = next; len(pairs) > mostList {
			return nil, p.fault(Malformed, "has too many keywords")
		}
	}
	return pairs, nil
}

func isADOKey(s string) bool {
	return s != "" && isLetter(s[0]) && isWord(strings.ReplaceAll(s, " ", "_"))
}

// adoValue cuts a value, which quotes or braces may enclose, from what follows
// its semicolon.
func adoValue(p part) (value, rest part, decode decoder) {
	if text := p.text(); text != "" {
		closing := closingOf(text[0])
		if end := closedAt(text, closing); closing != 0 && end > 0 {
			if between, after, _ := p.from(end + 1).cut(";"); between.trim().empty() {
				return p.sub(1, end), after, undouble(string(closing))
			}
		}
	}
	value, rest, _ = p.cut(";")
	return value.trim(), rest, verbatim
}

func closingOf(opening byte) byte {
	switch opening {
	case '"', '\'':
		return opening
	case '{':
		return '}'
	}
	return 0
}

// closedAt finds the closing quote, of which two stand for one.
func closedAt(text string, closing byte) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != closing:
		case i+1 < len(text) && text[i+1] == closing:
			i++
		default:
			return i
		}
	}
	return 0
}

func undouble(quote string) decoder {
	return func(s string) (string, error) { return strings.ReplaceAll(s, quote+quote, quote), nil }
}

// readServer reads the value of Server= or Host=: host, host,port (SQL
// Server), host:port, tcp:host, host\instance, a list of hosts, Oracle's
// host:port/service. A file's path names no host.
func (a Address) readServer(p part) ([]Address, *Error) {
	if isLocalFile(p.text()) {
		return []Address{a}, nil
	}
	p, _ = p.strip("tcp:")
	p, slashed := p.strip("//")
	if slashed || strings.Contains(p.text(), "/") {
		return readEZConnect(a, p)
	}
	if before, after, found := p.cut(","); found && isPort(after.trim().text()) {
		a.Port = after.trim().field(verbatim)
		p = before.trim()
	}
	var all []Address
	for _, item := range p.split(",") {
		one := a
		server, _, _ := item.trim().cut("\\")
		if err := one.readServerHost(server); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// readServerHost reads host or host:port and keeps a port that a keyword set.
func (a *Address) readServerHost(p part) *Error {
	port := a.Port
	if err := a.readHost(p); err != nil {
		return err
	}
	if !a.Port.given() {
		a.Port = port
	}
	return nil
}

// isLocalFile reports whether a data source is a file, or a server that needs
// no network.
func isLocalFile(source string) bool {
	lower := strings.ToLower(source)
	for _, suffix := range []string{".db", ".db3", ".sqlite", ".sqlite3", ".mdf", ".mdb", ".sdf"} {
		if strings.HasSuffix(lower, suffix) {
			return true
		}
	}
	switch lower {
	case "", ".", "(local)":
		return true
	}
	return strings.HasPrefix(source, "/") && !strings.HasPrefix(source, "//") ||
		strings.HasPrefix(source, "./") || strings.HasPrefix(source, ":") || strings.HasPrefix(lower, "(localdb)") ||
		strings.HasPrefix(lower, "np:") || strings.HasPrefix(source, "|")
}

// readEndpoints reads the URLs of keys such as BlobEndpoint.
func (a Address) readEndpoints(endpoints []part) ([]Address, *Error) {
	var all []Address
	for _, p := range endpoints {
		found, err := parseURL(p, URL)
		if err != nil {
			return nil, err
		}
		for _, one := range found {
			one.Form, one.Params = ADO, a.Params
			all = append(all, one)
		}
	}
	return all, nil
}
