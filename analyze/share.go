package analyze

import (
	"slices"
	"strings"
)

// share makes one of the findings that have one cause: a value in an env file
// or behind an anchor is at fault once, whoever gets it. The worst of them
// stays, and names the services of the others. The findings are in order.
func share(ds []Diagnostic) []Diagnostic {
	var kept []Diagnostic
	var others [][]string
	here := 0 // the first one kept of the same rule and place
	for _, d := range ds {
		if here == len(kept) || kept[here].Rule != d.Rule || kept[here].At != d.At {
			here = len(kept)
		}
		i := slices.IndexFunc(kept[here:], func(k Diagnostic) bool { return oneCause(k, d) })
		if i < 0 {
			kept, others = append(kept, d), append(others, nil)
			continue
		}
		i += here
		if d.Severity > kept[i].Severity {
			kept[i], d = d, kept[i]
		}
		others[i] = append(others[i], apart(d, kept[i]))
	}
	for i, names := range others {
		if len(names) > 0 {
			kept[i].Notes = append(slices.Clip(kept[i].Notes), sameOf(names))
		}
	}
	return kept
}

// oneCause reports whether two findings of one rule at one place differ in who
// suffers from it alone.
func oneCause(a, b Diagnostic) bool {
	return !a.At.IsZero() && a.Key == b.Key && (a.Service == b.Service) != (a.OtherService == b.OtherService)
}

// apart is the service that only the first of two findings is about.
func apart(a, b Diagnostic) string {
	if a.Service != b.Service {
		return a.Service
	}
	return a.OtherService
}

// sameOf says of which other services a finding is true.
func sameOf(names []string) string {
	slices.Sort(names)
	names = slices.Compact(names)
	quoted := "`" + strings.Join(names, "`, `") + "`"
	if i := strings.LastIndex(quoted, ", "); i >= 0 {
		quoted = quoted[:i] + " and " + quoted[i+len(", "):]
	}
	return "the same is true of " + quoted
}
