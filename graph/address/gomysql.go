package address

import (
	"net/url"
	"strings"
)

// parseGoMySQL reads user:password@tcp(host:3306)/database?key=value, of which
// nothing before the @ is escaped.
func parseGoMySQL(p part) ([]Address, *Error) {
	slash := strings.LastIndex(p.text(), ")/")
	if slash < 0 {
		return nil, p.fault(Malformed, "is no `user:password@protocol(address)/database`")
	}
	before, tail := p.sub(0, slash), p.from(slash+2)
	login, dial, _ := before.cutLogin()
	protocol, target, found := dial.cut("(")
	if !found || !isWord(protocol.text()) {
		return nil, p.fault(Malformed, "is no `user:password@protocol(address)/database`")
	}
	a := Address{Form: GoMySQL}
	user, password, hasPassword := login.cut(":")
	a.User = user.optional(verbatim)
	if hasPassword {
		a.Password = password.field(verbatim)
	}
	database, query := tail.cutAny("?")
	a.Database = database.optional(url.PathUnescape)
	a.readQuery(query)
	a.TLS = a.tls()
	if protocol.text() == "unix" {
		a.Socket = target.field(verbatim)
		return []Address{a}, nil
	}
	if err := a.readHost(target); err != nil {
		return nil, err
	}
	return []Address{a}, nil
}
