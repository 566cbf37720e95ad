package rules

import "github.com/ctypes-dev/ctypes/analyze"

// order are the rules about who starts when.
func order() []analyze.Rule {
	return []analyze.Rule{dependsCondition(), orderUnprovisioned(), orderUnready(), orderUnwritten()}
}
