package infer

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// Guess is what the value of a variable may have to look like, by the
// variable's name and by a value that it is known to take, which may be "". It
// is unsaid where neither tells.
func Guess(types *contract.Lattice, name, value string) contract.Format {
	words := splitName(name)
	for _, f := range []contract.Format{byName(types, words, value), byValue(types, words, value)} {
		if f != nil && (value == "" || f.Check(value, types) == nil) {
			return f
		}
	}
	return nil
}

// byName is what the words of a variable's name tell.
func byName(types *contract.Lattice, words []string, value string) contract.Format {
	if len(words) == 0 {
		return nil
	}
	r, g := roleOf(words)
	switch r {
	case portRole:
		return contract.Format{{Kind: contract.FmtPort, Type: serverOf(words, g)}}
	case hostRole:
		if of := serverOf(words, g); !of.IsZero() && !isPlural(words) {
			return contract.Format{{Kind: contract.FmtHost, Type: of}}
		}
	case addressRole:
		return addressFormat(types, words, g, value)
	case noRole, userRole, passwordRole, databaseRole, vhostRole, bucketRole, kindRole:
	}
	return plainFormat(words)
}

// isPlural reports whether a variable may hold several hosts.
func isPlural(words []string) bool {
	last := words[len(words)-1]
	return last == "hosts" || last == "servers" || last == "allowed"
}

// serverOf is the type of the server that a variable's group is about, where
// its name says which.
func serverOf(words, group []string) contract.Expr {
	if slices.ContainsFunc(words, isOutward) {
		return contract.Expr{}
	}
	for _, w := range slices.Backward(group) {
		if t := productType(w); t != "" {
			return oneOf([]string{t})
		}
	}
	return contract.Expr{}
}

// addressFormat is the format of a variable that holds an address, as its last
// word and its value tell.
func addressFormat(types *contract.Lattice, words, group []string, value string) contract.Format {
	of := serverOf(words, group)
	if scheme, _, ok := strings.Cut(value, "://"); ok && of.IsZero() {
		of = oneOf(types.ByScheme(scheme))
	}
	hostPort := contract.Format{{Kind: contract.FmtHostPort, Type: of}}
	switch words[len(words)-1] {
	case "url", "uri":
		return contract.Format{{Kind: contract.FmtURL, Type: of}}
	case "dsn", "connectionstring":
		return contract.Format{{Kind: contract.FmtDSN, Type: of}}
	case "brokers", "bootstrapservers":
		return contract.Format{{Kind: contract.FmtList, Inner: hostPort}}
	case "addr", "address", "endpoint":
		if strings.Contains(value, "://") {
			return contract.Format{{Kind: contract.FmtURL, Type: of}}
		}
		if value != "" {
			return hostPort
		}
	}
	return nil
}

// plainFormat is the format of a variable that is about no server.
func plainFormat(words []string) contract.Format {
	one := func(k contract.FmtKind) contract.Format { return contract.Format{{Kind: k}} }
	switch first, last := words[0], words[len(words)-1]; {
	case len(words) == 1 && (last == "tz" || last == "timezone"):
		return one(contract.FmtTZ)
	case len(words) == 1 && (last == "uid" || last == "puid" || last == "pgid" || last == "gid"):
		return one(contract.FmtUID)
	case last == "enabled" || last == "disabled" || last == "debug" || first == "enable" || first == "disable":
		return one(contract.FmtBool)
	}
	return nil
}

// byValue is what a value tells of the others that a variable takes.
func byValue(types *contract.Lattice, words []string, value string) contract.Format {
	one := func(k contract.FmtKind) contract.Format { return contract.Format{{Kind: k}} }
	scheme, _, isURL := strings.Cut(value, "://")
	switch {
	case value == "true" || value == "false":
		return one(contract.FmtBool)
	case value == "0" || value == "1":
		return nil // a number, or a truth value
	case isDigits(value):
		return one(contract.FmtInt)
	case isURL && !slices.ContainsFunc(words, isOutward):
		return contract.Format{{Kind: contract.FmtURL, Type: oneOf(types.ByScheme(scheme))}}
	case isURL:
		return one(contract.FmtURL)
	case value != "" && isDigits(strings.TrimRight(value, "smh")):
		return one(contract.FmtDuration)
	}
	return nil
}
