// Package config reads .ctypes.yaml, the file that says how a project is to be
// checked: what is silenced and why, and where contracts come from. It reads no
// disk and no clock, and trusts nothing that the file says.
package config

import (
	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Name is the name of the file.
const Name = ".ctypes.yaml"

// Config is what the file says.
type Config struct {
	// File is the file; nil when there is none.
	File *source.File
	// Severities are those of rules, Off the rules that are not run.
	Severities map[string]analyze.Severity
	Off        map[string]bool
	Ignores    []Ignore
	// Mirrors are spelled as those of the command line.
	Mirrors []Value
	// Contracts are folders of contracts, Catalogs folders of entries, or
	// artifacts in registries (see Artifact). Folders are relative to the file.
	Contracts, Catalogs []Value
	Strict              bool
}

// Value is a text of the file.
type Value struct {
	Text  string
	Place source.Place
}

// Ignore is a wish not to see some findings, and its reason.
type Ignore struct {
	Rule, Service, Key string
	// File is a pattern of a path relative to the file.
	File   string
	Reason string
	// Expires is the last day on which it holds, as 2026-12-31; "" for never.
	Expires string
	Place   source.Place
}
