package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// writeSkeleton writes the files of a new rule below the repository's root: the
// rule, its page, a fixture where it fires and one where it must not. It
// overwrites nothing.
func writeSkeleton(w io.Writer, root, name string) error {
	if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`).MatchString(name) {
		return fmt.Errorf("`%s` is not a rule's name: it is kebab-case, and begins with its family, like port-closed", name)
	}
	for _, f := range skeleton(name) {
		path := filepath.Join(root, filepath.FromSlash(f.path))
		if err := create(path, f.text); err != nil {
			return err
		}
		fmt.Fprintln(w, path)
	}
	fmt.Fprintf(w, "Add %s() to the list of its family in analyze/rules.\n", function(name))
	return nil
}

type file struct{ path, text string }

func skeleton(name string) []file {
	with := strings.NewReplacer("{name}", name, "{function}", function(name)).Replace
	fixtures := "fixtures/rules/" + name + "/"
	return []file{
		{"analyze/rules/" + strings.ReplaceAll(name, "-", "") + ".go", with(ruleText)},
		{"analyze/rules/" + name + ".md", with(pageText)},
		{fixtures + "fires-first.yaml", with(firesText)},
		{fixtures + "silent-first.yaml", with(silentText)},
	}
}

// function is the name of the function that returns a rule: portClosed.
func function(name string) string {
	words := strings.Split(name, "-")
	for i := 1; i < len(words); i++ {
		words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
	}
	return strings.Join(words, "")
}

func create(path, text string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s exists already", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("making the folder of %s: %w", path, err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

const ruleText = `package rules

import "github.com/ctypes-dev/ctypes/analyze"

func {function}() analyze.Rule {
	return analyze.Rule{
		Name: "{name}", Severity: analyze.Warning,
		Title: "one sentence without a final period",
		Run: func(*analyze.Pass) {
		},
	}
}
`

const pageText = `# {name}

What is wrong, and what happens when the project runs.

## Before

` + "```yaml" + `
services: {}
` + "```" + `

## After

` + "```yaml" + `
services: {}
` + "```" + `
`

const firesText = `services:
  app:
    image: example.com/app:1 # want ` + "`{name}: what it says`" + `
`

const silentText = `services:
  app:
    image: example.com/app:1
`
