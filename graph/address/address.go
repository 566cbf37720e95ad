// Package address reads what people write to say whom to dial: URLs, JDBC and
// other connection strings, host:port and lists of them. It is pure, and every
// part it finds says which bytes of the value it is.
package address

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// Form is a way of spelling an address. The zero Form is invalid.
type Form int

// The forms.
const (
	URL      Form = iota + 1 // scheme://user:password@host:port/path?key=value
	JDBC                     // jdbc:postgresql://host:port/database?key=value
	R2DBC                    // r2dbc:postgresql://host:port/database?key=value
	Keywords                 // libpq: host=h port=5432 dbname=d
	ADO                      // ADO.NET: Server=h,1433;Database=d
	GoMySQL                  // user:password@tcp(host:3306)/database?key=value
	Redis                    // StackExchange.Redis: host:6379,password=p
	Pair                     // host:port
	Name                     // a bare host
)

// TLS is what a spelling says of encryption.
type TLS int

// The demands; the zero TLS is unsaid.
const (
	Unsaid   TLS = iota
	Plain        // sslmode=disable, redis://, ...
	Optional     // sslmode=prefer
	Required     // sslmode=require, rediss://, ...
)

// Field is one part of an address.
type Field struct {
	// Text is the part, decoded as its form decodes it: percent escapes,
	// quotes and backslashes are gone.
	Text string
	// Span is the bytes of the value that Text was read from.
	Span source.Span
	// Set tells a part that is there, though perhaps empty.
	Set bool
	// Open marks a part that holds a reference nobody has filled in, such as
	// ${NAME} or {{name}}, or a host that is a wildcard. Its Text is as
	// written, and it is not Set.
	Open bool
}

// Param is a query or keyword parameter, under its name as written.
type Param struct {
	Name string
	Field
}

// Address is whom to dial, as far as a value tells.
type Address struct {
	Form   Form
	Scheme Field // without its driver: postgresql of postgresql+asyncpg
	Driver Field // what follows the + of a scheme, or JDBC's second word
	Host   Field // a name or an IP address, without brackets
	Port   Field // digits, 1 to 65535
	User   Field
	// Password is a secret, as are parameters of similar names.
	Password Field
	// Database is what selects among the things one server holds: a database,
	// vhost, keyspace, Redis index. It is unset for the schemes of the web.
	Database Field
	Path     Field // a URL's path with its leading slash
	Socket   Field // the path of a Unix socket, instead of a host
	Params   []Param
	TLS      TLS
}

// Lookup returns the first parameter of a name, whatever its case.
func (a Address) Lookup(name string) (Field, bool) {
	for _, p := range a.Params {
		if sameKey(p.Name, name) {
			return p.Field, true
		}
	}
	return Field{}, false
}

const (
	longest  = 64 << 10 // bytes of a value that is looked at
	mostList = 256      // addresses or parameters of one value
)

// Parse returns all addresses that a whole value spells, in any form; nil when
// it is something else. A bare word is not an address for Parse (ask Host), and
// neither is anything that may as well be a file path, an image with its tag,
// a time or a volume.
func Parse(value string) []Address {
	if !strings.ContainsAny(value, ":=(") {
		return nil
	}
	p, ok := newPart(value)
	if !ok {
		return nil
	}
	p = p.trim()
	readers := []func(part) ([]Address, *Error){parseJDBC, parseADO, parseURLs, parseGoMySQL, parseKeywords, parseRedis, parsePairs}
	for _, read := range readers {
		if found, err := read(p); err == nil {
			return reachable(found)
		}
	}
	return nil
}

// reachable drops addresses that name nobody.
func reachable(all []Address) []Address {
	var kept []Address
	for _, a := range all {
		if a.Form == URL || a.Host.given() || a.Socket.given() {
			kept = append(kept, a)
		}
	}
	return kept
}

// given reports whether the value holds the part, filled in or not.
func (f Field) given() bool { return f.Set || f.Open }

// Shift returns the address with all spans moved by n bytes, for a value that
// is a part of a longer one.
func (a Address) Shift(n int) Address {
	for _, f := range []*Field{&a.Scheme, &a.Driver, &a.Host, &a.Port, &a.User, &a.Password, &a.Database, &a.Path, &a.Socket} {
		*f = f.shift(n)
	}
	a.Params = slices.Clone(a.Params)
	for i := range a.Params {
		a.Params[i].Field = a.Params[i].shift(n)
	}
	return a
}

func (f Field) shift(n int) Field {
	if f.given() {
		f.Span = source.Span{Start: f.Span.Start + n, End: f.Span.End + n}
	}
	return f
}
