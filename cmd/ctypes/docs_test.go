package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/fixtures"
)

const root = "../.."

// TestDocs holds every example in the documentation to what happens. Blocks say
// by their first line what they are:
//
//	console [in FOLDER]   commands after a $, each with its output
//	json [in FOLDER] $ COMMAND   the output of a command, indented
//	LANGUAGE FILE         the text of a file of the repository
//
// -update rewrites them.
func TestDocs(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(pages, filepath.Join(root, "README.md")) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			for _, b := range fixtures.Blocks(text) {
				if want := actual(t, b); want != b.Text {
					t.Errorf("line %d is out of date:\n%s\nwanted:\n%s", b.First, b.Text, want)
				}
			}
			if *update {
				write(t, path, rewritten(t, text))
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// rewritten is a page with its examples brought up to date.
func rewritten(t *testing.T, page string) string {
	t.Helper()
	lines := strings.SplitAfter(page, "\n")
	var out strings.Builder
	next := 1
	for _, b := range fixtures.Blocks(page) {
		out.WriteString(strings.Join(lines[next-1:b.First-1], ""))
		out.WriteString(actual(t, b))
		next = b.Last + 1
	}
	out.WriteString(strings.Join(lines[next-1:], ""))
	return out.String()
}

// actual is what a block should say; its own text when it is no example.
func actual(t *testing.T, b fixtures.Block) string {
	t.Helper()
	info, command, _ := strings.Cut(b.Info, "$ ")
	words := strings.Fields(info)
	if len(words) == 0 {
		return b.Text
	}
	folder := ""
	if len(words) == 3 && words[1] == "in" {
		folder = words[2]
	}
	switch {
	case words[0] == "console":
		return console(t, b.Text, folder)
	case words[0] == "json" && command != "":
		var indented bytes.Buffer
		if err := json.Indent(&indented, []byte(session(t, folder, command)[0]), "", "  "); err != nil {
			t.Fatalf("line %d: `%s` prints no JSON: %v", b.First, command, err)
		}
		return strings.TrimSpace(indented.String()) + "\n"
	case len(words) == 2:
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(words[1])))
		if err != nil {
			t.Fatalf("line %d: %v", b.First, err)
		}
		return string(data)
	}
	return b.Text
}

// console runs the commands of a block and returns the block with their output.
func console(t *testing.T, text, folder string) string {
	t.Helper()
	var commands []string
	for line := range strings.Lines(text) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, strings.TrimSpace(command))
		}
	}
	var b strings.Builder
	for i, out := range session(t, folder, commands...) {
		b.WriteString("$ " + commands[i] + "\n" + out)
	}
	return b.String()
}

// session runs commands one after the other in one shell, in a copy of a folder
// of the repository, and returns what each prints.
func session(t *testing.T, folder string, commands ...string) []string {
	t.Helper()
	const end = "\x1e"
	var script strings.Builder
	for _, c := range commands {
		script.WriteString(c + "\nstatus=$?; printf '\\036'; (exit $status)\n")
	}
	dir := t.TempDir()
	if folder != "" {
		dir = filepath.Join(dir, filepath.Base(folder)) // names the project
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, filepath.FromSlash(folder)))); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script.String())
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "XDG_CACHE_HOME="+t.TempDir(), "DOCKER_CONFIG="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if _, ended := err.(*exec.ExitError); err != nil && !ended { //nolint:errorlint // Run returns it bare
		t.Fatal(err)
	}
	parts := strings.Split(string(out), end)
	if len(parts) != len(commands)+1 {
		t.Fatalf("`%s` prints:\n%s", strings.Join(commands, "; "), out)
	}
	return parts[:len(commands)]
}

func TestDocsHarness(t *testing.T) {
	block := func(info, text string) string {
		return actual(t, fixtures.Block{Info: info, Text: text})
	}
	for _, c := range []struct{ info, text, want string }{
		{"console", "$ echo a; false\nold\n$ echo $?\n", "$ echo a; false\na\n$ echo $?\n1\n"},
		{"console in fixtures/script", "$ pwd | grep -o 'script$'\n", "$ pwd | grep -o 'script$'\nscript\n"},
		{"json $ echo '{\"a\":1}'", "", "{\n  \"a\": 1\n}\n"},
		{"sh", "go install\n", "go install\n"},
		{"", "text\n", "text\n"},
	} {
		if got := block(c.info, c.text); got != c.want {
			t.Errorf("%q: %q, wanted %q", c.info, got, c.want)
		}
	}
	if got := block("make Makefile", ""); !strings.Contains(got, "help: ## ") {
		t.Errorf("the Makefile is %q", got)
	}
	page := "a\n```console\n$ echo 1\n```\nb\n```console\n$ echo 2\n3\n```\n"
	if got, want := rewritten(t, page), "a\n```console\n$ echo 1\n1\n```\nb\n```console\n$ echo 2\n2\n```\n"; got != want {
		t.Errorf("rewritten as %q, wanted %q", got, want)
	}
}
