package contract

import "strings"

// Expand fills in the references of a template. It is false when any of them
// is not known.
func (t Template) Expand(lookup func(name string) (value string, known bool)) (string, bool) {
	if len(t) == 1 && t[0].Ref == "" {
		return t[0].Text, true
	}
	var b strings.Builder
	for _, s := range t {
		text := s.Text
		if s.Ref != "" {
			var known bool
			if text, known = lookup(s.Ref); !known {
				return "", false
			}
		}
		b.WriteString(text)
	}
	return b.String(), true
}

// Refs are the names that a template refers to, in order.
func (t Template) Refs() []string {
	var names []string
	for _, s := range t {
		if s.Ref != "" {
			names = append(names, s.Ref)
		}
	}
	return names
}
