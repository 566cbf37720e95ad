package contract

import (
	"maps"
	"regexp"
)

// Facts are what conditions ask about.
type Facts interface {
	// Variable returns a variable's value: Yes when it is set, No when it is
	// not, Unsaid when it is not known; the value is then as much as is known.
	// An empty one counts as unset.
	Variable(name string) (value string, state Answer)
	// Mounted tells whether anything is mounted at a path.
	Mounted(path string) Answer
	// Command returns the effective entrypoint and command, joined by spaces;
	// false when they are not known.
	Command() (string, bool)
	// Tag returns the tag of the image; false when it is not known.
	Tag() (string, bool)
}

// Holds decides a condition: Unsaid when that takes more than is known. The
// groups are what the named groups of its patterns matched.
func (c Condition) Holds(facts Facts) (answer Answer, groups map[string]string) {
	if c.IsZero() {
		return Yes, nil
	}
	answer = Yes
	if c.Or {
		answer = No
	}
	for _, a := range c.Atoms {
		one, found := a.holds(facts)
		if c.Or {
			answer = not(and(not(answer), not(one)))
		} else {
			answer = and(answer, one)
		}
		if groups == nil {
			groups = found
		} else {
			maps.Copy(groups, found)
		}
	}
	if c.Unless {
		answer = not(answer)
	}
	return answer, groups
}

func and(a, b Answer) Answer {
	switch {
	case a == No || b == No:
		return No
	case a == Unsaid || b == Unsaid:
		return Unsaid
	}
	return Yes
}

func not(a Answer) Answer {
	switch a {
	case Yes:
		return No
	case No:
		return Yes
	case Unsaid:
	}
	return Unsaid
}

// holds answers one question.
func (a Atom) holds(facts Facts) (answer Answer, groups map[string]string) {
	switch a.Kind {
	case VariableSet, VariableEquals:
		answer = a.variable(facts)
	case Mounted:
		answer = facts.Mounted(a.Name)
	case CommandMatches:
		command, known := facts.Command()
		answer, groups = a.matches(command, known)
	case TagIn:
		if tag, known := facts.Tag(); known {
			answer = tagIn(tag, a.Tags)
		}
	case TagMatches:
		tag, known := facts.Tag()
		answer, groups = a.matches(tag, known)
	}
	if a.Not {
		return not(answer), nil
	}
	return answer, groups
}

func (a Atom) variable(facts Facts) Answer {
	value, state := facts.Variable(a.Name)
	switch {
	case state == Yes && (value == "" || a.Kind == VariableEquals && value != a.Text):
		return No
	case state == Unsaid && value != "" && a.Kind == VariableSet:
		return Yes // whatever the rest of it is
	}
	return state
}

func (a Atom) matches(subject string, known bool) (Answer, map[string]string) {
	re := a.matcher.compiled(a.Text, false)
	if !known || re == nil || len(subject) > longestSubject {
		return Unsaid, nil
	}
	found := re.FindStringSubmatch(subject)
	if found == nil {
		return No, nil
	}
	return Yes, named(re, found)
}

// named are the named groups of a match; nil when there are none.
func named(re *regexp.Regexp, found []string) map[string]string {
	var groups map[string]string
	for i, name := range re.SubexpNames() {
		if name == "" {
			continue
		}
		if groups == nil {
			groups = map[string]string{}
		}
		groups[name] = found[i]
	}
	return groups
}

// Find returns the part of a command that a forbidden option is; false when
// there is none.
func (c CommandForbid) Find(command string) (match string, found bool) {
	re := c.matcher.compiled(c.Pattern, false)
	if re == nil || len(command) > longestSubject {
		return "", false
	}
	at := re.FindStringIndex(command)
	if at == nil {
		return "", false
	}
	return command[at[0]:at[1]], true
}
