package address

import (
	"errors"
	"strings"
)

// pair is one key=value of a connection string.
type pair struct {
	key    string
	value  part
	decode decoder
}

// errUnclosed is told for a quote that nothing closes.
var errUnclosed = errors.New("a quote is never closed")

// parseKeywords reads libpq's host=h port=5432 dbname=d. All its keys must be
// known ones, lest any other list of settings be taken for an address.
func parseKeywords(p part) ([]Address, *Error) {
	pairs, err := keywordPairs(p)
	if err != nil {
		return nil, err
	}
	a := Address{Form: Keywords}
	for _, kv := range pairs {
		f := kv.value.field(kv.decode)
		a.Params = append(a.Params, Param{kv.key, f})
		if kv.key == "hostaddr" {
			a.take(hostRole, f)
		}
		a.take(roleOf(kv.key), f)
	}
	a.TLS = a.tls()
	return a.spread(",")
}

// keywordPairs splits key = value key = 'quoted value'.
func keywordPairs(p part) ([]pair, *Error) {
	var pairs []pair
	for rest := p.trim(); !rest.empty(); rest = rest.trim() {
		key, after, found := rest.cut("=")
		name := key.trim().text()
		if !found || !isKeyword(name) {
			return nil, key.fault(Malformed, "is not made of connection keywords")
		}
		value, next, err := keywordValue(after.trim())
		if err != nil {
			return nil, after.fault(Malformed, "has a quote that is never closed")
		}
		pairs = append(pairs, pair{name, value, unslash})
		if rest = next; len(pairs) > mostList {
			return nil, p.fault(Malformed, "has too many keywords")
		}
	}
	if len(pairs) == 0 {
		return nil, p.fault(Empty, "is empty")
	}
	return pairs, nil
}

// keywordValue cuts a value, without its quotes, from what follows it.
func keywordValue(p part) (value, rest part, err error) {
	text := p.text()
	quoted := strings.HasPrefix(text, "'")
	start := 0
	if quoted {
		start = 1
	}
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case quoted && c == '\'':
			return p.sub(1, i), p.from(i + 1), nil
		case !quoted && (c == ' ' || c == '\t'):
			return p.sub(0, i), p.from(i), nil
		}
	}
	if quoted {
		return p, p, errUnclosed
	}
	return p, p.from(len(text)), nil
}

// unslash drops the backslashes that libpq's values are escaped with.
func unslash(s string) (string, error) {
	if !strings.Contains(s, "\\") {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), nil
}

// isKeyword reports whether libpq knows a keyword.
func isKeyword(key string) bool {
	switch key {
	case "host", "hostaddr", "port", "dbname", "user", "password", "passfile", "require_auth", "channel_binding",
		"connect_timeout", "client_encoding", "options", "application_name", "fallback_application_name",
		"keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
		"replication", "gssencmode", "sslmode", "requiressl", "sslnegotiation", "sslcompression", "sslcert",
		"sslkey", "sslpassword", "sslcertmode", "sslrootcert", "sslcrl", "sslcrldir", "sslsni", "requirepeer",
		"ssl_min_protocol_version", "ssl_max_protocol_version", "krbsrvname", "gsslib", "gssdelegation",
		"service", "target_session_attrs", "load_balance_hosts",
		// What the drivers of other languages add.
		"TimeZone", "timezone", "search_path", "pool_max_conns", "pool_min_conns", "statement_timeout":
		return true
	}
	return false
}

// spread gives an address for each host of a list of hosts, with its own port
// where there is a list of ports.
func (a Address) spread(separator string) ([]Address, *Error) {
	hosts := a.Host.split(separator)
	ports := a.Port.split(separator)
	if a.Host.Set && strings.HasPrefix(a.Host.Text, "/") {
		a.Socket, a.Host = a.Host, Field{}
		return []Address{a}, nil
	}
	var all []Address
	for i, host := range hosts {
		one := a
		one.Host = host
		if len(ports) == len(hosts) {
			one.Port = ports[i]
		}
		if err := one.check(); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// split cuts a field at a separator, unless decoding changed its length.
func (f Field) split(separator string) []Field {
	if !f.Set || len(f.Text) != f.Span.End-f.Span.Start || !strings.Contains(f.Text, separator) {
		return []Field{f}
	}
	var all []Field
	start := f.Span.Start
	for text := range strings.SplitSeq(f.Text, separator) {
		one := f
		one.Text, one.Span.Start, one.Span.End = text, start, start+len(text)
		start = one.Span.End + len(separator)
		all = append(all, one)
	}
	return all
}

// check says what is wrong with the host or port of an address.
func (a Address) check() *Error {
	if a.Host.Set {
		if err := checkHost(a.Host.Text); err != nil {
			err.Span = a.Host.Span
			return err
		}
	}
	if a.Port.Set && !isPort(a.Port.Text) {
		return &Error{Fault: BadPort, Reason: "has a port that is not a number from 1 to 65535", Span: a.Port.Span}
	}
	return nil
}
