package draft

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/build"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/infer"
	"github.com/ctypes-dev/ctypes/graph/infer/program"
)

// variable is what all places say of one variable.
type variable struct {
	program.Use
	// value is its default; differ says that places disagree about it.
	value  string
	differ bool
	// fails says that some place does not go on without it, preset that the
	// image itself sets it, file that a sibling names a file with the value.
	fails, preset, file bool
	places              []string
}

// merge puts together what is said of each variable: those that are needed
// first, then by name.
func merge(f Facts) []variable {
	byName := map[string]*variable{}
	for _, u := range f.Uses {
		v := byName[u.Name]
		if v == nil {
			v = &variable{Use: program.Use{Name: u.Name}}
			byName[u.Name] = v
		}
		v.add(u)
	}
	if f.Meta != nil {
		for _, e := range f.Meta.Env {
			preset(byName, e)
		}
	}
	var all []variable
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		of, isFile := strings.CutSuffix(name, "_FILE")
		if isFile && byName[of] != nil {
			continue
		}
		v := *byName[name]
		v.file = byName[name+"_FILE"] != nil
		all = append(all, v)
	}
	slices.SortStableFunc(all, func(a, b variable) int {
		if a.Needed == b.Needed {
			return 0
		}
		return map[bool]int{true: -1, false: 1}[a.Needed]
	})
	return all
}

// add takes in a place that reads the variable. It is needed if some place
// does not go on without it and no place has another value for it.
func (v *variable) add(u program.Use) {
	v.fails = v.fails || u.Needed
	v.Defaulted = v.Defaulted || u.Defaulted
	v.Needed = v.fails && !v.Defaulted
	switch {
	case u.Default == "" || u.Default == v.value:
	case v.value == "":
		v.value = u.Default
	default:
		v.differ = true
	}
	if v.Format == nil {
		v.Format = u.Format
	}
	if v.Example == "" {
		v.Example = u.Example
	}
	v.places = append(v.places, fmt.Sprintf("%s:%d", u.File, u.Line))
}

// preset takes in a variable that the image sets.
func preset(byName map[string]*variable, e graph.Variable) {
	v := byName[e.Name]
	switch {
	case v != nil:
	case isTool(e.Name):
		return
	default:
		v = &variable{Use: program.Use{Name: e.Name}}
		byName[e.Name] = v
	}
	v.preset = true
	if e.Known() && e.Value != "" {
		v.Needed, v.value, v.differ = false, e.Value, false
	}
}

// isTool reports whether a variable is for what an image is made of, rather
// than for its program.
func isTool(name string) bool {
	switch name {
	case "PATH", "HOME", "LANG", "LANGUAGE", "LC_ALL", "TERM", "SHELL", "USER", "HOSTNAME", "PWD", "DEBIAN_FRONTEND", "GPG_KEY", "GPG_KEYS", "JAVA_HOME",
		"GOPATH", "GOTOOLCHAIN", "CARGO_HOME", "RUSTUP_HOME", "GEM_HOME", "BUNDLE_APP_CONFIG", "BUNDLE_SILENCE_ROOT_WARNING",
		"PHPIZE_DEPS", "PHP_INI_DIR", "PHP_CFLAGS", "PHP_CPPFLAGS", "PHP_LDFLAGS", "PHP_ASC_URL", "PHP_URL", "SSL_CERT_FILE":
		return true
	}
	for _, part := range []string{"_VERSION", "_SHA256", "_SHA512", "_DIGEST", "_MAJOR", "_RELEASE", "_REVISION", "_DOWNLOAD_URL"} {
		if strings.HasSuffix(name, part) {
			return true
		}
	}
	return strings.HasPrefix(name, "PYTHON") || strings.HasPrefix(name, "PIP_") || strings.HasPrefix(name, "npm_")
}

// environment are the variables as statements, the needed ones first.
func (d *drafter) environment() []line {
	lines := make([]line, 0, len(d.variables))
	for _, v := range d.variables {
		if !isStatable(v.Name) {
			continue
		}
		lines = append(lines, d.stated(v))
	}
	return lines
}

// isStatable reports whether the contract language takes a variable's name.
func isStatable(name string) bool {
	letters := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
	return name != "" && len(name) < 200 && strings.Trim(name[:1], letters) == "" && strings.Trim(name, letters+"0123456789.-") == ""
}

// stated is a variable as a statement.
func (d *drafter) stated(v variable) line {
	e := contract.Environment{Needed: v.Needed, Names: []string{v.Name}, Format: v.Format}
	shown := v.value
	if shown == "" {
		shown = v.Example
	}
	named := build.IsSecretName(v.Name) && !counts(v.Format)
	secret := named || carriesSecret(shown)
	if guess := infer.Guess(d.types, v.Name, shown); e.Format == nil || e.Format[0].Kind == contract.FmtInt && portLike(guess) {
		e.Format = guess
	}
	if e.Format != nil && v.value != "" && e.Format.Check(v.value, d.types) != nil {
		e.Format = nil
	}
	if named && isKey(v.Name) {
		e.Format = contract.Format{{Kind: contract.FmtSecret}}
	}
	if !secret && !v.differ && isShowable(v.value) {
		e.Default = contract.Template{{Text: v.value}}
	}
	if v.file {
		e.File = "_FILE"
	}
	return line{v.comment(secret), contract.Statement{Clause: e}}
}

// isKey reports whether a variable's name ends with a word for what has to be
// kept secret. AUTH_GUARD may be shown to nobody, and is no key all the same.
func isKey(name string) bool {
	lower := strings.ToLower(name)
	for _, end := range []string{"password", "passwd", "passphrase", "pass", "pwd", "secret", "secrets", "token", "tokens", "key", "keys", "credentials"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return false
}

// counts reports whether a format is that of a number, a time or a truth
// value, which is no secret whatever its variable is called.
func counts(f contract.Format) bool {
	return len(f) == 1 && slices.Contains([]contract.FmtKind{contract.FmtInt, contract.FmtFloat, contract.FmtBool, contract.FmtDuration, contract.FmtSize}, f[0].Kind)
}

func portLike(f contract.Format) bool { return len(f) == 1 && f[0].Kind == contract.FmtPort }

// comment says where a variable is read, and what a statement leaves out.
func (v variable) comment(secret bool) string {
	places := slices.Compact(slices.Clone(v.places))
	text := strings.Join(places[:min(len(places), mostPlaces)], ", ")
	if more := len(places) - mostPlaces; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	add := func(note string) {
		if text != "" {
			text += "; "
		}
		text += note
	}
	if v.preset {
		add("ENV of the image")
	}
	switch {
	case v.differ:
		add("its defaults differ")
	case secret && v.value != "":
		add("its default may be a secret and is left out")
	case v.value == "" && v.Defaulted, v.value != "" && !isShowable(v.value):
		add("it has a default that is not stated here")
	}
	return text
}

// isShowable reports whether a default can be stated as it is.
func isShowable(value string) bool {
	const most = 200
	return value != "" && len(value) <= most && !strings.ContainsAny(value, "$`") && !strings.Contains(value, "{{") && !strings.Contains(value, "env(") &&
		!strings.ContainsFunc(value, func(r rune) bool {
			return unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r)
		})
}

// carriesSecret reports whether a value has a password in it.
func carriesSecret(value string) bool {
	_, rest, ok := strings.Cut(value, "://")
	authority, _, _ := strings.Cut(rest, "/")
	user, _, at := strings.Cut(authority, "@")
	return ok && at && strings.Contains(user, ":")
}
