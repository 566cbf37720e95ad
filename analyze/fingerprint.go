package analyze

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// fingerprintLength is the number of hexadecimal digits kept: 96 bits, far
// beyond what the findings of one project can collide in.
const fingerprintLength = 24

// fingerprint names each diagnostic by what it is about, not by its words or
// its line, so that a reworded or moved finding keeps its name. Findings that
// are about the same thing are numbered in order.
func fingerprint(ds []Diagnostic) {
	seen := map[string]int{}
	for i := range ds {
		d := &ds[i]
		about := strings.Join([]string{d.Rule, d.Service, d.OtherService, d.Key}, "\x00")
		n := seen[about]
		seen[about]++
		sum := sha256.Sum256([]byte(about + "\x00" + strconv.Itoa(n)))
		d.Fingerprint = hex.EncodeToString(sum[:])[:fingerprintLength]
	}
}
