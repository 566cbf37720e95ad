package compose

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/schema"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// composeSchema is the compose specification's JSON schema, compiled to report
// all that is wrong rather than compose-go's one message.
type composeSchema struct {
	compiled *jsonschema.Schema
	root     map[string]any
}

// schemaName is the name that the schema's locations are under.
const schemaName = "compose:///compose-spec.json"

func newComposeSchema() (*composeSchema, error) {
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(schema.Schema))
	if err != nil {
		return nil, fmt.Errorf("reading the compose schema: %w", err)
	}
	root, _ := document.(map[string]any)
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(schemaName, document); err != nil {
		return nil, fmt.Errorf("reading the compose schema: %w", err)
	}
	compiled, err := compiler.Compile(schemaName)
	if err != nil {
		return nil, fmt.Errorf("compiling the compose schema: %w", err)
	}
	return &composeSchema{compiled, root}, nil
}

// violation is one thing that the schema forbids.
type violation struct {
	// path leads to the value that is wrong, or to the key that is unknown.
	path []string
	// key says that the key is wrong rather than its value.
	key     bool
	message string
	help    string
	// missing are keys that are not there, which another layer may add.
	missing []string
	// repeated says that a list holds an item twice, which compose forgives in
	// some lists.
	repeated bool
}

// check returns what is wrong with a model, in no order.
func (s *composeSchema) check(model map[string]any) []violation {
	// The validator knows JSON's types only.
	data, err := json.Marshal(model)
	if err != nil {
		return nil
	}
	instance, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		return nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(s.compiled.Validate(instance), &invalid) {
		return nil
	}
	return s.violations(invalid)
}

// violations walks to the leaves of an error; of alternatives it keeps those
// of the kind that the value is.
func (s *composeSchema) violations(e *jsonschema.ValidationError) []violation {
	if _, ok := e.ErrorKind.(*kind.OneOf); ok && len(e.Causes) > 0 {
		return s.alternatives(e)
	}
	if len(e.Causes) == 0 {
		return s.leaf(e)
	}
	var all []violation
	for _, c := range e.Causes {
		all = append(all, s.violations(c)...)
	}
	return all
}

// alternatives returns what is wrong with a value that fits none of several
// forms: with the form whose kind it has, else with its kind.
func (s *composeSchema) alternatives(e *jsonschema.ValidationError) []violation {
	var wanted []string
	var got string
	for _, c := range e.Causes {
		mismatch := typeMismatch(c, e.InstanceLocation)
		if mismatch == nil {
			return s.violations(c)
		}
		got = mismatch.Got
		wanted = append(wanted, mismatch.Want...)
	}
	return []violation{typeViolation(e.InstanceLocation, got, wanted)}
}

// typeMismatch returns the error that says that the value at a location is of
// another kind, nil when it is not.
func typeMismatch(e *jsonschema.ValidationError, location []string) *kind.Type {
	if t, ok := e.ErrorKind.(*kind.Type); ok && slices.Equal(e.InstanceLocation, location) {
		return t
	}
	for _, c := range e.Causes {
		if t := typeMismatch(c, location); t != nil {
			return t
		}
	}
	return nil
}

// leaf puts one error into words.
func (s *composeSchema) leaf(e *jsonschema.ValidationError) []violation {
	path := e.InstanceLocation
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		return []violation{typeViolation(path, k.Got, k.Want)}
	case *kind.AdditionalProperties:
		var all []violation
		for _, name := range k.Properties {
			all = append(all, s.unknownKey(append(slices.Clone(path), name), e.SchemaURL))
		}
		return all
	case *kind.FalseSchema:
		if s.knows(e.SchemaURL, path[len(path)-1]) {
			return nil // an echo of what is wrong inside of it
		}
		return []violation{s.unknownKey(path, strings.TrimSuffix(e.SchemaURL, "/unevaluatedProperties"))}
	case *kind.Required:
		return []violation{{path: path, missing: k.Missing, message: fmt.Sprintf("%s needs %s", noun(path), quotedList(k.Missing, "and"))}}
	}
	return []violation{valueViolation(path, e.ErrorKind)}
}

// valueViolation words an error about a value of the right kind.
func valueViolation(path []string, k jsonschema.ErrorKind) violation {
	v := violation{path: path, message: noun(path) + " is not valid"}
	switch k := k.(type) {
	case *kind.Enum:
		words := make([]string, 0, len(k.Want))
		for _, w := range k.Want {
			words = append(words, fmt.Sprint(w))
		}
		v.message = fmt.Sprintf("%s must be %s, not `%v`", noun(path), quotedList(words, "or"), k.Got)
		v.help = suggestion(fmt.Sprint(k.Got), words)
	case *kind.Pattern:
		v.message = fmt.Sprintf("%s cannot be `%s`", noun(path), k.Got)
	case *kind.Minimum:
		v.message = fmt.Sprintf("%s must be at least %s", noun(path), k.Want.Num())
	case *kind.Maximum:
		v.message = fmt.Sprintf("%s must be at most %s", noun(path), k.Want.Num())
	case *kind.UniqueItems:
		v.path = append(slices.Clone(path), strconv.Itoa(k.Duplicates[1]))
		v.message = noun(path) + " holds the same item twice"
		v.repeated = true
	}
	return v
}

// typeViolation words an error about a value's kind.
func typeViolation(path []string, got string, wanted []string) violation {
	words := make([]string, 0, len(wanted))
	for _, w := range wanted {
		if word := typeWord(w); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	found := typeWord(got)
	if got == "null" {
		found = "empty"
	}
	return violation{path: path, message: fmt.Sprintf("%s must be %s, not %s", noun(path), list(words, "or"), found)}
}

// typeWord names a JSON type for people; nobody means null.
func typeWord(name string) string {
	switch name {
	case "object":
		return "a mapping"
	case "array":
		return "a list"
	case "string":
		return "a string"
	case "number":
		return "a number"
	case "integer":
		return "a whole number"
	case "boolean":
		return "a boolean"
	}
	return ""
}

// unknownKey words an error about a key that a mapping does not have.
func (s *composeSchema) unknownKey(path []string, schemaURL string) violation {
	name, parent := path[len(path)-1], path[:len(path)-1]
	v := violation{path: path, key: true}
	if len(parent) == 1 && isResource(parent[0]) || strings.Contains(schemaURL, "list_or_dict") {
		v.message = fmt.Sprintf("`%s` is not a valid name", name)
		v.help = "names are made of letters, digits, `.`, `_` and `-`"
		return v
	}
	known := s.properties(schemaURL)
	v.message = fmt.Sprintf("`%s` is not a key of %s", name, noun(parent))
	v.help = suggestion(name, known)
	if v.help == "" && len(known) > 0 && len(known) <= 8 {
		v.help = "expected " + quotedList(known, "or")
	}
	return v
}

// knows reports whether a schema that allows no further keys has a key.
func (s *composeSchema) knows(schemaURL, name string) bool {
	return slices.Contains(s.properties(strings.TrimSuffix(schemaURL, "/unevaluatedProperties")), name)
}

// properties returns the keys of the mappings that a schema describes, sorted.
func (s *composeSchema) properties(schemaURL string) []string {
	_, fragment, _ := strings.Cut(schemaURL, "#")
	node := any(s.root)
	for key := range strings.SplitSeq(strings.Trim(fragment, "/"), "/") {
		if key == "" {
			continue
		}
		if decoded, err := url.PathUnescape(key); err == nil {
			key = decoded
		}
		key = strings.ReplaceAll(strings.ReplaceAll(key, "~1", "/"), "~0", "~")
		switch n := node.(type) {
		case map[string]any:
			node = n[key]
		case []any:
			if i, ok := index(key); ok && i < len(n) {
				node = n[i]
			}
		}
	}
	names := map[string]bool{}
	s.collect(node, names)
	return slices.Sorted(maps.Keys(names))
}

// collect adds the keys of a schema and of those that it combines.
func (s *composeSchema) collect(node any, names map[string]bool) {
	m, _ := node.(map[string]any)
	if ref, ok := m["$ref"].(string); ok {
		if defs, ok := s.root["$defs"].(map[string]any); ok {
			s.collect(defs[strings.TrimPrefix(ref, "#/$defs/")], names)
		}
	}
	if properties, ok := m["properties"].(map[string]any); ok {
		for name := range properties {
			names[name] = true
		}
	}
	if all, ok := m["allOf"].([]any); ok {
		for _, sub := range all {
			s.collect(sub, names)
		}
	}
}

// noun names the value at a path of the model for people.
func noun(path []string) string {
	if len(path) == 0 {
		return "a compose file"
	}
	last := path[len(path)-1]
	_, item := index(last)
	if len(path) == 2 && isResource(path[0]) {
		return "the " + singular(path[0]) + " `" + last + "`"
	}
	if len(path) == 4 && item && path[2] == "ports" {
		return "a port mapping"
	}
	if len(path) == 4 && item && path[2] == "volumes" {
		return "a volume mount"
	}
	if len(path) > 1 && item {
		return "an item of `" + path[len(path)-2] + "`"
	}
	if len(path) == 4 && path[2] == "depends_on" {
		return "the dependency on `" + last + "`"
	}
	if len(path) == 4 && path[2] == "networks" {
		return "the entry of network `" + last + "`"
	}
	return "`" + last + "`"
}

// singular is the name of one resource of a section.
func singular(section string) string { return strings.TrimSuffix(section, "s") }
