// Package ci_test runs the script of the GitHub action on a pull request, with
// releases and an API of its own. That needs bash, curl, git and jq.
package ci_test

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestNoTextInScripts holds action.yml to what keeps a pull request's texts out
// of scripts: values reach them as variables alone.
func TestNoTextInScripts(t *testing.T) {
	data, err := os.ReadFile("../../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Runs struct {
			Steps []struct{ Name, Run, Uses string }
		}
	}
	if err := yaml.Unmarshal(data, &action); err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for _, s := range action.Runs.Steps {
		if s.Run != "" {
			scripts++
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("`%s` puts a text into its script: %s", s.Name, s.Run)
		}
	}
	if scripts != 4 {
		t.Errorf("there are %d scripts, want install, check, comment and result", scripts)
	}
}
