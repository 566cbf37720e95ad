package program

import (
	"path"
	"strings"
)

// shellPatterns find the expansions that say what is done without a variable.
type shellPatterns struct{ expansion, assigned, file pattern }

func newShellPatterns() *shellPatterns {
	return &shellPatterns{
		expansion: newPattern(`\$\{([A-Z][A-Z0-9_]*)(:?[-=?])`),
		assigned:  newPattern(`(?m)(?:^|[;&|(]|\b(?:export|local|readonly|declare|do|then|for|read)\s)\s*([A-Z][A-Z0-9_]*)(?:=(.*)| in .*)?$`),
		file:      newPattern(`(?m)^\s*file_env\s+["']?([A-Z][A-Z0-9_]*)["']?(?:[ \t]+["']?([^"'\s$]*)["']?)?`),
	}
}

// isStartScript reports whether a file's name says that it is what a container
// starts with, rather than a tool of developers.
func isStartScript(base string) bool {
	ending := path.Ext(base)
	stem := strings.ToLower(strings.TrimSuffix(base, ending))
	switch ending {
	case "":
		return strings.Contains(stem, "entrypoint")
	case ".sh", ".bash":
	default:
		return false
	}
	for _, word := range []string{"entrypoint", "start", "run", "init", "launch", "boot", "serve", "cmd", "wait", "migrate"} {
		if strings.HasPrefix(stem, word) || strings.HasSuffix(stem, word) {
			return true
		}
	}
	return false
}

func (r *Reader) readShell(s *script) {
	s.lex(language{line: []string{"# ", "#!"}})
	s.quoted = nil
	own := r.shell.ownVariables(s.text)
	s.each(r.shell.expansion, func(m match) {
		u := Use{Name: m.group(1), Needed: strings.HasSuffix(m.group(2), "?")}
		if own[u.Name] {
			return
		}
		if value, closed := braced(m.behind(m.end())); closed && !u.Needed {
			u.Defaulted = value != ""
			if !strings.ContainsAny(value, "$`") {
				u.Default = strings.Trim(value, `"'`)
			}
		}
		s.add(m.start(), u)
	})
	s.each(r.shell.file, func(m match) {
		value := m.group(2)
		s.add(m.start(), Use{Name: m.group(1), Default: value, Defaulted: value != ""})
		s.add(m.start(), Use{Name: m.group(1) + "_FILE"})
	})
}

// ownVariables are those that a script gives values of its own.
func (p *shellPatterns) ownVariables(text string) map[string]bool {
	own := map[string]bool{}
	for _, m := range p.assigned.FindAllStringSubmatch(text, maxUses) {
		if !strings.Contains(m[2], "${"+m[1]) {
			own[m[1]] = true
		}
	}
	return own
}

// isEnvTemplate reports whether a file is a template for an env file.
func isEnvTemplate(base string) bool {
	if !strings.Contains(base, ".env") && !strings.HasPrefix(base, "env.") {
		return false
	}
	for _, word := range []string{"example", "sample", "template", "dist", "defaults"} {
		if strings.HasSuffix(base, "."+word) || strings.HasPrefix(base, word+".") || strings.HasPrefix(base, ".env."+word) {
			return true
		}
	}
	return false
}

// readEnvTemplate reads NAME=value lines. The values are examples, so none of
// them is a default; a line that is commented out names a variable too.
func readEnvTemplate(s *script) {
	s.text = s.source
	at := 0
	for line := range strings.Lines(s.text) {
		text := strings.TrimLeft(strings.TrimPrefix(strings.TrimSpace(line), "#"), " ")
		text = strings.TrimPrefix(text, "export ")
		if key, value, ok := strings.Cut(text, "="); ok && isName(key) && key == strings.ToUpper(key) {
			value, _, _ = strings.Cut(value, " #")
			s.add(at, Use{Name: key, Example: strings.Trim(strings.TrimSpace(value), `"'`)})
		}
		at += len(line)
	}
}
