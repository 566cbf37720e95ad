package cli

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/build"
	"github.com/ctypes-dev/ctypes/render"
)

// longSecret is how long a secret of the process's environment is at least for
// it to be looked for everywhere: shorter ones are words that mean other things
// too. Where the project says that a value is a secret, its length is no matter.
const longSecret = 16

// newMask hides the long secrets of an environment, such as a token that CI
// exports. A stranger's compose file can refer to them anywhere, in the name of
// an image or a host, from where they would come into messages.
func newMask(env map[string]string) *strings.Replacer {
	var values []string
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if value := env[name]; len(value) >= longSecret && build.IsSecretName(name) {
			values = append(values, value)
		}
	}
	// What is part of another goes second.
	slices.SortStableFunc(values, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var pairs []string
	for _, v := range values {
		pairs = append(pairs, v, render.Mask)
		if quoted, err := json.Marshal(v); err == nil && string(quoted) != `"`+v+`"` {
			pairs = append(pairs, strings.Trim(string(quoted), `"`), render.Mask)
		}
	}
	return strings.NewReplacer(pairs...)
}
