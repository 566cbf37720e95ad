package rules

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
)

// health are the rules about healthchecks.
func health() []analyze.Rule {
	return []analyze.Rule{healthcheckMissing(), healthcheckPremature(), healthcheckShape(), healthcheckTool()}
}

// check is the healthcheck in force for a service.
type check struct {
	*graph.Healthcheck
	// own says that the project defines it, in compose or in a Dockerfile.
	own bool
}

// checkOf is the healthcheck in force, from compose or else from the image; ok
// is false when nobody defines one or when nothing is known of the image.
func checkOf(s *graph.Service) (c check, ok bool) {
	if s.Health != nil && (s.Health.Disabled || len(s.Health.Test) > 0) {
		return check{s.Health, true}, !s.Health.Disabled
	}
	if s.Meta != nil && s.Meta.Health != nil {
		return check{s.Meta.Health, !s.Meta.Health.Place.IsZero()}, !s.Meta.Health.Disabled
	}
	return check{}, false
}

// script is the text that the check's shell runs; ok is false when no shell is
// involved.
func (c check) script() (t graph.Text, ok bool) {
	switch {
	case c.String && len(c.Test) == 1:
		return c.Test[0], true
	case len(c.Test) > 1 && c.Test[0].Value == "CMD-SHELL":
		return c.Test[1], true
	}
	return graph.Text{}, false
}

// words are the arguments of a check that involves no shell.
func (c check) words() []graph.Text {
	if len(c.Test) > 1 && c.Test[0].Value == "CMD" {
		return c.Test[1:]
	}
	return nil
}

// runsShell reports whether words start a shell with a script: sh -c "...".
func runsShell(words []graph.Text) (script graph.Text, ok bool) {
	if len(words) < 3 || !slices.Contains([]string{"sh", "bash", "ash"}, base(words[0].Value)) {
		return graph.Text{}, false
	}
	for i, w := range words[1 : len(words)-1] {
		if strings.HasPrefix(w.Value, "-") && strings.HasSuffix(w.Value, "c") {
			return words[i+2], true
		}
	}
	return graph.Text{}, false
}

// base is the last element of a slash-separated path.
func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
