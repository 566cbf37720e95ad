// Package rules holds the rules, one file each, with the page that documents
// it beside it.
package rules

import "github.com/ctypes-dev/ctypes/analyze"

// All returns every rule, by name.
func All() []analyze.Rule { return nil }
