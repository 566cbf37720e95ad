package syntax

import "strings"

// INI returns the sections of a file, each a mapping of its keys; keys before
// the first section are the root's. separators are the bytes that end a key.
// Quotes around a value are dropped.
// It is nil when a line is neither a section nor a key.
func INI(t Text, separators string) *Node {
	root := &Node{Kind: Mapping}
	section := root
	for _, line := range lines(t) {
		line = line.Trim()
		switch {
		case isComment(line.Value, "#;"):
		case line.Value[0] == '[':
			name, _, closed := line.From(1).Cut("]")
			if !closed {
				return nil
			}
			section = &Node{Kind: Mapping}
			root.add(scalar(name.Trim()), section)
		case line.Value[0] == '@' || line.Value[0] == '!':
			// what other files hold
		default:
			key, value := cutKey(line, separators)
			if !isKey(key.Value) {
				return nil
			}
			section.add(scalar(key), scalar(value.Unquote()))
		}
	}
	return root
}

// isComment reports whether a line says nothing.
func isComment(line, marks string) bool {
	return line == "" || strings.IndexByte(marks, line[0]) >= 0
}

// cutKey cuts a line into a key and its value, which may be missing.
func cutKey(line Text, separators string) (key, value Text) {
	i := strings.IndexAny(line.Value, separators)
	if i < 0 {
		return line, line.From(len(line.Value))
	}
	return line.Sub(0, i).Trim(), line.From(i + 1).Trim()
}

// isKey reports whether a text may be a key: what people give names to.
func isKey(s string) bool {
	return s != "" && len(s) <= 2*longestKey && !strings.ContainsAny(s, "<>{}()|;")
}

// Properties returns the settings of a file as Java reads it, one mapping of
// dotted keys.
func Properties(t Text) *Node {
	root := &Node{Kind: Mapping}
	for _, line := range joined(lines(t)) {
		line = line.Trim()
		i := strings.IndexAny(line.Value, "=: \t")
		if isComment(line.Value, "#!") || i < 1 {
			continue
		}
		key, value := line.Sub(0, i), line.From(i).Trim()
		for _, separator := range []string{"=", ":"} {
			if rest, ok := value.StripPrefix(separator); ok {
				value = rest
				break
			}
		}
		root.add(scalar(key), scalar(decoded(value.Trim(), escape)))
	}
	return root
}

// Settings returns the settings of key = value lines, of which the sign may be
// missing and the value quoted: one mapping of dotted keys. A comment may
// follow the value.
func Settings(t Text) *Node {
	root := &Node{Kind: Mapping}
	for _, line := range lines(t) {
		line = line.Trim()
		n := keyLength(line.Value)
		value, _ := line.From(n).Trim().StripPrefix("=")
		if words := Words(value); n > 0 && len(words) > 0 {
			root.add(scalar(line.Sub(0, n)), scalar(words[0]))
		}
	}
	return root
}

// keyLength is how long the key at the start of a line is.
func keyLength(line string) int {
	n := strings.IndexAny(line, "= \t#\"'")
	if n < 0 {
		return len(line)
	}
	return n
}
