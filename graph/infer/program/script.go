package program

import (
	"regexp"
	"slices"
	"strings"
)

// name is the pattern of a variable's name.
const name = `[A-Za-z_][A-Za-z0-9_]*`

// pattern is a regular expression over a script.
type pattern struct{ *regexp.Regexp }

func newPattern(text string) pattern { return pattern{regexp.MustCompile(text)} }

// script is one file while it is read.
type script struct {
	file   string
	source string
	// text is the source without its comments, byte for byte; quoted tells
	// which bytes are inside of strings.
	text   string
	quoted []bool
	lines  []int // where lines start
	uses   []Use
}

// match is a match of a pattern in the code of a script.
type match struct {
	*script
	at []int
}

// group is what a group of the pattern matched; "" for nothing.
func (m match) group(n int) string {
	if m.at[2*n] < 0 {
		return ""
	}
	return m.text[m.at[2*n]:m.at[2*n+1]]
}

// start and end are where the match is.
func (m match) start() int { return m.at[0] }
func (m match) end() int   { return m.at[1] }

// before is the text on the line before the match.
func (m match) before() string {
	head := m.text[max(0, m.start()-maxLook):m.start()]
	return head[strings.LastIndexByte(head, '\n')+1:]
}

// maxLook is how far around a match its meaning is looked for, in bytes.
const maxLook = 400

// behind is the text that follows a place, so far as it is looked at.
func (s *script) behind(at int) string {
	return s.text[min(at, len(s.text)):min(at+maxLook, len(s.text))]
}

// each calls a function for each match that begins in code, not in a string.
func (s *script) each(p pattern, do func(match)) {
	for _, at := range p.FindAllStringSubmatchIndex(s.text, maxUses) {
		if s.quoted == nil || !s.quoted[at[0]] {
			do(match{s, at})
		}
	}
}

// add adds a use of a variable at a place of the text.
func (s *script) add(at int, u Use) {
	if len(s.uses) >= maxUses || len(u.Name) > maxName || !isName(u.Name) || !isVariable(u.Name) {
		return
	}
	u.File, u.Line = s.file, s.line(at)
	s.uses = append(s.uses, u)
}

// addCall adds a use that a call makes whose second argument is the default,
// which something behind the call may give too.
func (s *script) addCall(m match, u Use) {
	arguments, size := call(m.behind(m.end()))
	if l, ok := second(arguments); ok && !u.Needed {
		u.Defaulted = !l.nothing
		u.set(l)
	}
	u.take(fallbackAt(m.behind(m.end() + size)))
	s.add(m.start(), u)
}

// line is the number of the line of a place, from 1.
func (s *script) line(at int) int {
	if s.lines == nil {
		s.lines = []int{0}
		for i := range len(s.text) {
			if s.text[i] == '\n' {
				s.lines = append(s.lines, i+1)
			}
		}
	}
	n, found := slices.BinarySearch(s.lines, at)
	if found {
		n++
	}
	return n
}

// isVariable reports whether a name may be that of a variable that somebody
// sets for a container, rather than one that a shell or a build sets.
func isVariable(name string) bool {
	switch name {
	case "", "_", "HOME", "PATH", "PWD", "OLDPWD", "USER", "USERNAME", "LOGNAME", "HOSTNAME", "SHELL", "TERM", "LANG", "LC_ALL", "TMPDIR", "TMP",
		"TEMP", "IFS", "PS1", "UID", "EUID", "RANDOM", "SECONDS", "LINENO", "EDITOR", "VISUAL", "PAGER", "DISPLAY", "CI", "APPDATA",
		"LOCALAPPDATA", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "NO_COLOR", "FORCE_COLOR",
		"COLORTERM", "PYTHONPATH", "VIRTUAL_ENV", "GOPATH", "GOROOT", "GODEBUG", "JAVA_HOME", "SSH_AUTH_SOCK":
		return false
	}
	if strings.ToLower(name) != name && strings.ToUpper(name) != name {
		return false // process.env.basePath is what a build puts there
	}
	return !strings.HasPrefix(name, "BASH_") && !strings.HasPrefix(name, "GITHUB_") && !strings.HasPrefix(name, "npm_")
}
