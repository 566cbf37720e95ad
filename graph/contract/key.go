package contract

import "slices"

// heads are the heads of all statements.
func heads() []string {
	return []string{
		"CONTRACT", "IMAGE", "TYPE", "FORALL", "RUNS", "SCALES", "READY WHEN", "LISTENS ON", "CONNECTS TO", "PROVIDES",
		"PROVISIONS", "EMITS", "COMMAND FORBIDS", "LACKS", "ENVIRONMENT NEEDS", "ENVIRONMENT ACCEPTS",
		"ENVIRONMENT FORBIDS", "ENVIRONMENT IGNORES", "VOLUME AT",
	}
}

// keysOf are the keys that a head takes, in the order that they are printed.
func keysOf(head string) []string {
	switch head {
	case "CONTRACT":
		return []string{"PARTIAL", "DOC"}
	case "IMAGE":
		return []string{"TAGS", "BASE", "VERSION", "TAGGED", "DOC", "DEPRECATED"}
	case "TYPE":
		return []string{"IS", "SPEAKS", "LIKE", "PORTS", "SCHEMES", "VERSIONS", "CELLS", "DOC"}
	case "FORALL":
		return []string{"IS", "DOC"}
	case "READY WHEN":
		return []string{"VIA", "IF", "UNLESS", "DOC"}
	case "LISTENS ON":
		return []string{"FOR", "AS", "BIND", "ADVERTISES", "WITH", "IF", "UNLESS", "DOC", "DEPRECATED"}
	case "CONNECTS TO":
		return []string{"ON", "FOR", "AS", "WITH", "WHEN", "SCOPE", "IF", "UNLESS", "DOC"}
	case "PROVIDES":
		return []string{"ON", "IF", "UNLESS", "DOC"}
	case "PROVISIONS":
		return []string{"ON", "FROM", "IF", "UNLESS", "DOC"}
	case "EMITS":
		return []string{"FORMAT", "VALUE", "IN", "IF", "UNLESS", "DOC"}
	case "RUNS", "SCALES", "COMMAND FORBIDS", "LACKS", "ENVIRONMENT FORBIDS", "ENVIRONMENT IGNORES":
		return []string{"IF", "UNLESS", "DOC"}
	case "ENVIRONMENT NEEDS", "ENVIRONMENT ACCEPTS":
		return []string{"FORMAT", "DEFAULT", "FILE", "IF", "UNLESS", "DOC", "DEPRECATED"}
	case "VOLUME AT":
		return []string{
			"FORMAT", "REQUIRES", "PRODUCES", "CONSUMES", "UID", "GID", "MODE", "CHOWNS", "SHARE", "PERSIST", "AS",
			"IF", "UNLESS", "DOC", "DEPRECATED",
		}
	}
	return nil
}

// allows reports whether a head takes a key.
func allows(head, key string) bool { return slices.Contains(keysOf(head), key) }

// isKey reports whether any head takes a key.
func isKey(key string) bool {
	for _, h := range heads() {
		if allows(h, key) {
			return true
		}
	}
	return false
}
