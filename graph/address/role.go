package address

import "strings"

// role is the part of an address that a keyword sets.
type role int

const (
	otherRole role = iota
	hostRole
	portRole
	userRole
	passwordRole
	databaseRole
	driverRole
)

// normalKey is a keyword without case, spaces, hyphens and underscores, which
// is how the connection strings themselves compare them.
func normalKey(key string) string {
	b := make([]byte, 0, 32)
	for i := range len(key) {
		switch c := key[i]; {
		case c == ' ' || c == '-' || c == '_':
		case 'A' <= c && c <= 'Z':
			b = append(b, c|0x20)
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

func sameKey(a, b string) bool { return strings.EqualFold(a, b) || normalKey(a) == normalKey(b) }

// roleOf says what a keyword sets, in any of the forms.
func roleOf(key string) role {
	switch normalKey(key) {
	case "host", "hostname", "server", "servername", "datasource", "addr", "address", "networkaddress", "contactpoints":
		return hostRole
	case "port", "portnumber":
		return portRole
	case "user", "username", "userid", "uid":
		return userRole
	case "password", "pwd", "pass":
		return passwordRole
	case "database", "databasename", "dbname", "initialcatalog", "virtualhost", "defaultkeyspace", "defaultdatabase":
		return databaseRole
	case "driver":
		return driverRole
	}
	return otherRole
}

// take sets the part of a role, unless the address has it already. Only a
// password may be empty.
func (a *Address) take(r role, f Field) {
	if f.Text == "" && r != passwordRole {
		return
	}
	var at *Field
	switch r {
	case hostRole:
		at = &a.Host
	case portRole:
		at = &a.Port
	case userRole:
		at = &a.User
	case passwordRole:
		at = &a.Password
	case databaseRole:
		at = &a.Database
	case driverRole:
		at = &a.Driver
	case otherRole:
		return
	}
	if !at.given() {
		*at = f
	}
}
