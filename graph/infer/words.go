// Package infer finds what a careful reader would see in values, commands,
// labels and configuration files that no contract types. All it finds is
// marked as literal or as a guess, and it is silent where a reader would doubt.
package infer

import (
	"slices"
	"strings"
	"unicode"
)

// splitName splits the name of a variable into lower-case words at separators
// and at changes of case: LISTMONK_db__host, spring.datasource.url, dbHost.
func splitName(name string) []string {
	var words []string
	start := 0
	flush := func(end int) {
		if start < end {
			words = append(words, strings.ToLower(name[start:end]))
		}
		start = end
	}
	var before rune
	for i, r := range name {
		switch {
		case r == '_' || r == '.' || r == '-' || r == ':' || r == '/':
			flush(i)
			start = i + 1
		case unicode.IsUpper(r) && unicode.IsLower(before):
			flush(i)
		}
		before = r
	}
	flush(len(name))
	return unglue(words)
}

// unglue takes apart words that people write without a separator: PGHOST,
// DBUSER, mysqlport.
func unglue(words []string) []string {
	out := make([]string, 0, len(words)+1)
	for _, w := range words {
		head, tail := glued(w)
		if head != "" {
			out = append(out, head)
		}
		out = append(out, tail)
	}
	return out
}

func glued(word string) (head, tail string) {
	for _, suffix := range []string{"hostname", "host", "port", "username", "user", "password", "database", "url", "uri", "dsn"} {
		head, ok := strings.CutSuffix(word, suffix)
		if ok && (head == "db" || head == "database" || slices.Contains(productWords(), head)) {
			return head, suffix
		}
	}
	return "", word
}

// role is what the last words of a variable's name say its value is. The zero
// role is none.
type role int

const (
	noRole role = iota
	hostRole
	portRole
	userRole
	passwordRole
	databaseRole
	vhostRole
	bucketRole
	addressRole // a URL, or a host with its port
	kindRole    // which product the group is about: DB_CONNECTION=mysql
)

// roleOf tells the role of a variable and the group that it belongs to: the
// words before those that tell the role.
func roleOf(words []string) (role, []string) {
	n := len(words)
	if n == 0 {
		return noRole, nil
	}
	if r, g := connectionString(words); r != noRole {
		return r, g
	}
	last, head := words[n-1], words[:n-1]
	switch last {
	case "host", "hostname", "hosts", "server", "servers":
		return hostRole, group(head)
	case "port":
		return portRole, group(head)
	case "user", "username", "login":
		return userRole, group(head)
	case "password", "pass", "passwd", "pwd", "pw":
		return passwordRole, group(head)
	case "database", "db", "dbname", "schema":
		if len(head) > 0 {
			return databaseRole, group(head)
		}
	case "name":
		if len(head) > 1 && head[len(head)-1] == "bucket" {
			return bucketRole, group(head[:len(head)-1])
		}
		if len(head) > 0 && namesDatabase(head[len(head)-1]) {
			return databaseRole, group(head)
		}
	case "vhost":
		return vhostRole, group(head)
	case "bucket", "bucketname":
		return bucketRole, group(head)
	case "addr", "address", "addresses", "endpoint", "endpoints", "broker", "brokers", "url", "urls", "uri", "uris", "dsn",
		"nodes", "peers", "connect", "upstream", "upstreams", "backend", "target", "targets", "connectionstring", "bootstrapservers":
		return addressRole, group(head)
	case "connection", "type", "driver", "engine", "dialect", "adapter", "client", "mailer", "kind", "vendor":
		return kindRole, group(head)
	}
	return noRole, words
}

// connectionString reads ConnectionStrings__Cache and CACHE_CONNECTION_STRING.
func connectionString(words []string) (role, []string) {
	i := slices.Index(words, "connection")
	if i < 0 || i+1 == len(words) || words[i+1] != "string" && words[i+1] != "strings" {
		return noRole, nil
	}
	return addressRole, slices.Concat(words[:i], words[i+2:])
}

// group drops the words that tell apart members of one group without naming
// it: EMAIL_HOST_USER and KC_DB_URL_HOST belong to EMAIL and KC_DB.
func group(words []string) []string {
	for len(words) > 1 {
		switch words[len(words)-1] {
		case "host", "server", "url", "uri", "connection", "bootstrap":
			words = words[:len(words)-1]
		default:
			return words
		}
	}
	return words
}

func namesDatabase(word string) bool {
	return word == "db" || word == "database" || slices.Contains(productWords(), word)
}

// sameGroup reports whether two groups mean one server: they are equal, or
// differ by a final word for a database (POSTGRES_HOST and POSTGRES_DB_NAME).
func sameGroup(a, b []string) bool { return slices.Equal(shortGroup(a), shortGroup(b)) }

func shortGroup(words []string) []string {
	if n := len(words); n > 1 && (words[n-1] == "db" || words[n-1] == "database") {
		return words[:n-1]
	}
	return words
}
