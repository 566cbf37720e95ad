package compose

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// describe puts what one of compose-go's stages says of a value into words:
// what is wrong with it, and what to do.
func describe(f fault) (message, help string) {
	attribute := attributeOf(f.path)
	text := ""
	if f.node.Kind == yaml.ScalarNode {
		text = f.node.Value
	}
	if message, help, ok := describeScalar(attribute, text, f); ok {
		return message, help
	}
	if errors.Is(f.err, errPanic) {
		return "`" + attribute + "` has a form that docker compose cannot read", ""
	}
	return "`" + attribute + "` is not valid: " + plainWords(f.err), ""
}

// attributeOf is the name that a value is known by: its key, or that of the
// list that it is in.
func attributeOf(path []string) string {
	for _, key := range slices.Backward(path) {
		if _, item := index(key); !item {
			return key
		}
	}
	return lastOf(path)
}

// describeScalar knows the values that have a form of their own.
func describeScalar(attribute, text string, f fault) (message, help string, ok bool) {
	said := f.err.Error()
	has := func(part string) bool { return strings.Contains(said, part) }
	switch {
	case attribute == "ports" && text != "":
		help = "a port mapping is `[[HOST:]PUBLISHED:]TARGET[/PROTOCOL]`"
		if strings.Contains(text, "$") {
			return "`" + text + "` is no port mapping once its variables are filled in", help, true
		}
		if _, err := parsePort(text); err != nil {
			return err.Error(), help, true
		}
	case has("empty section between colons"):
		return "`" + text + "` has nothing between two of its colons", "a volume is `[SOURCE:]TARGET[:MODE]`", true
	case has("too many colons"):
		return "`" + text + "` has too many colons", "a volume is `[SOURCE:]TARGET[:MODE]`", true
	case has("invalid empty volume spec"):
		return "the volume is empty", "a volume is `[SOURCE:]TARGET[:MODE]`", true
	case has("missing a mount target"):
		return "an item of `" + attribute + "` needs `target`", "", true
	case has("missing a target port"):
		return "an item of `ports` needs `target`", "", true
	case has("invalid command line string"):
		return "a quote or a bracket is left open in `" + attribute + "`", "", true
	case has("nvalid Duration"), has("in duration"), has("invalid duration"), has("str2duration"):
		return "`" + text + "` is not a duration", "a duration is a number with a unit, such as `30s` or `1m30s`", true
	case has("invalid size"), has("invalid suffix"):
		return "`" + text + "` is not a size", "a size is a number with a unit, such as `512m`", true
	case has("declared with a trailing space"):
		return "the name of a variable ends in a space", "write `NAME=value` without a space before `=`", true
	case has("missing IP"):
		return "`" + text + "` names no address", "an extra host is `NAME=ADDRESS`", true
	case has("bad host name"):
		return "`" + text + "` names no host", "an extra host is `NAME=ADDRESS`", true
	case has("expected key=value"):
		return "`" + text + "` has no `=`", "", true
	case has("field Source must not be empty"):
		return "a mount of type `bind` needs `source`", "", true
	case has("strconv.") && text != "":
		return "`" + attribute + "` must be a number, not `" + text + "`", "", true
	case has("confusing device mapping"):
		return "`" + text + "` has too many colons", "a device is `SOURCE[:TARGET[:PERMISSIONS]]`", true
	}
	return "", "", false
}

var (
	modelPath  = regexp.MustCompile(`'?(?:services|jobs|networks|volumes|secrets|configs|models)[.\[][^\s':]*'?:? ?`)
	decodeNote = regexp.MustCompile(`(?s)^.*decoding failed due to the following error\(s\):\s*|error decoding '[^']*':? ?|error\(s\)`)
	goType     = regexp.MustCompile(`type (\S+(?: \{\})?)`)
)

// plainWords takes the paths and types of a program out of an error.
func plainWords(err error) string {
	if errors.Is(err, errPanic) {
		return errPanic.Error()
	}
	text := decodeNote.ReplaceAllString(err.Error(), "")
	text = modelPath.ReplaceAllString(text, "")
	text = goType.ReplaceAllStringFunc(text, func(words string) string { return goTypeWord(strings.TrimPrefix(words, "type ")) })
	text = strings.ReplaceAll(text, ": invalid compose project", "")
	return strings.TrimSpace(strings.Join(strings.Fields(text), " "))
}

// goTypeWord names a type of Go for people.
func goTypeWord(name string) string {
	switch {
	case strings.HasPrefix(name, "map["):
		return "mapping"
	case strings.HasPrefix(name, "[]"):
		return "list"
	case name == "string":
		return "string"
	case name == "bool":
		return "boolean"
	case strings.HasPrefix(name, "int"), strings.HasPrefix(name, "float"), strings.HasPrefix(name, "uint"):
		return "number"
	case name == "<nil>":
		return "empty value"
	}
	return "value"
}
