package address

import (
	"errors"
	"net/url"
	"strings"
)

// longestScheme is more than any scheme in use has.
const longestScheme = 40

// ParseURL reads one URL strictly. A URL that names several hosts gives an
// address for each of them, all else being equal. Errors are *Error.
func ParseURL(value string) ([]Address, error) {
	p, err := strict(value)
	if err != nil {
		return nil, err
	}
	found, err := strictURL(p)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// strictURL reads a URL whose every part must make sense.
func strictURL(p part) ([]Address, *Error) {
	found, err := parseURL(p, URL)
	if err != nil {
		return nil, err
	}
	a := found[0]
	if !a.Host.given() && !a.Port.given() && !a.Socket.given() && (!a.Path.given() || needsHost(a.Scheme.Text)) {
		return nil, p.fault(NoHost, "has no host")
	}
	return found, badEscape(p, a)
}

// needsHost reports whether a scheme means nothing without a host.
func needsHost(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "http", "https", "ws", "wss":
		return true
	}
	return false
}

// strict returns the whole of a value that may be an address of some form.
func strict(value string) (part, *Error) {
	p, ok := newPart(value)
	switch {
	case !ok:
		return p, &Error{Fault: Malformed, Reason: "is too long or holds control characters"}
	case value == "":
		return p, &Error{Fault: Empty, Reason: "is empty"}
	case p.trim() != p:
		return p, p.fault(HasSpace, "has white space around it")
	case len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[0] == value[len(value)-1]:
		return p, p.fault(HasQuotes, "has quotes around it")
	}
	return p, nil
}

// badEscape finds a part whose percent escapes do not decode.
func badEscape(p part, a Address) *Error {
	for _, f := range []Field{a.User, a.Password, a.Host, a.Path} {
		if _, err := url.PathUnescape(p.value.given[f.Span.Start:f.Span.End]); f.Set && err != nil {
			return &Error{Fault: BadEscape, Reason: "has a `%` that is not followed by two hexadecimal digits", Span: f.Span}
		}
	}
	return nil
}

// parseURLs reads one URL, or a list of them, each of which may have a name
// as the members of a cluster do (n1=http://a:2380,n2=http://b:2380).
func parseURLs(p part) ([]Address, *Error) {
	if !strings.Contains(p.text(), "://") {
		if _, ok := p.strip("unix:/"); !ok {
			return nil, p.fault(NoScheme, "has no scheme")
		}
	}
	var all []Address
	for _, item := range splitURLs(p) {
		found, err := parseURL(unnamed(item), URL)
		if err != nil {
			return nil, err
		}
		if all = append(all, found...); len(all) > mostList {
			return nil, p.fault(Malformed, "lists too many addresses")
		}
	}
	return all, nil
}

// splitURLs cuts a list before each further scheme. A comma in a query may
// belong to the query, so that only white space ends a URL there.
func splitURLs(p part) []part {
	var items []part
	text, start, query := p.text(), 0, false
	for i := range len(text) {
		switch c := text[i]; c {
		case '?', '#':
			query = true
		case ' ', '\t', ',', ';':
			space := c == ' ' || c == '\t'
			if query && !space || i > 0 && strings.IndexByte(" \t,;", text[i-1]) >= 0 {
				continue
			}
			if next := p.from(i + 1).trim(); beginsURL(next.text()) {
				items = append(items, p.sub(start, i).trim())
				start, query = next.start-p.start, false
			}
		}
	}
	return append(items, p.from(start).trim())
}

// beginsURL reports whether a text starts with a scheme, or with a name and a
// scheme.
func beginsURL(text string) bool {
	scheme, _, found := strings.Cut(text[:min(len(text), 2*longestScheme)], "://")
	if name, rest, named := strings.Cut(scheme, "="); named && isWord(name) {
		scheme = rest
	}
	return found && isScheme(scheme)
}

// unnamed drops name= before a URL.
func unnamed(p part) part {
	name, rest, found := p.cut("=")
	if found && isWord(name.text()) && beginsURL(rest.text()) {
		return rest
	}
	return p
}

func isScheme(s string) bool {
	if s == "" || len(s) > longestScheme || !isLetter(s[0]) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && !isDigit(c) && strings.IndexByte("+-._", c) < 0 {
			return false
		}
	}
	return true
}

// isOpenScheme reports whether a scheme is told by a reference, all of it or in
// part.
func isOpenScheme(s string) bool {
	return strings.IndexByte(s, blank) >= 0 && isScheme(strings.ReplaceAll(s, string(blank), "x"))
}

func isWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && !isDigit(c) && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return s != ""
}

// parseURL reads one URL; form tells the URLs inside of JDBC and its like,
// whose parameters say more.
func parseURL(p part, form Form) ([]Address, *Error) {
	scheme, rest, found := p.cut("://")
	if !found {
		if rest, found = p.strip("unix:"); !found || !strings.HasPrefix(rest.text(), "/") {
			return nil, p.fault(NoScheme, "has no scheme")
		}
		scheme = p.sub(0, len("unix"))
	}
	if !isScheme(scheme.text()) && !isOpenScheme(scheme.text()) {
		return nil, scheme.fault(NoScheme, "has no scheme")
	}
	a := Address{Form: form}
	name, driver, _ := scheme.cut("+")
	a.Scheme, a.Driver = name.field(verbatim), driver.optional(verbatim)
	return parseHierarchy(a, rest)
}

// parseHierarchy reads what follows a scheme: //user@hosts/path?query, of
// which the two slashes are gone.
func parseHierarchy(a Address, p part) ([]Address, *Error) {
	if strings.ContainsAny(p.text(), " \t\"<>") {
		return nil, p.fault(HasSpace, "holds white space or quotes")
	}
	ends := "?#"
	if a.Form != URL {
		ends = "?#;" // SQL Server's parameters
	}
	authority, tail := p.cutAny("/" + ends)
	path, rest := tail.cutAny(ends)
	a.readPath(path)
	a.readQuery(rest)
	a.readRoles()
	if a.onSocket() {
		a.Socket = p.sub(0, path.end-p.start).field(url.PathUnescape)
		a.TLS = a.tls()
		return []Address{a}, nil
	}
	userinfo, hosts, found := authority.cutLogin()
	if found {
		user, password, _ := userinfo.cut(":")
		a.User = user.optional(url.PathUnescape)
		if password.start > user.end {
			a.Password = password.field(url.PathUnescape)
		}
	}
	a.TLS = a.tls()
	return eachHost(a, hosts, p)
}

// eachHost gives a an address for each of the hosts of an authority; whole is
// the URL after its scheme, for errors.
func eachHost(a Address, hosts, whole part) ([]Address, *Error) {
	if hosts.empty() {
		return []Address{a}, nil
	}
	var all []Address
	for _, h := range unwrap(hosts).split(",") {
		one := a
		if err := one.readHost(h); err != nil {
			return nil, unescaped(whole, hosts, err)
		}
		all = append(all, one)
	}
	return all, nil
}

// unwrap drops the protocol that Go's MySQL driver puts around a host, even
// where it is dressed as a URL: mysql://u:p@tcp(host:3306)/db.
func unwrap(p part) part {
	if inner, ok := p.strip("tcp("); ok && strings.HasSuffix(inner.text(), ")") {
		return inner.sub(0, len(inner.text())-1)
	}
	return p
}

// unescaped betters the error of a bad host or port: where an @ follows the
// authority, its password most likely holds a delimiter.
func unescaped(whole, hosts part, err *Error) *Error {
	before, _, found := whole.cut("@")
	if found && before.end > hosts.end {
		return before.fault(BadEscape, "has a delimiter (`/`, `?` or `#`) in its password that is not percent-encoded")
	}
	return err
}

// readHost reads host, host:port or [IPv6]:port.
func (a *Address) readHost(p part) *Error {
	host, port, err := splitHostPort(p)
	if err != nil {
		return err
	}
	if !port.empty() {
		if err := checkPort(port); err != nil {
			return err
		}
	}
	a.Host, a.Port = host.optional(unescapeHost), port.optional(verbatim)
	switch {
	case strings.HasPrefix(a.Host.Text, "/"):
		a.Socket, a.Host = a.Host, Field{}
	case host.text() == "+" || host.text() == "*" || strings.HasPrefix(host.text(), "*."):
		a.Host.Set, a.Host.Open = false, true // where to listen, or whom to allow
	case a.Host.Set && checkHost(a.Host.Text) != nil:
		return host.fault(BadHost, "has a host that is neither a name nor an address")
	}
	return nil
}

// errControl is told for a host that hides a control character.
var errControl = errors.New("holds a control character")

// unescapeHost decodes a host, in which control characters stay escaped.
func unescapeHost(s string) (string, error) {
	text, err := url.PathUnescape(s)
	if err == nil && strings.ContainsFunc(text, isControl) {
		err = errControl
	}
	return text, err
}

// readPath keeps the path, and takes from it what it selects.
func (a *Address) readPath(p part) {
	a.Path = p.optional(url.PathUnescape)
	if a.isWeb() || p.empty() {
		return
	}
	selected := p.from(1)
	if !strings.HasPrefix(strings.ToLower(a.Scheme.Text), "amqp") {
		selected, _ = selected.cutAny("/")
	}
	a.Database = selected.optional(url.PathUnescape)
}

// readQuery reads ?key=value&... and the ;key=value;... of SQL Server and DB2.
func (a *Address) readQuery(p part) {
	query, _ := p.cutAny("#") // nobody sends the fragment
	if query.empty() {
		return
	}
	separator, decode := "&", decoder(url.QueryUnescape)
	if strings.HasPrefix(query.text(), ";") {
		separator, decode = ";", verbatim
	}
	for _, item := range query.from(1).split(separator) {
		key, value, found := item.cut("=")
		if name := key.field(decode).Text; found && name != "" {
			a.Params = append(a.Params, Param{name, value.field(decode)})
		}
	}
}

// readRoles takes from the parameters what the URL itself left out. The query
// of a web address is its own affair.
func (a *Address) readRoles() {
	if a.isWeb() {
		return
	}
	for _, p := range a.Params {
		a.take(roleOf(p.Name), p.Field)
	}
	if strings.HasPrefix(a.Host.Text, "/") {
		a.Socket, a.Host = a.Host, Field{}
	}
	if a.Host.Set && checkHost(a.Host.Text) != nil {
		a.Host = Field{}
	}
	if a.Port.Set && !isPort(a.Port.Text) {
		a.Port = Field{}
	}
}

// onSocket reports whether the scheme says that a path follows it.
func (a *Address) onSocket() bool {
	switch strings.ToLower(a.Scheme.Text) {
	case "unix":
		return true
	case "http", "https":
		return false // the path of http+unix:// is in its host
	}
	switch strings.ToLower(a.Driver.Text) {
	case "unix", "socket":
		return true
	}
	return false
}

// isWeb reports whether the path names a resource rather than a database. Of a
// scheme that is not known, either may be so.
func (a *Address) isWeb() bool {
	if a.Scheme.Open {
		return true
	}
	switch strings.ToLower(a.Scheme.Text) {
	case "http", "https", "ws", "wss", "grpc", "grpcs", "tcp", "udp", "tls", "ssl", "unix", "file",
		"ftp", "ftps", "sftp", "ssh", "git", "smtp", "smtps", "ldap", "ldaps", "s3", "gs", "oci",
		"sqlite", "sqlite3", "rtmp", "rtsp", "h2c":
		return true
	}
	return false
}
