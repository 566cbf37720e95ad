package config

import (
	_ "embed"
	"strings"
)

//go:embed schema.json
var schema string

// Schema is the JSON schema of the file, given the names of all rules. It is
// published as docs/schema/config.schema.json.
func Schema(rules []string) string {
	return strings.Replace(schema, `"enum": []`, `"enum": ["`+strings.Join(rules, `", "`)+`"]`, 1)
}
