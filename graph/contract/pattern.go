package contract

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

const (
	longestPattern = 512
	// mostSteps bounds the program that a pattern becomes, since counted
	// repetitions make short patterns expensive.
	mostSteps = 1000
	// longestSubject bounds the texts that patterns are matched against.
	longestSubject = 16 << 10
)

var (
	errLongPattern  = errors.New("a pattern is at most 512 bytes long")
	errLargePattern = errors.New("a pattern repeats more than can be matched in good time")
)

// checkPattern says why a text is not a pattern that may be matched.
func checkPattern(pattern string) error {
	if len(pattern) > longestPattern {
		return errLongPattern
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		if e, ok := errors.AsType[*syntax.Error](err); ok {
			return fmt.Errorf("expected an RE2 pattern: %s", e.Code) //nolint:err113 // told to people, never compared
		}
		return fmt.Errorf("expected an RE2 pattern: %w", err)
	}
	if steps(re) > mostSteps {
		return errLargePattern
	}
	return nil
}

// steps estimates the size of the program that a pattern becomes.
func steps(re *syntax.Regexp) int {
	n := 1 + len(re.Rune)
	for _, sub := range re.Sub {
		n += steps(sub)
	}
	if re.Op == syntax.OpRepeat {
		n *= max(re.Min, re.Max, 1)
	}
	return min(n, 2*mostSteps)
}

// anchored reports whether a pattern begins or ends with an anchor.
func anchored(pattern string) bool {
	return strings.HasPrefix(pattern, "^") || strings.HasSuffix(pattern, "$") && !strings.HasSuffix(pattern, `\$`)
}

// matcher is a pattern that is compiled when it is first matched.
type matcher struct {
	pattern string
	whole   bool // whether all of a text must match
	once    sync.Once
	re      *regexp.Regexp
}

// compile returns the compiled pattern, nil when it is not one.
func (m *matcher) compile() *regexp.Regexp {
	m.once.Do(func() {
		if checkPattern(m.pattern) != nil {
			return
		}
		pattern := m.pattern
		if m.whole {
			pattern = `\A(?:` + pattern + `)\z`
		}
		m.re, _ = regexp.Compile(pattern)
	})
	return m.re
}

// compiled returns the compiled pattern of a clause: the matcher's that Parse
// gave it, or a new one where there is none or the clause has been changed.
func (m *matcher) compiled(pattern string, whole bool) *regexp.Regexp {
	if m == nil || m.pattern != pattern || m.whole != whole {
		m = &matcher{pattern: pattern, whole: whole}
	}
	return m.compile()
}
