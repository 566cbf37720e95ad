// Package program finds the environment variables that source code reads, with
// what it says of them: whether it goes on without one, what it takes in its
// place, and what it makes of the value. It looks at text alone. It resolves
// no names and runs nothing, so it is silent about a variable whose name the
// code puts together.
package program

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

const (
	// maxFile is the size of the largest file that is read, in bytes.
	maxFile = 512 << 10
	// maxUses bounds what is found in one file.
	maxUses = 1000
	// maxName bounds the length of a variable's name.
	maxName = 100
)

// Use is one place where a program reads a variable.
type Use struct {
	Name string
	// Needed says that the program does not go on without it.
	Needed bool
	// Default is what the program takes when it is not set, if Defaulted and
	// the code spells it.
	Default   string
	Defaulted bool
	// Format is what the code makes of the value; zero for a text.
	Format contract.Format
	// Example is a value that a template of an env file shows.
	Example string
	// File is relative to the folder that was read, with slashes; Line counts
	// from 1.
	File string
	Line int
}

// Reader reads source code. It is safe for concurrent use.
type Reader struct {
	helper *helperPatterns
	python *pythonPatterns
	node   *nodePatterns
	golang *goPatterns
	java   *javaPatterns
	ruby   *rubyPatterns
	php    *phpPatterns
	rust   *rustPatterns
	shell  *shellPatterns
	symfony,
	placeholder pattern
}

// NewReader returns a reader.
func NewReader() *Reader {
	return &Reader{
		helper: newHelperPatterns(), python: newPythonPatterns(), node: newNodePatterns(), golang: newGoPatterns(),
		java: newJavaPatterns(), ruby: newRubyPatterns(), php: newPHPPatterns(), rust: newRustPatterns(), shell: newShellPatterns(),
		symfony:     newPattern(`%env\((?:\w+:)*(` + name + `)\)%`),
		placeholder: newPattern(`\$\{([A-Z][A-Z0-9_]*)[:}]`),
	}
}

// Read finds what a file reads, in order of place. What language it is in, its
// name tells; a file of another kind, or a very large one, reads nothing.
func (r *Reader) Read(file string, data []byte) []Use {
	read := r.language(file)
	if read == nil || len(data) > maxFile || slices.Contains(data, 0) || !mayRead(file, data) {
		return nil
	}
	s := &script{file: file, source: string(data)}
	read(s)
	slices.SortStableFunc(s.uses, func(a, b Use) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
	})
	return s.uses
}

// mayRead reports whether a file has any of the words without which nothing is
// read: most files are soon done with.
func mayRead(file string, data []byte) bool {
	return isEnvTemplate(path.Base(file)) || slices.ContainsFunc([]string{"env", "ENV", "Env", "Settings", "${", "decouple", "starlette", "validationSchema"}, func(word string) bool {
		return bytes.Contains(data, []byte(word))
	})
}

// Reads reports whether a file of this name may read variables.
func (r *Reader) Reads(file string) bool { return r.language(file) != nil }

// language is the function that reads files of a name; nil for none.
func (r *Reader) language(file string) func(*script) {
	base := path.Base(file)
	switch strings.ToLower(path.Ext(base)) {
	case ".py":
		return r.readPython
	case ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte":
		return r.readNode
	case ".go":
		return r.readGo
	case ".java", ".kt", ".kts", ".scala", ".groovy":
		return r.readJava
	case ".rb", ".rake", ".ru", ".erb":
		return r.readRuby
	case ".php":
		return r.readPHP
	case ".rs":
		return r.readRust
	case ".cs", ".fs", ".ex", ".exs", ".swift", ".dart":
		return r.readOther
	case ".yml", ".yaml", ".properties":
		return r.settings(base)
	}
	switch {
	case isEnvTemplate(base):
		return readEnvTemplate
	case isStartScript(base):
		return r.readShell
	}
	return nil
}

// settings is the function that reads configuration files of frameworks which
// fill variables in.
func (r *Reader) settings(base string) func(*script) {
	stem := strings.TrimSuffix(base, path.Ext(base))
	switch {
	case strings.HasPrefix(stem, "application") || strings.HasPrefix(stem, "bootstrap"):
		return r.readSpring
	case path.Ext(base) != ".properties" && !strings.Contains(base, "compose"):
		return r.readTemplates
	}
	return nil
}
